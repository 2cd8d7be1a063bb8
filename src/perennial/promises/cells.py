"""The cells of the list of follow-ups: functions, not templates, because fifty rows of them make the page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from perennial.design.templatetags.ui import day, icon
from perennial.promises.models import Completion, FollowUp
from perennial.promises.rules import may_keep
from perennial.team.mentions import with_chips


def what(follow_up: FollowUp) -> SafeString:
    """The first cell of a row: what is to be done, and the way to the customer."""
    return format_html(
        '<a class="inline" href="{}">{}<b class="clip" dir="auto">{}</b></a>',
        reverse("people:party", args=[follow_up.party_id]),
        icon("circle" if follow_up.is_open else "check", 14),
        with_chips(follow_up.text, follow_up.mentions or {}),
    )


def due(follow_up: FollowUp, value: Any) -> SafeString | str:
    """When it is due, in words while it is open; the bare day once it ended."""
    if not follow_up.is_open:
        return day(value)
    late = follow_up.days_late
    time = f", {time_format(follow_up.due_time, 'TIME_FORMAT')}" if follow_up.due_time else ""
    drawn = icon("triangle-alert", 13) if late > 0 else ""
    return format_html(
        '<span class="due{}">{}{}{}</span>', " late" if late > 0 else "", drawn, _due_words(follow_up, late), time
    )


def _due_words(follow_up: FollowUp, late: int) -> str:
    if late > 0:
        return ngettext("%(days)d day overdue", "%(days)d days overdue", late) % {"days": late}
    if late >= -1:
        return _("Due tomorrow") if late else _("Due today")
    return _("Due on %(day)s") % {"day": date_format(follow_up.due_on, pgettext("date format", "l, j F"))}


def outcome(follow_up: FollowUp, completion: Completion | None) -> str:
    """How it ended."""
    if completion is None:
        return ""
    if completion.dropped_because:
        return _("Dropped: %(why)s") % {"why": completion.dropped_because}
    return _("Done")


def acts_of(request: HttpRequest) -> Callable[[FollowUp], SafeString] | None:
    """What a member may do with each; None for who only looks."""
    if not may_keep(request.user):
        return None
    token = get_token(request)
    return lambda follow_up: _open_acts(follow_up, token) if follow_up.is_open else _ended_acts(follow_up, token)


def _open_acts(follow_up: FollowUp, token: str) -> SafeString:
    links = (
        ("edit", "pencil", _("Edit")),
        ("postponement", "calendar-clock", _("Later")),
        ("dropping", "circle-slash", _("Drop")),
    )
    drawn = [
        format_html(
            '<a class="btn ghost sm icon hide-s" href="{}" data-dialog aria-label="{}" title="{}">{}</a>',
            reverse(f"promises:{name}", args=[follow_up.pk]), label, label, icon(drawn, 15),
        )
        for name, drawn, label in links
    ]  # fmt: skip
    done = _button("completion", follow_up, token, icon("check", 14), _("Done"))
    return format_html('<span class="acts">{}{}{}{}</span>', *drawn, done)


def _ended_acts(follow_up: FollowUp, token: str) -> SafeString:
    told = format_html(
        '<a class="btn ghost sm icon hide-s" href="{}" data-dialog aria-label="{}" title="{}">{}</a>',
        reverse("team:history", args=["promises.followup", follow_up.pk]), _("History"), _("History"), icon("history", 15),
    )  # fmt: skip
    return format_html('<span class="acts">{}{}</span>', told, _button("reopening", follow_up, token, "", _("Reopen")))


def _button(name: str, follow_up: FollowUp, token: str, drawn: SafeString | str, label: str) -> SafeString:
    return format_html(
        '<form method="post" action="{0}" hx-post="{0}" hx-swap="none">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{1}"><button class="btn sm">{2}{3}</button></form>',
        reverse(f"promises:{name}", args=[follow_up.pk]),
        token,
        drawn,
        label,
    )

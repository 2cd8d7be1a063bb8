"""The cells of the customer list that are our own: functions, not templates, because fifty rows of them make the page."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from perennial.design.markup import format_html, format_html_join
from perennial.design.templatetags.ui import ago, day, face, logo, money_whole, tag
from perennial.kernel.http.addresses import address_of_one
from perennial.people.choices import PartyKind
from perennial.people.models import Anniversary, Party, Tag
from perennial.people.stages import stage_tag
from perennial.people.world import country_name


def who(party: Party) -> SafeString:
    """The first cell of a row: who it is, in two lines, and the way to their page."""
    job, city = (format_html("<bdi>{}</bdi>", text) if text else "" for text in (party.job_title, party.city))
    return format_html(
        '<a class="who" href="{}">{}<span><b class="clip" dir="auto" data-value>{}</b>'
        '<small class="clip">{}</small></span></a>',
        address_of_one("people:party", party.pk),
        face(party, "lg") if party.is_person else logo(party),
        party.name,
        format_html_join(" · ", "{}", ((part,) for part in (job or str(PartyKind(party.kind).label), city) if part)),
    )


def stage(party: Party, value: str) -> SafeString:
    return stage_tag(value)


def money(party: Party, value: Any) -> SafeString | str:
    return _number(money_whole(party.value_minor, party.currency)) if party.currency else ""


def orders(party: Party, value: int) -> SafeString | str:
    return _number(number_format(value)) if value else ""


def since(party: Party, value: dt.datetime | None) -> SafeString | str:
    return ago(value) or _never()


def owner(party: Party, value: Any) -> SafeString | str:
    return format_html('<span class="inline">{}{}</span>', face(party.owner, "sm"), str(party.owner)) if party.owner else ""


def tags(party: Party, value: Sequence[Tag] | None) -> SafeString:
    return format_html(
        '<span class="inline">{}</span>',
        format_html_join("", "{}", ((tag(each.name, each.hue, "tag"),) for each in value or ())),
    )


def birthday(party: Party, value: Anniversary | None) -> str:
    return _birthday(value.year, value.month, value.day) if value else ""


def birthday_in_words(value: str) -> str:
    """A birthday that is written as 1990-04-12, or as --04-12."""
    year, month, day = value.rsplit("-", 2) if value else ("", "", "")
    return _birthday(int(year.strip("-") or 0), int(month), int(day)) if value else ""


def _birthday(year: int | None, month: int, day: int) -> str:
    return date_format(dt.date(year or 2000, month, day), "DATE_FORMAT" if year else "MONTH_DAY_FORMAT")


def birthday_in_digits(party: Party, value: Anniversary | None) -> str:
    return f"{value.year or '-'}-{value.month:02}-{value.day:02}" if value else ""


def country(party: Party, value: str) -> str:
    return country_name(value) if value else ""


def created(party: Party, value: dt.datetime) -> SafeString | str:
    return day(value)


def _number(text: str) -> SafeString:
    return format_html('<span class="num">{}</span>', text)


def _never() -> SafeString:
    return format_html('<span class="muted">{}</span>', _("Never"))

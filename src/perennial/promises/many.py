"""What can be done to very many follow-ups at once: how it is asked for, said, done and taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from perennial.promises.actions import together
from perennial.promises.bins import FOLLOW_UPS
from perennial.promises.forms import DropForm
from perennial.promises.rules import may_keep
from perennial.records.bulk.acts import Act, deletion
from perennial.records.bulk.away import deleting
from perennial.records.bulk.columns import setting


def _later_field(_member: Any) -> forms.Field:
    return forms.ChoiceField(label=_("Later"), choices=[(str(days), label) for days, label in LATER_DAYS])


def _later_said(days: Any) -> str:
    return str(dict(LATER_DAYS).get(int(days), days))


LATER_DAYS = ((1, _("By a day")), (3, _("By 3 days")), (7, _("By a week")), (30, _("By 30 days")))
ACTS = (
    Act(
        key="done",
        label=_("Done"),
        icon="check",
        many=together.ENDING.putting(may=may_keep),
        title=_("Say that they are done"),
        told=lambda _value: _t("Done"),
        doing=lambda _value: _t("Ticking off"),
        order=1,
    ),
    Act(
        key="later",
        label=_("Postpone"),
        icon="calendar-clock",
        many=setting(together.LATER, may=may_keep, form_field=_later_field, keep=int, said=_later_said),
        title=_("Postpone"),
        told=lambda value: _t("Postponed: %(value)s") % {"value": value},
        doing=lambda value: _t("Postponing: %(value)s") % {"value": value},
        text=_("Each from its own day; what is overdue, from today. You can undo it for 30 days."),
        order=2,
    ),
    Act(
        key="drop",
        label=_("Drop"),
        icon="circle-slash",
        many=together.ENDING.putting(may=may_keep, form_field=lambda _member: DropForm().fields["because"], keep=str.strip),
        title=_("Drop"),
        told=lambda value: _t("Dropped: %(value)s") % {"value": value},
        doing=lambda value: _t("Dropping: %(value)s") % {"value": value},
        order=3,
    ),
    Act(
        key="reopen",
        label=_("Reopen"),
        icon="rotate-ccw",
        many=together.ENDING.lifting(may=may_keep),
        title=_("Reopen"),
        told=lambda _value: _t("Reopened"),
        doing=lambda _value: _t("Reopening"),
        order=4,
    ),
    deletion(
        deleting(FOLLOW_UPS, may=may_keep, deleted="promises.followup.deleted", restored="promises.followup.restored"),
    ),
)

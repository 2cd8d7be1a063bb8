"""What is typed when something is logged or set right."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from perennial.people.models import Party
from perennial.team.fields import MentionArea
from perennial.team.models import Member
from perennial.timeline.choices import LONGEST_TEXT, Direction
from perennial.timeline.choosing import CustomerField
from perennial.timeline.kinds import loggable_kinds
from perennial.timeline.models import Touchpoint

OUTCOMES = [("reached", _("Reached")), ("left_message", _("Left a message")), ("not_reached", _("Not reached"))]
WAYS = [(Direction.OUTBOUND.value, _("From us")), (Direction.INBOUND.value, _("From the customer"))]
WRITTEN = ("email", "message", "letter")


class Moment(forms.DateTimeInput):
    """Day and time in the browser's own control."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class LogForm(forms.Form):
    """One touchpoint. Empty `happened_at` means now. `outcome` is asked of calls, `way` of what is written."""

    customer = forms.Field()
    kind = forms.ChoiceField(label=_("What happened"))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES, required=False)
    way = forms.ChoiceField(label=_("From whom"), choices=WAYS, required=False)
    text = forms.CharField(
        label=_("In a few words"), required=False, widget=forms.Textarea({"rows": 3}), max_length=LONGEST_TEXT, strip=True
    )
    happened_at = forms.DateTimeField(label=_("When"), required=False, widget=Moment(), help_text=_("Empty means now."))
    key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, member: Member, values: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(values, initial=dict(initial))
        self.kinds = loggable_kinds()
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in self.kinds]  # type: ignore[attr-defined]
        customer = self.fields["customer"] = CustomerField(member)
        chosen = (values or {}).get("customer") or initial.get("customer")
        customer.offer(chosen)
        self.known: Party | None = customer._find(chosen) if chosen else None

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == "note" and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write the note."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What `log_touchpoint` is to be told."""
        cleaned = self.cleaned_data
        facts: dict[str, Any] = {
            "party_id": cleaned["customer"].pk,
            "kind": cleaned["kind"],
            "text": cleaned["text"],
            "happened_at": cleaned["happened_at"],
            "key": cleaned["key"] or None,
        }
        if cleaned["kind"] == "call" and cleaned["outcome"] == "not_reached":
            facts["kind"] = "missed_call"
        elif cleaned["kind"] == "call" and cleaned["outcome"] == "left_message":
            facts |= {"direction": Direction.OUTBOUND.value, "properties": {"outcome": "left_message"}}
        elif cleaned["kind"] in WRITTEN:
            facts["direction"] = cleaned["way"] or Direction.OUTBOUND.value
        return facts


class CorrectionForm(forms.Form):
    """The text and the moment of an entry, set right."""

    text = forms.CharField(label=_("Text"), required=False, max_length=LONGEST_TEXT, widget=MentionArea({"rows": 5}))
    happened_at = forms.DateTimeField(label=_("When"), widget=Moment())

    @classmethod
    def of(cls, touchpoint: Touchpoint, values: Mapping[str, Any] | None) -> "CorrectionForm":
        """The form with the entry as it is."""
        at = timezone.localtime(touchpoint.happened_at).replace(second=0, microsecond=0)
        return cls(values, initial={"text": touchpoint.text, "happened_at": at})

    def facts(self) -> dict[str, Any]:
        """What `correct_touchpoint` is to be told: only what was changed, so that the seconds stay where they were."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        at: dt.datetime | None = self.cleaned_data["happened_at"] if "happened_at" in self.changed_data else None
        return {"text": text, "happened_at": at}

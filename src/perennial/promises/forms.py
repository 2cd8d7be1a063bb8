"""What is typed when a follow-up is set, changed or dropped, and when a cadence is set."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import DatePicker
from perennial.kernel import clock
from perennial.people.choices import Stage
from perennial.people.models import Party, Tag
from perennial.promises.models import FollowUp
from perennial.promises.queries.owners import owners
from perennial.team.fields import MentionInput
from perennial.team.models import Member
from perennial.timeline.choosing import CustomerField

QUICK_DAYS = ((1, _("Tomorrow")), (3, _("In 3 days")), (7, _("Next week")), (30, _("In a month")))


class FollowUpForm(forms.Form):
    """A new follow-up. Either one of the quick days (`in_days`) or a day of the calendar, which goes before."""

    customer = forms.Field()
    text = forms.CharField(label=_("What is to be done"), max_length=300, widget=MentionInput({"enterkeyhint": "done"}))
    in_days = forms.ChoiceField(label=_("When"), choices=[(str(n), label) for n, label in QUICK_DAYS], required=False)
    due_on = forms.DateField(label=_("On a day"), required=False, widget=DatePicker())
    due_time = forms.TimeField(label=_("At a time"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    owner = forms.ModelChoiceField(label=_("Who does it"), queryset=Member.objects.none(), empty_label=None)

    def __init__(self, member: Member, values: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(values, initial={"owner": member, "in_days": "1", **initial})
        self.fields["owner"].queryset = owners(member)  # type: ignore[attr-defined]
        customer = self.fields["customer"] = CustomerField(member)
        chosen = (values or {}).get("customer") or initial.get("customer")
        customer.offer(chosen)
        self.known: Party | None = customer._find(chosen) if chosen else None

    def facts(self) -> dict[str, Any]:
        """What `set_follow_up` is to be told."""
        cleaned = self.cleaned_data
        day = cleaned["due_on"] or clock.today() + dt.timedelta(days=int(cleaned["in_days"] or 1))
        return {
            "party_id": cleaned["customer"].pk,
            "text": cleaned["text"],
            "due_on": day,
            "due_time": cleaned["due_time"],
            "owner": cleaned["owner"],
        }


class EditForm(forms.ModelForm[FollowUp]):
    """An open follow-up, as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = FollowUp
        fields = ("text", "due_on", "due_time", "owner")
        widgets = {  # noqa: RUF012
            "text": MentionInput(),
            "due_on": DatePicker(),
            "due_time": forms.TimeInput({"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners(by) | Member.objects.filter(pk=self.instance.owner_id)  # type: ignore[attr-defined]
        self.initial["version"] = self.instance.version


class PostponeForm(forms.Form):
    """Another day."""

    in_days = forms.ChoiceField(
        label=_("Later"), choices=[(str(n), label) for n, label in QUICK_DAYS], required=False, initial="1"
    )
    due_on = forms.DateField(label=_("On a day"), required=False, widget=DatePicker())

    def day(self) -> dt.date:
        """The day that was chosen, counted from today."""
        chosen: dt.date | None = self.cleaned_data["due_on"]
        return chosen or clock.today() + dt.timedelta(days=int(self.cleaned_data["in_days"] or 1))


class DropForm(forms.Form):
    """Why not."""

    because = forms.CharField(label=_("Why it will not be done"), max_length=200, widget=forms.TextInput({"autofocus": ""}))


class CadenceForm(forms.Form):
    """How often; `whose` is “stage:loyal” or “tag:123”."""

    whose = forms.ChoiceField(label=_("For customers with"))
    ideal_days = forms.IntegerField(label=_("Ideally every … days"), min_value=1, max_value=3660, initial=30)
    max_days = forms.IntegerField(label=_("At most … days"), min_value=1, max_value=3660, initial=60)

    def __init__(self, values: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(values, initial=dict(initial or {}))
        stages = [(f"stage:{stage.value}", stage.label) for stage in Stage]
        tags = [(f"tag:{pk}", name) for pk, name in Tag.objects.values_list("pk", "name")[:500]]
        choices: list[Any] = [(_("Stage"), stages)]
        self.fields["whose"].choices = [*choices, (_("Tag"), tags)] if tags else choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("ideal_days") and cleaned.get("max_days") and cleaned["max_days"] < cleaned["ideal_days"]:
            self.add_error("max_days", _("The longest gap is at least as long as the ideal one."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What `set_cadence` is to be told."""
        what, _colon, which = self.cleaned_data["whose"].partition(":")
        whose = {"stage": which} if what == "stage" else {"tag": Tag.objects.get(pk=int(which))}
        return {**whose, "ideal_days": self.cleaned_data["ideal_days"], "max_days": self.cleaned_data["max_days"]}


class FollowUpPart(forms.Form):
    """The part of the logging dialog: follow up in some days."""

    follow_up_in = forms.ChoiceField(
        label=_("Follow up"), choices=[("", _("No follow-up")), *((str(n), label) for n, label in QUICK_DAYS)], required=False
    )
    follow_up_text = forms.CharField(
        label=_("What is to be done then"), required=False, max_length=300, widget=forms.TextInput({"autocomplete": "off"})
    )

"""What a snooze needs to be told."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock

ANOTHER_DAY = "another"
USUAL_REASONS = (
    _("Waiting for their answer"),
    _("They asked us to come back later"),
    _("On holiday"),
    _("Somebody else is on it"),
)


class SnoozeForm(forms.Form):
    """Until when a row may wait, and why; the row itself travels in hidden fields. `until` is what was chosen."""

    source = forms.CharField(max_length=40, widget=forms.HiddenInput)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    party = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    when = forms.ChoiceField(label=_("Until"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label=_("Why it can wait"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "snooze-reasons", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when, day = self.fields["when"], self.fields["day"]
        assert isinstance(when, forms.ChoiceField)
        when.choices = [*((chosen.isoformat(), name) for name, chosen in days_to_choose()), (ANOTHER_DAY, _("Another day"))]
        when.initial = when.choices[0][0]
        day.widget.attrs["min"] = (clock.today() + dt.timedelta(days=1)).isoformat()

    def clean(self) -> dict[str, Any]:
        """Say which day was meant."""
        cleaned = super().clean() or {}
        when = cleaned.get("when")
        if when == ANOTHER_DAY:
            if cleaned.get("day"):
                cleaned["until"] = cleaned["day"]
            elif "day" not in self.errors:
                self.add_error("day", _("Choose the day on which it is back."))
        elif when:
            cleaned["until"] = dt.date.fromisoformat(when)
        return cleaned


def days_to_choose() -> list[tuple[str, dt.date]]:
    """The days that are chosen most, each once: tomorrow, after the weekend, in a week, in a month."""
    today = clock.today()
    monday = today + dt.timedelta(days=7 - today.weekday())
    choices = {
        today + dt.timedelta(days=7): str(_("In a week")),
        monday: str(_("Next Monday")),
        today + dt.timedelta(days=1): str(_("Tomorrow")),
        today + dt.timedelta(days=30): str(_("In a month")),
    }
    return [(name, day) for day, name in sorted(choices.items())]

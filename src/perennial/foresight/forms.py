"""What is typed when predictions are to be tested at another date, and when the holdout is changed."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import DatePicker
from perennial.foresight.actions.reporting import HORIZON, LONGEST, SHORTEST
from perennial.foresight.models import Holdout


class ReportForm(forms.Form):
    """The last day that may be known, and how far to look ahead."""

    as_of = forms.DateField(
        label=_("Predict at the end of"),
        help_text=_("What came after this day is hidden from the predictions, then held against them."),
        widget=DatePicker(),
    )
    horizon_days = forms.IntegerField(
        label=_("Look so many days ahead"), min_value=SHORTEST, max_value=LONGEST, initial=HORIZON
    )

    def facts(self) -> dict[str, Any]:
        """What `ask_for_report` is to be told."""
        as_of: dt.date = self.cleaned_data["as_of"]
        return {"as_of": as_of, "horizon_days": self.cleaned_data["horizon_days"]}


class HoldoutForm(forms.ModelForm[Holdout]):
    """Whether some are held out, and how many."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Holdout
        fields = ("is_on", "percent")

    def facts(self) -> dict[str, Any]:
        """What `set_holdout` is to be told."""
        return {name: self.cleaned_data[name] for name in ("is_on", "percent", "version")}

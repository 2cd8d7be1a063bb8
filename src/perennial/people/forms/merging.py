"""Input of the screens about duplicates."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import Combobox
from perennial.people.forms.base import PlainForm
from perennial.people.matching.finding import CERTAIN, LIKELY, POSSIBLE
from perennial.people.matching.reasons import FIELDS
from perennial.people.merged_fields import Choice
from perennial.people.models import Party
from perennial.people.queries import visible_parties
from perennial.team.models import Member

_SIDES = (("survivor", "survivor"), ("absorbed", "absorbed"))
LEVELS = {
    "certain": (CERTAIN, 1.01, _("Certain")),
    "likely": (LIKELY, CERTAIN, _("Likely")),
    "possible": (POSSIBLE, LIKELY, _("Possible")),
}


class SuspicionsForm(PlainForm):
    """What the list of pairs is narrowed to; anything unknown narrows nothing."""

    level = forms.ChoiceField(choices=[("", ""), *((key, key) for key in LEVELS)], required=False)
    field = forms.ChoiceField(choices=[("", ""), *FIELDS.items()], required=False)
    batch = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    def wanted(self) -> tuple[str, str, int | None]:
        """(level, field, import), each may be empty."""
        self.is_valid()
        return (self.cleaned_data.get("level", ""), self.cleaned_data.get("field", ""), self.cleaned_data.get("batch"))


class MergeForm(PlainForm):
    """Whose value each field takes, and from which state of the two the choosing began."""

    survivor_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    absorbed_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, choices: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.names = [choice.name for choice in choices if choice.open]
        for name in self.names:
            self.fields[name] = forms.ChoiceField(choices=_SIDES, required=False)

    @property
    def choices(self) -> dict[str, str]:
        """{field: side}, of the fields that were chosen."""
        return {name: side for name in self.names if (side := self.cleaned_data.get(name))}

    @property
    def versions(self) -> tuple[int, int]:
        return self.cleaned_data["survivor_version"], self.cleaned_data["absorbed_version"]


class OtherPartyForm(PlainForm):
    """With whom to merge."""

    other = forms.IntegerField(label=_("The other record of this customer"), min_value=1, max_value=2**63 - 1)

    def __init__(self, data: Any = None, *, party: Party, by: Member, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        newest = visible_parties(by).exclude(pk=party.pk).order_by("-created_at", "-id")  # to choose from without a script
        choices = [("", ""), *newest.values_list("pk", "name")[:30]]
        self.fields["other"].widget = Combobox(choices=choices, url=reverse("people:options"))

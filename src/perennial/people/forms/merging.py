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
from perennial.people.merged_rows import RowGroup
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


def row_named(key: str) -> tuple[str, int]:
    """The kind and the id that a row's key names."""
    name, _dash, pk = key.partition("-")
    return name, int(pk)


class MergeForm(PlainForm):
    """Whose value each field takes, what of either is left out, and from which state of the two the choosing began. `offered`
    names every row that could be left out, `keep` those that are not: what came meanwhile is neither, and stays."""

    survivor_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    absorbed_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    offered = forms.TypedMultipleChoiceField(required=False, coerce=row_named)
    keep = forms.TypedMultipleChoiceField(required=False, coerce=row_named)

    def __init__(self, data: Any = None, *, choices: Iterable[Choice], groups: Iterable[RowGroup], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.names = [choice.name for choice in choices if choice.open]
        rows = [(row.key, row.text) for group in groups for row in (*group.survivor, *group.absorbed)]
        for name in self.names:
            self.fields[name] = forms.ChoiceField(choices=_SIDES, required=False)
        for name in ("offered", "keep"):
            chosen: Any = self.fields[name]
            chosen.choices = rows

    @property
    def choices(self) -> dict[str, str]:
        """{field: side}, of the fields that were chosen."""
        return {name: side for name in self.names if (side := self.cleaned_data.get(name))}

    @property
    def leaving(self) -> dict[str, set[int]]:
        """{"tags": ids}: what was offered and is not kept."""
        found: dict[str, set[int]] = {}
        for name, pk in set(self.cleaned_data["offered"]) - set(self.cleaned_data["keep"]):
            found.setdefault(name, set()).add(pk)
        return found

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

"""What a list of customers is filtered and sorted by, from the address of the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import DatePicker
from perennial.kernel.money import LARGEST_MINOR, Money, MoneyError
from perennial.people.choices import PartyKind, Stage
from perennial.people.forms.base import LineField, ManyOptions, PlainForm, countries
from perennial.people.queries import tags_in_use
from perennial.people.queries.listing import LAST_PAGE, SORTS, Wanted
from perennial.team.models import Member, Workspace

_ANY = ("", _("Any"))


class ListForm(PlainForm):
    """The filters. What cannot be understood is left out and said, so that a wrong address still shows a list."""

    q = LineField(label=_("Name"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[_ANY, *PartyKind.choices], required=False)
    stage = forms.MultipleChoiceField(
        label=_("Stage"), choices=Stage.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    tag = forms.MultipleChoiceField(label=_("Tag"), required=False, widget=forms.CheckboxSelectMultiple)
    city = LineField(label=_("City"), required=False)
    country = forms.ChoiceField(label=_("Country"), choices=countries, required=False, widget=ManyOptions)
    orders = forms.ChoiceField(
        label=_("Orders"), choices=[_ANY, ("yes", _("Has ordered")), ("no", _("Never ordered"))], required=False
    )
    value_from = forms.DecimalField(label=_("Value from"), required=False, max_digits=15)
    value_to = forms.DecimalField(label=_("Value up to"), required=False, max_digits=15)
    order_from = forms.DateField(label=_("Last order from"), required=False, widget=DatePicker)
    order_to = forms.DateField(label=_("Last order until"), required=False, widget=DatePicker)
    created_from = forms.DateField(label=_("Known since, from"), required=False, widget=DatePicker)
    created_to = forms.DateField(label=_("Known since, until"), required=False, widget=DatePicker)
    sort = forms.ChoiceField(choices=[(key, key) for key in (*SORTS, *(f"-{key}" for key in SORTS))], required=False)
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = [(str(pk), name) for pk, name in Member.objects.active().values_list("pk", "name")]
        self.fields["owner"].choices = [_ANY, ("none", _("Nobody")), *members]  # type: ignore[attr-defined]
        self.fields["tag"].choices = [(str(tag.pk), tag.name) for tag in tags_in_use()]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """The filter, of the parts that were understood."""
        self.is_valid()
        got = self.cleaned_data
        sort = got.get("sort") or "name"
        return Wanted(
            text=got.get("q") or "",
            kind=got.get("kind") or "",
            stages=tuple(got.get("stage") or ()),
            owner=got.get("owner") or "",
            tags=tuple(int(tag) for tag in got.get("tag") or ()),
            city=got.get("city") or "",
            country=got.get("country") or "",
            has_orders={"yes": True, "no": False}.get(got.get("orders") or ""),
            value_from=_minor(got.get("value_from")),
            value_to=_minor(got.get("value_to")),
            order_from=got.get("order_from"),
            order_to=got.get("order_to"),
            created_from=got.get("created_from"),
            created_to=got.get("created_to"),
            sort=sort.removeprefix("-"),
            reverse=sort.startswith("-"),
        )

    def number(self) -> int:
        """The page that is asked for."""
        return self.cleaned_data.get("page") or 1


class ColumnsForm(PlainForm):
    """Which columns a member wants to see."""

    column = forms.MultipleChoiceField(label=_("Columns"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["column"].choices = choices  # type: ignore[attr-defined]


def _minor(amount: Any) -> int | None:
    if amount is None:
        return None
    try:
        return Money.of(amount, Workspace.current().currency).minor
    except MoneyError:
        return LARGEST_MINOR if amount > 0 else -LARGEST_MINOR

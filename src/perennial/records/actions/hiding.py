"""Taking a view that comes with its kind from the tabs, of one member or of everybody, and putting it back."""

from django.db import transaction

from perennial.kernel.events import publish
from perennial.records.events import GivenViewHidden, GivenViewShown
from perennial.records.models import HiddenView, View
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def hide_given_view(view: View, *, by: Member, for_all: bool = False) -> None:
    """Take a view that came with its kind from the tabs of `by`, or of everybody; who knows its address still opens it. Doing
    it twice changes nothing. Tells GivenViewHidden."""
    _hidden, is_new = HiddenView.objects.get_or_create(kind=view.kind, key=view.key, member=None if for_all else by)
    if is_new:
        record_deed("records.view.hidden", by=by, name=view.name, changes={"list": ("", view.kind), **_whose(for_all)})
        publish(GivenViewHidden(kind=view.kind, key=view.key, member_id=None if for_all else by.pk, by_id=by.pk))


@transaction.atomic
def show_given_view(view: View, *, by: Member, for_all: bool = False) -> None:
    """Put it back among the tabs, of `by` or of everybody who has not hidden it for themselves. Doing it twice changes nothing.
    Tells GivenViewShown."""
    hidden = HiddenView.objects.filter(kind=view.kind, key=view.key, member=None if for_all else by)
    count, _each = hidden.delete()
    if count:
        record_deed("records.view.shown", by=by, name=view.name, changes={"list": ("", view.kind), **_whose(for_all)})
        publish(GivenViewShown(kind=view.kind, key=view.key, member_id=None if for_all else by.pk, by_id=by.pk))


def _whose(for_all: bool) -> dict[str, tuple[str, str]]:
    return {"for": ("", "all")} if for_all else {}

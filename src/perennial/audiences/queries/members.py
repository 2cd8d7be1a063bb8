"""Who is in an audience, and who entered and left: of those whom a member sees."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q

from perennial.audiences.asking import in_days_of_the_business
from perennial.audiences.evaluating import look
from perennial.audiences.models import Audience, Size, Stay
from perennial.audiences.models.stay import StayQuerySet
from perennial.audiences.reasons import reasons_of
from perennial.audiences.rules import may_see_audiences
from perennial.audiences.touching import tree_of
from perennial.kernel import clock
from perennial.people.models import Party, of_visible
from perennial.people.queries import visible_parties
from perennial.team.reach import sees_all

AT_ONCE = 50


@dataclasses.dataclass(frozen=True, slots=True)
class Passage:
    """That a customer entered an audience, or left it, and why."""

    stay: Stay
    is_leaving: bool

    @property
    def at(self) -> dt.datetime:
        return self.stay.left_at if self.is_leaving and self.stay.left_at else self.stay.entered_at

    @property
    def why(self) -> Any:
        """What was found, as plain data; `words.Wording.reasons` says it."""
        return self.stay.left_why if self.is_leaving else self.stay.why

    @property
    def place(self) -> tuple[dt.datetime, int, bool]:
        """Where it stands in the order of passages."""
        return self.at, self.stay.pk, self.is_leaving


def members_of(audience: Audience, member: Any) -> StayQuerySet:
    """The stays of those who are inside, whoever entered last first."""
    return _seen(member).open().filter(audience=audience).order_by("-entered_at", "-id")


def stays_of(party: Party, member: Any) -> StayQuerySet:
    """In which audiences a customer is, by name."""
    inside = _seen(member).open().filter(party=party, audience__in=Audience.objects.kept())
    return inside.select_related("audience").order_by("audience__name")


def passages_of(
    of: Audience | Party, member: Any, *, before: tuple[dt.datetime, int, bool] | None = None, limit: int = AT_ONCE
) -> list[Passage]:
    """Who entered and left an audience, or which audiences a customer entered and left, the latest first; further on `before`
    the `place` of the last one seen. Two queries."""
    stays = _seen(member).select_related("audience")
    if isinstance(of, Audience):
        stays = stays.filter(audience=of)
    else:
        stays = stays.filter(party=of, audience__in=Audience.objects.kept())
    found = [Passage(stay, False) for stay in _until(stays, "entered_at", False, before)[:limit]]
    left = stays.filter(left_at__isnull=False)
    found += [Passage(stay, True) for stay in _until(left, "left_at", True, before)[:limit]]
    return sorted(found, key=lambda passage: passage.place, reverse=True)[:limit]


def _until(stays: StayQuerySet, column: str, is_leaving: bool, before: tuple[dt.datetime, int, bool] | None) -> StayQuerySet:
    if before is not None:
        at, pk, was_leaving = before
        same = Q(pk__lte=pk) if was_leaving and not is_leaving else Q(pk__lt=pk)
        stays = stays.filter(Q(**{f"{column}__lt": at}) | Q(**{column: at}) & same)
    return stays.order_by(f"-{column}", "-id")


def passages_since(audiences: Collection[Audience], days: int, member: Any) -> Mapping[int, tuple[int, int]]:
    """How many entered and left each audience in so many days, of the customers that a member sees. Two queries."""
    since, ids = clock.now() - dt.timedelta(days=days), [audience.pk for audience in audiences]
    stays = _counted_for(member).filter(audience__in=ids)
    entered, left = _counts(stays.filter(entered_at__gte=since)), _counts(stays.filter(left_at__gte=since))
    return {pk: (entered.get(pk, 0), left.get(pk, 0)) for pk in ids}


def members_in(audiences: Collection[Audience], member: Any) -> Mapping[int, int | None]:
    """How many are in each audience, of the customers that a member sees: a number that told of others would answer whatever
    somebody asks of them. None until it was counted for the first time. No query for those who see all, else one."""
    if sees_all(member):
        return {audience.pk: audience.size for audience in audiences}
    found = _counts(_counted_for(member).open().filter(audience__in=[audience.pk for audience in audiences]))
    return {audience.pk: None if audience.size is None else found.get(audience.pk, 0) for audience in audiences}


def _counted_for(member: Any) -> StayQuerySet:
    return (
        Stay.objects.all()
        if sees_all(member)
        else Stay.objects.filter(party__in=visible_parties(member).order_by().values("pk"))
    )


def _counts(stays: StayQuerySet) -> Mapping[int, int]:
    return dict(stays.order_by().values_list("audience").annotate(Count("pk")))


def sizes_of(audiences: Collection[Audience], member: Any, days: int = 84) -> Mapping[int, list[tuple[dt.date, int]]]:
    """How many were in each audience, day by day, as far as it was counted: for those who see all customers. One query."""
    with in_days_of_the_business() as today:
        since = today - dt.timedelta(days=days)
    found: dict[int, list[tuple[dt.date, int]]] = {audience.pk: [] for audience in audiences}
    kept = Size.objects.filter(audience__in=found, on__gte=since) if sees_all(member) else Size.objects.none()
    for pk, on, size in kept.order_by("on").values_list("audience", "on", "size"):
        found[pk].append((on, size))
    return found


def why(audience: Audience, party: Party) -> tuple[bool, Sequence[Mapping[str, Any]]]:
    """Whether a customer fits an audience now, and what decides. Raises ConditionError where it cannot be understood any
    more."""
    tree = tree_of(audience)
    looked = look([tree], [party.pk])
    return looked.holds(tree, party.pk), reasons_of(tree, looked, party.pk)


def _seen(member: Any) -> StayQuerySet:
    if not may_see_audiences(member):
        return Stay.objects.none()
    return Stay.objects.filter(of_visible(member)).select_related("party__owner")

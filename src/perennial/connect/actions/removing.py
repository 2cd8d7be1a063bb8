"""Taking away what an import made, unless something that others did hangs on it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from perennial.connect.actions.beyond import beyond_of, handed_on
from perennial.connect.actions.standing import as_it_was, distinctions_over, merges_over
from perennial.connect.choices import Bucket, Phase
from perennial.connect.models import Import
from perennial.kernel import manifests
from perennial.kernel.bulk import bulk_delete, bulk_find
from perennial.kernel.ids import new_id
from perennial.people.models import (
    Address,
    Anniversary,
    Distinction,
    Identity,
    MatchKey,
    Merge,
    Party,
    Relation,
    Remembrance,
    SearchTerm,
    StageChange,
    Suspicion,
    Tagging,
    Uncompared,
)
from perennial.purchases.models import Order, OrderLine, Product, PurchaseSummary, Refund, StageAnswer
from perennial.records.models import Pick
from perennial.timeline.actions import unsealed
from perennial.timeline.models import ContactSummary, Touchpoint

Kept = list[tuple[str, int, str, str]]


class Removal:
    """How records of one kind go. `parts` go with them, and what was worked out of them; parts in `dated` only when they are as
    old as the import, `passing` ones only when they are among those over; whatever else points at a record keeps it."""

    model: ClassVar[type[models.Model]]
    label: ClassVar[str]
    parts: ClassVar[tuple[type[models.Model], ...]] = ()
    dated: ClassVar[tuple[type[models.Model], ...]] = ()
    passing: ClassVar[Mapping[type[models.Model], Callable[[Collection[int]], set[int]]]] = {}
    name_field: ClassVar[str] = "name"
    has_version: ClassVar[bool] = True
    belongs_to_customers: ClassVar[bool] = True

    def next(self, one: Import, cursor: int, size: int) -> list[int]:
        """The next ids that the import made."""
        made: Any = self.model._default_manager.filter(batch=one.pk, pk__gt=cursor)
        return list(made.order_by("pk").values_list("pk", flat=True)[:size])

    def names(self, ids: Collection[int]) -> dict[int, str]:
        return dict(bulk_find(self.model, "id", ids, ("id", self.name_field)))

    def blocked(self, one: Import, ids: Sequence[int], within: frozenset[int] | None) -> Kept:
        """Which of them must stay, and why in words; what is beyond reach stays without a name."""
        beyond = beyond_of(self.model, ids, within) if self.belongs_to_customers else set()
        why: dict[int, str] = {}
        if self.has_version:
            grown = [id_ for id_, version in bulk_find(self.model, "id", ids, ("id", "version")) if version != 1]
            why = dict.fromkeys(changed_and_standing(self.model, grown), _("Somebody changed it since"))
        youngest = one.last_id or new_id()  # by id, not by the clock, which may have stepped back meanwhile
        for relation in relations_to(self.model):
            related: Any = relation.related_model
            if related in self.goes_along() and related not in (*self.dated, *self.passing):
                continue
            found = list(bulk_find(related, relation.field.attname, ids, (relation.field.attname, related._meta.pk.attname)))
            over = self.passing[related]([own for _id, own in found]) if found and related in self.passing else ()
            for id_, own in found:
                if own not in over and (related not in self.dated or own > youngest):
                    why.setdefault(id_, _("There are %s with it since") % related._meta.verbose_name_plural)
        names = self.names(why)
        kept = [(Bucket.KEPT.value, id_, str(names.get(id_, "")), reason) for id_, reason in why.items() if id_ not in beyond]
        return kept + [(Bucket.KEPT.value, id_, "", handed_on()) for id_ in sorted(beyond)]

    def goes_along(self) -> set[type[models.Model]]:
        """Its parts, and what was worked out of it."""
        return {*self.parts, *self.passing, *(apps.get_model(told.key) for told in manifests.worked_out)}

    def touched(self, ids: Collection[int]) -> set[int]:
        """Whose figures change when these go."""
        return set()

    def delete(self, ids: Sequence[int]) -> None:
        """Delete them with their parts."""
        for relation in relations_to(self.model):
            if relation.related_model in self.goes_along():
                bulk_delete(relation.related_model, relation.field.attname, ids)
        bulk_delete(Pick, "record", ids)
        bulk_delete(self.model, "id", ids)


def changed_and_standing(model: type[models.Model], ids: Collection[int]) -> set[int]:
    """Those of these, which somebody changed since they were made, of whose changes something stands."""
    return set(ids) - as_it_was(model, {id_: id_ for id_ in ids})


def relations_to(model: type[models.Model]) -> Iterable[Any]:
    """Every foreign key of any slice that points at the model, but its own."""
    fields: Any = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one)]


class Orders(Removal):
    model, label, name_field = Order, "purchases.order", "number"
    parts = dated = (OrderLine, Refund)

    def touched(self, ids: Collection[int]) -> set[int]:
        return {party for (party,) in bulk_find(Order, "id", ids, ("party_id",))}


class Touchpoints(Removal):
    model, label, name_field, has_version = Touchpoint, "timeline.touchpoint", "text", False

    def touched(self, ids: Collection[int]) -> set[int]:
        return {party for (party,) in bulk_find(Touchpoint, "id", ids, ("party_id",))}

    def delete(self, ids: Sequence[int]) -> None:
        with unsealed("undo"):
            super().delete(ids)


class Customers(Removal):
    model, label = Party, "people.party"
    parts = (
        Identity,
        SearchTerm,
        Address,
        Tagging,
        Anniversary,
        Remembrance,
        Relation,
        StageChange,
        MatchKey,
        Uncompared,
        Suspicion,
        ContactSummary,
        PurchaseSummary,
        StageAnswer,
    )
    dated = (Identity, Address, Tagging, Anniversary, Remembrance, Relation)
    passing: ClassVar = {Merge: merges_over, Distinction: distinctions_over}

    def blocked(self, one: Import, ids: Sequence[int], within: frozenset[int] | None) -> Kept:
        kept = super().blocked(one, ids, within)
        known = {id_ for _bucket, id_, _name, _why in kept}
        staged: defaultdict[int, bool] = defaultdict(bool)
        for party_id, by in bulk_find(StageChange, "party_id", ids, ("party_id", "by_id")):
            staged[party_id] |= by is not None
        by_hand = [id_ for id_, is_by_hand in staged.items() if is_by_hand and id_ not in known]
        names = self.names(changed_and_standing(Party, by_hand))
        return kept + [(Bucket.KEPT.value, id_, name, _("Somebody changed its stage since")) for id_, name in names.items()]


class Products(Removal):
    model, label, belongs_to_customers = Product, "purchases.product", False


REMOVALS: dict[Phase, Removal] = {
    Phase.ORDERS: Orders(),
    Phase.TOUCHPOINTS: Touchpoints(),
    Phase.CUSTOMERS: Customers(),
    Phase.PRODUCTS: Products(),
}

"""Purchase summaries, recomputed from the orders by set-based SQL: never added to, so never wrong for long."""

from collections.abc import Collection, Iterator, Sequence

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from perennial.kernel.clock import zone_named
from perennial.people.actions import tell_figures, tell_figures_of
from perennial.people.holding import hold_customers
from perennial.people.models import Party
from perennial.people.queries import spans_of_parties
from perennial.purchases import dialect, summary_sql
from perennial.purchases.models import PurchaseSummary, StageRules
from perennial.purchases.queries import rhythm_in_force
from perennial.team.models import Workspace

AT_ONCE = 5_000  # parties in one statement
OF_EVERYBODY_AT_ONCE = 50_000  # whose orders are sorted in memory


@transaction.atomic
def recompute_summaries(party_ids: Collection[int] | None = None) -> None:
    """Write the summaries of these parties (None: of everybody) anew from their orders, and tell people the headline figures.

    Right whatever happened to the orders: late, changed, refunded, cancelled, deleted. Parties are locked first, so that two
    orders of one customer at the same moment both count. Tells no event: whoever changed the orders told theirs.
    """
    zone = zone_named(Workspace.current().time_zone)
    known = summary_sql.parameters(rhythm_in_force(), StageRules.current())
    if party_ids is None:
        _lock_everybody()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM purchases_purchasesummary")
            statement = summary_sql.insert(zone, "party_id > %(after)s AND party_id <= %(upto)s")
            for after, upto in spans_of_parties(OF_EVERYBODY_AT_ONCE):
                cursor.execute(statement, known | {"after": after, "upto": upto})
        _tell(None)
        return
    statement = summary_sql.insert(zone, dialect.among("party_id", "ids"))
    for ids in _chunks(sorted(set(party_ids))):
        hold_customers(ids)
        PurchaseSummary.objects.filter(pk__in=ids).delete()
        with connection.cursor() as cursor:
            cursor.execute(statement, known | {"ids": dialect.listed(ids)})
        _tell(ids)


def _tell(party_ids: Sequence[int] | None) -> None:
    """Tell people the headline figures that differ from what they were told last."""
    summaries, parties = PurchaseSummary.objects.all(), Party.objects.filter(orders__gt=0)
    if party_ids is not None:
        summaries, parties = summaries.filter(pk__in=party_ids), parties.filter(pk__in=party_ids)
    else:
        parties = parties.order_by()
    told = Q(
        party__orders=F("orders"),
        party__value_minor=F("value_minor"),
        party__currency=F("currency"),
        party__last_order_at=F("last_order_at"),
    )
    differing = summaries.filter(~told | Q(party__last_order_at=None))
    tell_figures_of(differing.values("party_id", "orders", "value_minor", "currency", "last_order_at"))
    without = parties.filter(~Exists(PurchaseSummary.objects.filter(pk=OuterRef("pk"))))
    gone = without.values_list("pk", flat=True).iterator(AT_ONCE)
    tell_figures({"party_id": pk, "orders": 0, "value_minor": 0, "currency": "", "last_order_at": None} for pk in gone)


def _lock_everybody() -> None:
    """Nobody else writes summaries until this is done; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE purchases_purchasesummary IN SHARE ROW EXCLUSIVE MODE")


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]

"""What audiences hear: whatever may let a customer enter or leave is decided upon in the transaction that did it."""

from typing import Any

from perennial.audiences.actions.entering import decide
from perennial.audiences.events import AudienceChanged, AudienceCreated, AudienceRestored
from perennial.audiences.jobs import decide_customers_job, refresh_audience_job, refresh_audiences_job
from perennial.audiences.touching import Touch, figures, touched
from perennial.kernel.events import Event, hears
from perennial.kernel.jobs import enqueue_many, enqueue_once
from perennial.people import events as people
from perennial.purchases import events as purchases
from perennial.records.events import RecordsChangedTogether
from perennial.records.happenings import happenings

AT_ONCE = 500
NOTHING: frozenset[str] = frozenset()


def _decides(touch: Touch | None, *kinds: type[Event]) -> None:
    """Let these events decide upon the customer of whom they tell."""

    def decide_upon_customer(event: Any) -> None:
        if trees := touched(touch):
            decide(trees, [event.party_id])

    for kind in dict.fromkeys(kinds):
        hears(kind)(decide_upon_customer)


def _fields(*names: str) -> Touch:
    return Touch(fields=frozenset(names), happenings=NOTHING)


for _source in {happening.source for happening in happenings}:
    _same = [happening for happening in happenings if happening.source == _source]
    _decides(
        Touch(
            fields=frozenset(name for happening in _same for name in happening.figures),
            happenings=frozenset(happening.key for happening in _same),
        ),
        *(kind for happening in _same for kind in happening.told_by),
    )
_decides(None, people.PartyCreated, people.PartyDeleted, people.PartyRestored)
_decides(_fields("stage"), people.StageChanged)
_decides(_fields("owner"), people.OwnerChanged)
_decides(_fields("tag"), people.TagAdded, people.TagRemoved)
_decides(
    Touch(happenings=NOTHING, but=figures()),
    *(people.PartyChanged, people.IdentityAdded, people.IdentityChanged, people.IdentityRemoved, people.DetailChanged),
)
_decides(
    _fields("renewal"),
    *(purchases.SubscriptionStarted, purchases.SubscriptionChanged, purchases.SubscriptionRenewed),
    *(purchases.SubscriptionPaused, purchases.SubscriptionResumed, purchases.SubscriptionCancelled),
)


@hears(RecordsChangedTogether)
def many_changed(event: RecordsChangedTogether) -> None:
    """Very many are decided upon by jobs."""
    if event.kind == "customers":
        ids = sorted(event.record_ids)
        enqueue_many(decide_customers_job, [[ids[start : start + AT_ONCE]] for start in range(0, len(ids), AT_ONCE)])
    else:
        enqueue_once(refresh_audiences_job, "audiences.refreshed_after_many")


@hears(AudienceCreated)
def find_members(event: AudienceCreated) -> None:
    """Who is in it is found by a job."""
    refresh_audience_job.enqueue(event.audience_id)


@hears(AudienceRestored)
def find_members_again(event: AudienceRestored) -> None:
    """Whoever entered and left while it was away."""
    refresh_audience_job.enqueue(event.audience_id)


@hears(AudienceChanged)
def find_members_anew(event: AudienceChanged) -> None:
    """Another condition, other members."""
    if "condition" in event.fields:
        refresh_audience_job.enqueue(event.audience_id)

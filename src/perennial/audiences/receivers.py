"""What audiences hear: whatever may let a customer enter or leave is decided upon in the transaction that did it."""

from typing import Any

from perennial.audiences.actions.entering import decide
from perennial.audiences.events import AudienceChanged, AudienceCreated, AudienceRestored
from perennial.audiences.jobs import decide_customers_job, refresh_audience_job, refresh_audiences_job
from perennial.audiences.models import Audience
from perennial.audiences.touching import Touch, figures, happened, predictions, touched
from perennial.connect.events import ImportWritten
from perennial.foresight.events import CustomersScored, EverybodyScored
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
        happened(_same),
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
    _fields("renewal", "renewal_chance"),
    *(purchases.SubscriptionStarted, purchases.SubscriptionChanged, purchases.SubscriptionRenewed),
    *(purchases.SubscriptionPaused, purchases.SubscriptionResumed, purchases.SubscriptionCancelled),
)


@hears(RecordsChangedTogether)
def many_changed(event: RecordsChangedTogether) -> None:
    """Very many are decided upon by jobs."""
    if event.kind == "customers":
        _decide_by_jobs(sorted(event.record_ids))
    else:
        enqueue_once(refresh_audiences_job, "audiences.refreshed_after_many")


def _decide_by_jobs(ids: list[int]) -> None:
    enqueue_many(decide_customers_job, [[ids[start : start + AT_ONCE]] for start in range(0, len(ids), AT_ONCE)])


@hears(ImportWritten)
def follow_import(event: ImportWritten) -> None:
    """Whatever it was of, everybody may be somebody else now."""
    if Audience.objects.kept().exists():
        enqueue_once(refresh_audiences_job, "audiences.refreshed_after_many")


@hears(CustomersScored)
def follow_scores(event: CustomersScored) -> None:
    """Audiences that ask for predictions: of a few at once, of more by jobs."""
    if trees := touched(predictions()):
        if len(event.party_ids) <= AT_ONCE:
            decide(trees, event.party_ids)
        else:
            _decide_by_jobs(sorted(event.party_ids))


@hears(EverybodyScored)
def follow_all_scores(event: EverybodyScored) -> None:
    """The same where everybody was scored anew."""
    if touched(predictions()):
        enqueue_once(refresh_audiences_job, "audiences.refreshed_after_scores", only_predicted=True)


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

"""Following customers, and telling those who do."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from perennial.kernel.manifests import Label
from perennial.people.actions.writing import id_of, tell
from perennial.people.events import PartyFollowed, PartyUnfollowed
from perennial.people.models import Following, Party
from perennial.team.models import Member, Notification
from perennial.team.notifying import deliver, notice_for, notify
from perennial.team.reach import is_within_reach

OWNER_GIVEN = "people.owner_given"
OWNER_CHANGED = "people.owner_changed"
STAGE_CHANGED = "people.stage_changed"
MERGED = "people.merged"
SINGLY = 3  # news of more customers at once than these are one line
MANY = 500  # before so many are asked for, whether anybody follows anybody is


@transaction.atomic
def follow_party(party: Party, *, by: Member) -> None:
    """Hear of what happens to a customer. Doing it twice changes nothing. Tells PartyFollowed."""
    _following, is_new = Following.objects.get_or_create(party=party, member=by)
    if is_new:
        tell(PartyFollowed(party_id=party.pk, by_id=by.pk))


@transaction.atomic
def unfollow_party(party: Party, *, by: Member) -> None:
    """Hear no longer of what happens to a customer. Doing it twice changes nothing. Tells PartyUnfollowed."""
    gone, _each = Following.objects.filter(party=party, member=by).delete()
    if gone:
        tell(PartyUnfollowed(party_id=party.pk, by_id=by.pk))


def tell_followers(
    news: Mapping[int, Mapping[str, Any]],
    *,
    kind: str,
    by: Member | None,
    batch: int | None = None,
    url: Label = "",
    besides: int | None = None,
) -> int:
    """Tell those who follow these customers of a `kind` of news, in two queries however many customers and followers there are:
    {customer: what the words need}. What comes in a `batch` (an import, a rule that moved many) or of many customers at once is
    one line with a count. Nobody hears of their own deeds, nor of customers beyond their reach; `besides` is a
    member who was told already."""
    if not news or (len(news) > MANY and not Following.objects.exists()):
        return 0
    found = Following.objects.filter(party__in=list(news), party__deleted_at=None, member__is_active=True)
    found = found.exclude(member__in=[pk for pk in (id_of(by), besides) if pk])
    followed: dict[Member, list[Party]] = {}
    for one in found.select_related("party", "member", "member__notification_settings"):
        if is_within_reach(one.member, one.party.owner_id):
            followed.setdefault(one.member, []).append(one.party)
    notices: list[Notification | None] = []
    for member, parties in followed.items():
        if batch is None and len(parties) <= SINGLY:
            notices += [_of_one(member, party, news[party.pk], kind=kind, by=by) for party in parties]
        else:
            notices.append(_of_many(member, parties, news, kind=kind, by=by, batch=batch, url=url))
    return deliver(notices)


def _of_one(member: Member, party: Party, parts: Mapping[str, Any], *, kind: str, by: Member | None) -> Notification | None:
    url = reverse("people:party", args=[party.pk])
    count, told = parts.get("count", 1), {name: part for name, part in parts.items() if name != "count"}
    return notice_for(member, kind=kind, by=by, on=party, url=url, group=f"{kind}:{party.pk}", count=count, parts=told)


def _of_many(
    member: Member,
    parties: list[Party],
    news: Mapping[int, Mapping[str, Any]],
    *,
    kind: str,
    by: Member | None,
    batch: int | None,
    url: Label,
) -> Notification | None:
    count = sum(news[party.pk].get("count", 1) for party in parties)
    group = f"{kind}:batch:{batch}" if batch else f"{kind}:many"
    parts = {"many": True, "batch": batch is not None}
    return notice_for(member, kind=kind, by=by, url=str(url) or reverse("people:list"), group=group, count=count, parts=parts)


def tell_of_owner(party: Party, *, by: Member | None) -> None:
    """Tell the new owner that a customer is theirs, and the others who follow it that it changed hands."""
    url = reverse("people:party", args=[party.pk])
    if party.owner is not None:
        notify(party.owner, kind=OWNER_GIVEN, by=by, on=party, url=url, group=f"{OWNER_GIVEN}:{id_of(by) or 0}")
    owner = str(party.owner) if party.owner else ""
    tell_followers({party.pk: {"owner": owner}}, kind=OWNER_CHANGED, by=by, besides=party.owner_id)


def tell_of_stage(moved: Mapping[int, str], *, by: Member | None) -> None:
    """Tell those who follow these customers in which stage they are now: {customer: stage}."""
    tell_followers({party_id: {"after": stage} for party_id, stage in moved.items()}, kind=STAGE_CHANGED, by=by)

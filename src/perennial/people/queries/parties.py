"""Fetching customers with permission."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext as _

from perennial.kernel.prepared import prepared
from perennial.people.choices import IdentityKind
from perennial.people.models import Following, Party, Tag
from perennial.people.models.party import PartyQuerySet
from perennial.people.names import sort_name
from perennial.people.normalise import NotAnIdentity, normal_identity
from perennial.people.rules import may_delete, may_see
from perennial.records.ordering import Among
from perennial.team.models import Workspace
from perennial.team.reach import owners_within_reach

Owners = tuple[int, ...] | None


def visible_parties(member: Any) -> PartyQuerySet:
    """The customers that a member may see: kept, and within their reach. Every list, search and export starts here."""
    return Party.objects.kept().within_reach(member) if may_see(member) else Party.objects.none()


def visible_among(member: Any, ids: Iterable[int]) -> list[Party]:
    """Those of some customers that a member may see, in no order. One query."""
    return _among(list(ids), owners_seen(member)) if may_see(member) else []


def owners_seen(member: Any) -> Owners:
    """Whose customers a member sees, as questions that are `prepared` take it."""
    owners = owners_within_reach(member)
    return None if owners is None else tuple(sorted(owners))


@prepared
def _among(ids: list[int], owners: Owners) -> PartyQuerySet:
    return Party.objects.kept().of_owners(owners).filter(Among("pk", ids))


def party_for(member: Any, party_id: int) -> Party:
    """The party that is not deleted, for a member who may see it; else Http404, which does not tell whether there is one."""
    party = next(iter(_kept(party_id)), None) if _fits(party_id) else None
    if party is None or not may_see(member, party):
        raise Http404(_("There is no such customer."))
    return party


@prepared
def _kept(party_id: int) -> PartyQuerySet:
    return Party.objects.kept().select_related("owner").filter(pk=party_id)


def heir_of(member: Any, party_id: int) -> int | None:
    """The id of whoever holds the history of a party that was merged, if the member may see them; for old addresses and ids."""
    if not _fits(party_id):
        return None
    heirs = Party.objects.filter(pk=party_id, merged_into__isnull=False).values_list("merged_into_id", flat=True)
    return visible_parties(member).filter(pk__in=heirs).values_list("pk", flat=True).first()


def known_as(ids: Iterable[int]) -> list[int]:
    """Every id under which some parties were ever known: their own, of who holds their history, and of all who were merged into
    those. Two queries."""
    asked = set(ids)
    asked |= set(Party.objects.filter(pk__in=asked, merged_into__isnull=False).values_list("merged_into_id", flat=True))
    return sorted(asked | set(Party.objects.filter(merged_into__in=asked).values_list("pk", flat=True)))


def names_of(ids: Iterable[int], member: Any = None) -> Mapping[int, str]:
    """What parties are called, deleted ones too, as far as `member` (None: nobody asks) sees them; of one who was merged, who
    holds their history, if the member sees those. One query."""
    found = Party.objects.filter(pk__in=list(ids))
    owners = owners_within_reach(member) if member is not None else None
    if owners is not None:
        found = found.filter(Q(merged_into=None, owner__in=owners) | Q(merged_into__owner__in=owners))
    return dict(found.values_list("pk", Coalesce("merged_into__name", "name")))


def deleted_party_for(member: Any, party_id: int) -> Party:
    """The deleted party, for a member who may restore it; else Http404."""
    party = (
        Party.objects.deleted().select_related("owner", "deleted_by").filter(pk=party_id).first() if _fits(party_id) else None
    )
    if party is None or not may_delete(member, party):
        raise Http404(_("There is no such deleted customer."))
    return party


def deleted_parties_for(member: Any, *, words: str = "", by_id: int | None = None) -> PartyQuerySet:
    """The deleted parties that a member may restore, the last deleted first: all, or those with `words` in their name, or those
    that one member deleted. The deleted ones have an index of their own, so kept ones cost nothing here."""
    if not may_delete(member):
        return Party.objects.none()
    found = Party.objects.deleted().within_reach(member).select_related("deleted_by").order_by("-deleted_at", "-id")
    if words.strip():
        found = found.filter(Q(name__icontains=words.strip()) | Q(sort_name__contains=sort_name(words.strip())))
    return found.filter(deleted_by=by_id) if by_id else found


def holders_of(kind: str, value: str, *, system: str = "", besides: Party | None = None, country: str = "") -> list[Party]:
    """Up to five kept parties who are known by this identity, whatever its form; none for a text that is no identity."""
    try:
        normal = normal_identity(kind, value, country or Workspace.current().country)
    except NotAnIdentity:
        return []
    found = Party.objects.kept().filter(identities__kind=kind, identities__normal=normal)
    if kind in (IdentityKind.HANDLE, IdentityKind.EXTERNAL):
        found = found.filter(identities__system=system)
    if besides is not None:
        found = found.exclude(pk=besides.pk)
    return list(found.distinct().order_by("id")[:5])


def holders_seen_by(member: Any, kind: str, value: str, **known: Any) -> tuple[list[Party], bool]:
    """(those of `holders_of` whom the member may see, whether there is one beyond their reach, of whom no more is told)."""
    found = holders_of(kind, value, **known)
    seen = [party for party in found if may_see(member, party)]
    return seen, len(seen) < len(found)


def tags_in_use() -> list[Tag]:
    """Every tag, by name."""
    return list(Tag.objects.all()[:500])


def _fits(party_id: int) -> bool:
    return 0 < party_id < 2**63


def follows(member: Any, party: Party) -> bool:
    """Whether a member follows a customer; one look into an index."""
    return bool(_followings(member.pk, party.pk))


@prepared
def _followings(member_id: int, party_id: int) -> "QuerySet[Following, int]":
    return Following.objects.filter(party=party_id, member=member_id).values_list("pk", flat=True)[:1]

"""The fields of the business on persons and organisations: who has them, and whom they lead to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from perennial.people.actions import Refused, edit_party
from perennial.people.actions.bulk_changes import index_parties
from perennial.people.choices import PartyKind
from perennial.people.models import Party, SearchTerm
from perennial.people.names import words_of
from perennial.people.queries import find_parties, known_as, names_of, visible_parties
from perennial.people.rules import may_create, may_edit, may_see
from perennial.records.custom.holders import Holder, holders, use_directory
from perennial.records.custom.showing import filled_for

_OFFERED = 30
_LOOKED_AT = 300


def offer() -> None:
    """Register persons and organisations with `records`; called once, by the manifest."""
    use_directory(People())
    holders.add(
        Holder(
            key="customers",
            label=_("Customers"),
            one=_("customer"),
            icon="users-round",
            model_name="people.Party",
            tail=("sort_name", "id"),
            beside=("stage",),
            edit=lambda party, custom, by: edit_party(party, by=by, custom=custom),
            kept={"deleted_at": None},
            variants=((PartyKind.PERSON.value, _("Persons")), (PartyKind.ORGANISATION.value, _("Organisations"))),
            variant_field="kind",
            reindex=reindex,
            page=lambda id_: reverse("people:party", args=[id_]),
            may_see=may_see,
            may_edit=may_edit,
            may_edit_many=may_create,
            deed="people.party.updated",
            refusals=(Refused,),
            order=10,
        )
    )


class People:
    """What `records` asks of persons and organisations; see `Directory`."""

    def names(self, ids: Iterable[int], member: Any = None) -> Mapping[int, str]:
        return names_of(ids, member)

    def found(self, member: Any, text: str, kind: str) -> list[int]:
        parties = self._visible(member).filter(kind=kind)
        if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) < 2**63:
            return list(parties.filter(pk=int(text)).values_list("pk", flat=True))
        for word in sorted(words_of(text)[:5], key=len)[-2:]:  # whole names have no index, their words have one
            parties = parties.filter(pk__in=SearchTerm.objects.filter(term=word).values("party_id"))
        return list(parties.filter(name=text).values_list("pk", flat=True)[:2])

    def like(self, member: Any, text: str, kind: str) -> Sequence[int]:
        return [hit.party.pk for hit in find_parties(member, text, _OFFERED) if hit.party.kind == kind]

    def same(self, ids: Iterable[int]) -> Sequence[int]:
        return known_as(ids)

    def newest(self, member: Any, kind: str) -> Sequence[tuple[int, str]]:
        """The newest of a kind among the last that were written down; where those are all of the other kind, some from A on. At
        most two queries: with a million persons and no organisation nobody waits until all of them were looked at."""
        last = list(self._visible(member).order_by("-created_at", "-id").values_list("pk", "name", "kind")[:_LOOKED_AT])
        found = [(pk, name) for pk, name, its in last if its == kind][:_OFFERED]
        if found or len(last) < _LOOKED_AT:
            return found
        return list(self._visible(member).filter(kind=kind).order_by("sort_name", "id").values_list("pk", "name")[:_OFFERED])

    def address(self, party_id: int) -> str:
        return reverse("people:party", args=[party_id])

    def options_url(self, kind: str) -> str:
        return f"{reverse('people:options')}?kind={kind}"

    def _visible(self, member: Any) -> Any:
        return Party.objects.kept() if member is None else visible_parties(member)


def panel(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """The fields of the business on a customer's page; away where there are none."""
    filled = filled_for(request.user, party)
    if filled is None:
        return None
    return {"filled": filled, "party": party, "may_fill": filled.may_fill and may_edit(request.user, party)}


def reindex(ids: list[int]) -> None:
    """Write the search terms of these parties anew."""
    index_parties(list(Party.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))))

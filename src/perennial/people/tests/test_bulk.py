"""What is written in bulk is what the single actions would have left."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from perennial.kernel import clock
from perennial.people.actions import create_party
from perennial.people.actions.bulk import AddressRow, IdentityRow, PartyRow, write_parties
from perennial.people.actions.creating import Known
from perennial.people.models import Address, Identity, Party, SearchTerm, Tagging
from perennial.team.models import Member

MOMENT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
IDENTITIES = (
    ("email", "Zoë.Müller@Example.com", "", "work"),
    ("email", "zoe@home.example", "", ""),
    ("phone", "030 123456", "", ""),
    ("handle", "@Zoe", "instagram", ""),
    ("external", "C-17", "shop", ""),
)


def rows_of(party: Party) -> dict[str, Any]:
    """Everything that is kept of a party, without ids."""
    skipped = {"id", "party_id"}
    plain = {f.attname: getattr(party, f.attname) for f in Party._meta.concrete_fields if f.attname not in skipped}
    found: dict[str, Any] = {"party": plain}
    for model in (Identity, SearchTerm, Tagging, Address):
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in skipped]
        found[model.__name__] = sorted(map(str, model.objects.filter(party=party).values_list(*names)))
    return found


def test_bulk_leaves_what_create_party_leaves(olive: Member) -> None:
    facts = {"given_name": "Zoë", "family_name": "Müller-Łódź", "job_title": "Baker", "city": "Köln", "source": "fair"}
    with clock.standing_at(MOMENT):
        single = create_party(
            by=olive, name="Zoë Müller-Łódź", identities=[Known(*i) for i in IDENTITIES[:4]], tags=["vip", "Fair"], **facts
        )
        row = PartyRow(
            name="Zoë Müller-Łódź", identities=tuple(IdentityRow(*i) for i in IDENTITIES[:4]), tags=("VIP", "fair"), **facts
        )
        assert write_parties([row], by_id=olive.pk) == 1
    bulk = Party.objects.exclude(pk=single.pk).get()
    assert rows_of(bulk) == rows_of(Party.objects.get(pk=single.pk))


def test_what_belongs_to_a_party_comes_along(olive: Member) -> None:
    row = PartyRow(
        name="Harbour & Vale",
        kind="organisation",
        identities=(IdentityRow("external", "77", "shop"),),
        addresses=(AddressRow(lines="Quay 1", locality="Kiel", country="DE"),),
        birthday=(2, 29, None),
    )
    write_parties([row], batch=5)
    party = Party.objects.get(batch=5)
    assert (party.addresses.get().locality, party.anniversaries.get().day, party.identities.get().normal) == ("Kiel", 29, "77")


def test_an_external_id_that_is_known_is_refused_and_nothing_is_written(olive: Member) -> None:
    row = PartyRow(name="A", identities=(IdentityRow("external", "1", "shop"),))
    write_parties([row])
    with pytest.raises(IntegrityError), transaction.atomic():
        write_parties([PartyRow(name="B"), row])
    assert Party.objects.count() == 1

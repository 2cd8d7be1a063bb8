"""Creating, editing, staging, tagging, deleting: happy path, refused, done twice, fact told."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from perennial.kernel import clock
from perennial.kernel.events import Event, _hearers
from perennial.people import actions
from perennial.people.actions import Conflict, IdentityTaken, Known, Refused
from perennial.people.events import PartyChanged, PartyCreated, PartyDeleted, PartyRestored, StageChanged, TagAdded
from perennial.people.models import Party, SearchTerm
from perennial.team.models import AuditEntry, Member


@pytest.fixture
def told() -> Iterator[list[Event]]:
    """Every fact of people that is told during the test."""
    facts: list[Event] = []
    kinds = [kind for kind in Event.known if kind.__module__ == "perennial.people.events"]
    for kind in kinds:
        _hearers[kind].append(facts.append)
    yield facts
    for kind in kinds:
        _hearers[kind].remove(facts.append)


def test_a_new_party_is_kept_with_what_came_with_it(olive: Member, told: list[Event], ann: Party) -> None:
    email, phone = ann.identities.order_by("kind")
    assert (email.normal, email.value, email.is_primary) == ("ann@example.org", "Ann@Example.org", True)
    assert (phone.normal, phone.value) == ("+46184710000", "+46 18 471 00 00")
    assert ann.sort_name == "angstrom ann"
    assert set(SearchTerm.objects.values_list("term", flat=True)) == {
        "ann",
        "angstrom",
        "aangstroem",
        "0184710000",
        "@example.org",
    }
    assert told == [PartyCreated(party_id=ann.pk, by_id=olive.pk)]
    assert AuditEntry.objects.filter(action="people.party.created", object_id=ann.pk, member=olive).count() == 1


@pytest.mark.parametrize("name", ["", "  ", "\x00", "x" * 201])
def test_a_party_needs_a_name_that_fits(olive: Member, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        actions.create_party(by=olive, name=name)
    assert refusal.value.field == "name"


def test_an_external_id_belongs_to_one(olive: Member) -> None:
    first = actions.create_party(by=olive, name="A", identities=[Known("external", "17", "cdnow")])
    with pytest.raises(IdentityTaken) as refusal:
        actions.create_party(by=olive, name="B", identities=[Known("external", "17", "cdnow")])
    assert refusal.value.holder == first
    assert Party.objects.count() == 1
    actions.create_party(by=olive, name="C", identities=[Known("external", "17", "shopify")])


def test_an_edit_says_what_changed(olive: Member, ann: Party, told: list[Event]) -> None:
    edited = actions.edit_party(ann, by=olive, version=1, family_name="Berg", name="Ann Berg", city="Uppsala")
    assert (edited.version, edited.sort_name) == (2, "berg ann")
    assert told == [PartyChanged(party_id=ann.pk, fields=("name", "family_name"), by_id=olive.pk)]
    assert SearchTerm.objects.filter(party=ann, term="berg").exists()
    assert not SearchTerm.objects.filter(party=ann, term="angstrom").exists()
    assert AuditEntry.objects.get(action="people.party.updated").changes["name"] == ["Ann Ångström", "Ann Berg"]


def test_an_edit_that_changes_nothing_tells_nothing(olive: Member, ann: Party, told: list[Event]) -> None:
    assert actions.edit_party(ann, by=olive, version=1, city="Uppsala").version == 1
    assert told == []


def test_the_second_of_two_editors_is_told(olive: Member, magnus: Member, ann: Party) -> None:
    actions.edit_party(ann, by=olive, version=1, city="Lund")
    with pytest.raises(Conflict) as conflict:
        actions.edit_party(ann, by=magnus, version=1, city="Malmö")
    assert conflict.value.theirs.city == "Lund"
    assert Party.objects.get().city == "Lund"


def test_a_stage_has_a_history(olive: Member, ann: Party, told: list[Event]) -> None:
    change = actions.change_stage(ann, "loyal", by=olive, because="Comes every week")
    assert change is not None
    assert actions.change_stage(ann, "loyal", by=olive) is None
    assert Party.objects.get().stage == "loyal"
    assert told == [StageChanged(party_id=ann.pk, change_id=change.pk, before="lead", after="loyal", by_id=olive.pk)]
    with pytest.raises(Refused):
        actions.change_stage(ann, "emperor", by=olive)


def test_tags_are_made_on_the_fly_and_once(olive: Member, ann: Party, told: list[Event]) -> None:
    tag = actions.add_tag(ann, "VIP", by=olive)
    assert actions.add_tag(ann, "vip", by=olive) == tag
    assert told == [TagAdded(party_id=ann.pk, tag_id=tag.pk, by_id=olive.pk)]
    actions.remove_tag(ann, tag, by=olive)
    actions.remove_tag(ann, tag, by=olive)
    assert len(told) == 2


def test_deleting_and_restoring_twice_is_doing_it_once(olive: Member, ann: Party, told: list[Event]) -> None:
    for _ in range(2):
        actions.delete_party(ann, by=olive)
    for _ in range(2):
        actions.restore_party(ann, by=olive)
    assert told == [PartyDeleted(party_id=ann.pk, by_id=olive.pk), PartyRestored(party_id=ann.pk, by_id=olive.pk)]


def test_figures_are_told_in_bulk(ann: Party, bo: Party) -> None:
    at = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    rows: list[dict[str, Any]] = [
        {"party_id": ann.pk, "orders": 3, "value_minor": 9_000_000_000, "currency": "EUR", "last_order_at": at},
        {"party_id": bo.pk, "orders": 0, "value_minor": 0, "currency": "", "last_order_at": None},
    ]
    with CaptureQueriesContext(connection) as queries:
        assert actions.tell_figures(rows) == 2
    assert len([q for q in queries if "UPDATE" in q["sql"]]) == 1
    assert actions.tell_figures([{"party_id": ann.pk, "last_contact_at": clock.now()}]) == 1
    ann.refresh_from_db()
    assert (ann.orders, ann.value_minor, ann.currency, ann.last_order_at, ann.version) == (3, 9_000_000_000, "EUR", at, 1)
    assert ann.last_contact_at is not None


def test_the_first_identity_of_a_kind_is_primary_and_has_an_heir(olive: Member, ann: Party) -> None:
    second = actions.add_identity(ann, "email", "ann@work.example", by=olive)
    assert not second.is_primary
    assert actions.add_identity(ann, "email", "ANN@work.example", by=olive) == second
    actions.remove_identity(ann.identities.get(normal="ann@example.org"), by=olive)
    assert ann.identities.get(kind="email").is_primary


def test_a_corrected_identity_is_no_longer_verified(olive: Member, ann: Party) -> None:
    phone = actions.add_identity(ann, "phone", "+46184710001", by=olive, verified=True)
    assert phone.verified_at
    actions.edit_identity(phone, by=olive, value="+46184710002")
    assert phone.verified_at is None
    assert SearchTerm.objects.filter(party=ann, term="0184710002").exists()
    with pytest.raises(Refused, match="phone number"):
        actions.edit_identity(phone, by=olive, value="none")

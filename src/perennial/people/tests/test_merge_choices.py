"""Whose value each field takes when two customers become one, in the fields of the business too, and back again."""

import pytest
from django.test import Client
from django.urls import reverse

from perennial.people.actions import Known, create_party, edit_party, merge_parties, undo_merge
from perennial.people.merged_fields import choices_of
from perennial.people.models import Identity, Merge, Party
from perennial.records.actions import define_field
from perennial.records.models import CustomField
from perennial.team.models import AuditEntry, Member


@pytest.fixture
def size(olive: Member) -> CustomField:
    return define_field(holder="customers", by=olive, name="Size", type="text")


@pytest.fixture
def pair(olive: Member, size: CustomField) -> tuple[Party, Party]:
    ann = create_party(
        by=olive,
        name="Ann Rivers",
        country="SE",
        language="sv",
        custom={size.key: "M"},
        identities=[Known("email", "ann@x.example")],
    )
    other = create_party(
        by=olive,
        name="Ann Rivers",
        country="DE",
        custom={size.key: "L"},
        identities=[Known("email", "rivers@x.example"), Known("phone", "+46184710000")],
    )
    return ann, other


def first_email(party: Party) -> str:
    return Identity.objects.get(party=party, kind="email", is_primary=True).value


def test_fields_stand_side_by_side_in_words(olive: Member, pair: tuple[Party, Party], size: CustomField) -> None:
    shown = {choice.label: (choice.survivor, choice.absorbed) for choice in choices_of(*pair, olive)}
    assert shown["Country"] == ("Sweden", "Germany")
    assert shown["Language"] == ("Swedish", "")
    assert shown["Size"] == ("M", "L")
    assert shown["Written to first"] == ("ann@x.example", "rivers@x.example")
    assert "Called first" not in shown


def test_what_was_chosen_is_taken_and_given_back(
    client: Client, olive: Member, pair: tuple[Party, Party], size: CustomField
) -> None:
    client.force_login(olive)
    sent = {"survivor_version": pair[0].version, "absorbed_version": pair[1].version}
    sent |= {size.key: "absorbed", "first_email": "absorbed", "country": "absorbed"}
    assert client.post(reverse("people:merge", args=[pair[0].pk, pair[1].pk]), sent).status_code == 303
    ann = Party.objects.get(pk=pair[0].pk)
    assert (ann.country, size.value_in(ann.custom), first_email(ann)) == ("DE", "L", "rivers@x.example")
    entry = AuditEntry.objects.get(action="people.party.merged")
    assert entry.changes[size.key][1]["value"] == "L"
    undo_merge(Merge.objects.get(), by=olive)
    ann, other = (Party.objects.get(pk=party.pk) for party in pair)
    assert (ann.country, size.value_in(ann.custom), first_email(ann)) == ("SE", "M", "ann@x.example")
    assert (size.value_in(other.custom), first_email(other)) == ("L", "rivers@x.example")


def test_without_a_choice_the_survivor_keeps_its_own(olive: Member, pair: tuple[Party, Party], size: CustomField) -> None:
    merge = merge_parties(*pair, by=olive)
    ann = Party.objects.get(pk=pair[0].pk)
    assert (size.value_in(ann.custom), first_email(ann)) == ("M", "ann@x.example")
    assert undo_merge(merge, by=olive).left == []


def test_a_value_goes_back_through_a_chain_and_stays_where_it_was_changed(
    olive: Member, pair: tuple[Party, Party], size: CustomField
) -> None:
    boss = create_party(by=olive, name="Ann Rivers", custom={size.key: "S"})
    below = merge_parties(*pair, by=olive, choices={size.key: "absorbed"})
    above = merge_parties(boss, Party.objects.get(pk=pair[0].pk), by=olive, choices={size.key: "absorbed"})
    undo_merge(below, by=olive)
    assert [size.value_in(Party.objects.get(pk=one.pk).custom) for one in (boss, *pair)] == ["S", "M", "L"]
    undo_merge(above, by=olive)
    again = merge_parties(boss, pair[0], by=olive, choices={size.key: "absorbed"})
    edit_party(Party.objects.get(pk=boss.pk), by=olive, custom={size.key: "XL"})
    assert "changed since" in undo_merge(again, by=olive).left[0]
    assert [size.value_in(Party.objects.get(pk=one.pk).custom) for one in (boss, *pair)] == ["XL", "M", "L"]


def test_who_may_not_fill_a_field_does_not_choose(
    client: Client, ana: Member, olive: Member, pair: tuple[Party, Party]
) -> None:
    shut = define_field(holder="customers", by=olive, name="Credit", type="text", edited_by=["owner"])
    hidden = define_field(holder="customers", by=olive, name="Secret", type="text", seen_by=["owner"])
    for party, value in zip(pair, ("low", "high"), strict=True):
        edit_party(party, by=olive, custom={shut.key: value, hidden.key: value})
    survivor, absorbed = (Party.objects.get(pk=party.pk) for party in pair)
    shown = {choice.label: choice.open for choice in choices_of(survivor, absorbed, ana)}
    assert shown["Credit"] is False
    assert "Secret" not in shown
    merge_parties(*pair, by=ana, choices={shut.key: "absorbed", hidden.key: "absorbed"})
    ann = Party.objects.get(pk=pair[0].pk)
    assert (shut.value_in(ann.custom), hidden.value_in(ann.custom)) == ("low", "low")

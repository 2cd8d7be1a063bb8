"""What is left out when two customers become one: of what either has several of, and what comes back with an undo."""

import pytest
from django.test import Client
from django.urls import reverse

from perennial.people import actions
from perennial.people.actions import Known, create_party, merge_parties, undo_merge
from perennial.people.merged_rows import groups_of
from perennial.people.models import Identity, Merge, Party, Tag, Tagging
from perennial.team.models import AuditEntry, Member
from tests.apiclient import Program


def person(by: Member, mail: str, *tags: str, phone: str = "") -> Party:
    identities = [Known("email", mail), Known("external", mail, "shop")]
    party = create_party(
        by=by, name="Ann Rivers", identities=[*identities, *([Known("phone", phone)] if phone else [])], tags=list(tags)
    )
    actions.keep_address(party, by=by, lines=f"{mail} Street 1", locality="Bremen")
    actions.keep_remembrance(party, by=by, kind="usual", text=f"Tea for {mail}")
    actions.keep_anniversary(party, by=by, name="Wedding", month=5, day=len(mail))
    actions.keep_anniversary(party, by=by, name="birthday", month=6, day=1)
    return party


@pytest.fixture
def pair(olive: Member) -> tuple[Party, Party]:
    ann = person(olive, "ann@x.example", "regular", "old")
    return ann, person(olive, "rivers@x.example", "regular", phone="+46184710000")


def held(party: Party) -> dict[str, list[str]]:
    """What a party has several of, in words."""
    return {group.name: [row.text for row in group.survivor] for group in groups_of(party, Party(pk=0))}


def first(party: Party) -> list[str]:
    return sorted(Identity.objects.filter(party=party, kind="email", is_primary=True).values_list("value", flat=True))


def ids(name: str, *parties: Party) -> set[int]:
    """The ids of all of a kind that these parties have."""
    return {
        int(row.key.partition("-")[2])
        for party in parties
        for group in groups_of(party, Party(pk=0))
        for row in group.survivor
        if row.key.startswith(f"{name}-")
    }


def test_all_of_it_stands_side_by_side_but_what_always_stays(pair: tuple[Party, Party]) -> None:
    groups = {group.label: group for group in groups_of(*pair)}
    assert list(groups) == ["E-mail", "Phone", "Addresses", "Tags", "Worth remembering", "Anniversaries"]
    assert [row.text for row in groups["E-mail"].survivor] == ["ann@x.example"]
    assert [row.text for row in groups["Phone"].absorbed] == ["+46 18 471 00 00"]
    assert [(row.text, row.repeats) for row in groups["Tags"].absorbed] == [("regular", True)]
    assert [row.text for row in groups["Anniversaries"].survivor] == ["Wedding: 13 May"]


def test_what_is_not_kept_goes_on_both_sides_and_comes_back(client: Client, olive: Member, pair: tuple[Party, Party]) -> None:
    ann, other = pair
    before = [held(ann), held(other)]
    client.force_login(olive)
    address = reverse("people:merge", args=[ann.pk, other.pk])
    page = client.get(address).content.decode()
    offered = [row.key for group in groups_of(*pair) for row in (*group.survivor, *group.absorbed) if not row.repeats]
    assert page.count('name="offered"') == len(offered)
    left = {f"tags-{Tagging.objects.get(party=ann, tag__name='regular').pk}"}
    left |= {f"identities-{ann.identities.get(kind='email').pk}", f"identities-{other.identities.get(kind='phone').pk}"}
    left |= {f"addresses-{other.addresses.get().pk}", f"anniversaries-{ann.anniversaries.get(name='Wedding').pk}"}
    sent = {"survivor_version": ann.version, "absorbed_version": other.version, "offered": offered}
    assert client.post(address, sent | {"keep": sorted(set(offered) - left)}).status_code == 303
    assert held(ann) == {
        "email": ["rivers@x.example"],
        "addresses": ["ann@x.example Street 1, Bremen"],
        "tags": ["old"],
        "remembrances": ["The usual order: Tea for ann@x.example", "The usual order: Tea for rivers@x.example"],
        "anniversaries": ["Wedding: 16 May"],
    }
    assert first(ann) == ["rivers@x.example"]
    assert Identity.objects.filter(party=ann, kind="external").count() == 2
    told = AuditEntry.objects.get(action="people.party.merged").changes["left_out"][0]
    assert "ann@x.example" in told
    assert "regular" in told
    merge = Merge.objects.get()
    assert actions.gather_stragglers(merge) == 0, "what was left out is not taken for something that came in that moment"
    assert undo_merge(merge, by=olive).left == []
    assert [held(ann), held(other)] == before
    assert (first(ann), first(other)) == (["ann@x.example"], ["rivers@x.example"])


def test_what_was_offered_by_nobody_stays(client: Client, olive: Member, pair: tuple[Party, Party]) -> None:
    """A page without a choice, or a row that came while it was open."""
    client.force_login(olive)
    address = reverse("people:merge", args=[pair[0].pk, pair[1].pk])
    sent = {"survivor_version": pair[0].version, "absorbed_version": pair[1].version}
    assert client.post(address, sent | {"offered": ["tags-7", "x"]}).status_code == 422
    assert client.post(address, sent).status_code == 303
    assert len(held(pair[0])["email"]) == 2


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_it_comes_back_through_a_chain_in_any_order(olive: Member, pair: tuple[Party, Party], order: tuple[int, int]) -> None:
    """Ann loses her address to the first merge, and what it brought her to the second one."""
    ann, other = pair
    boss = person(olive, "boss@x.example")
    before = [held(one) for one in (ann, other, boss)]
    merges = [merge_parties(ann, other, by=olive, leaving={"identities": ids("identities", ann), "tags": ids("tags", ann)})]
    assert held(ann)["email"] == ["rivers@x.example"]
    merges.append(merge_parties(boss, Party.objects.get(pk=ann.pk), by=olive, leaving={"addresses": ids("addresses", boss)}))
    for place in order:
        assert undo_merge(Merge.objects.get(pk=merges[place].pk), by=olive).left == []
    assert [held(one) for one in (ann, other, boss)] == before
    assert first(ann) == ["ann@x.example"]


def test_what_a_merge_brought_and_a_later_one_took_goes_back(olive: Member, pair: tuple[Party, Party]) -> None:
    ann, other = pair
    before = held(other)
    brought = merge_parties(ann, other, by=olive)
    took = merge_parties(
        Party.objects.get(pk=ann.pk),
        create_party(by=olive, name="Ann R."),
        by=olive,
        leaving={"addresses": ids("addresses", ann)},
    )
    assert "addresses" not in held(ann)
    assert undo_merge(brought, by=olive).left == []
    assert held(other) == before
    assert undo_merge(Merge.objects.get(pk=took.pk), by=olive).left == []
    assert held(ann)["addresses"] == ["ann@x.example Street 1, Bremen"]
    assert held(other) == before


def test_a_word_that_is_gone_since_does_not_come_back(olive: Member, pair: tuple[Party, Party]) -> None:
    ann, other = pair
    merge = merge_parties(ann, other, by=olive, leaving={"tags": ids("tags", ann)})
    Tag.objects.filter(name="old").delete()
    actions.add_tag(Party.objects.get(pk=ann.pk), "regular", by=olive)
    undo_merge(merge, by=olive)
    assert (held(ann)["tags"], held(other)["tags"]) == (["regular"], ["regular"])


def test_a_program_leaves_out_what_it_names(api: Program, olive: Member, pair: tuple[Party, Party]) -> None:
    ann, other = pair
    body = {"survivor_id": str(ann.pk), "absorbed_id": str(other.pk)}
    stranger = person(olive, "zora@x.example").addresses.get()
    for left_out, pointer in (
        ({"addresses": [str(stranger.pk)]}, "/left_out/addresses/0"),
        ({"identities": [str(ann.identities.get(kind="external").pk)]}, "/left_out/identities/0"),
        ({"tags": ["old", "unknown"]}, "/left_out/tags/1"),
    ):
        refused = api("POST", "/merges", body | {"left_out": left_out})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Merge.objects.exists()
    left_out = {"tags": ["regular"], "addresses": [str(other.addresses.get().pk)]}
    assert api("POST", "/merges", body | {"left_out": left_out}).status_code == 201
    assert (held(ann)["tags"], held(ann)["addresses"]) == (["old"], ["ann@x.example Street 1, Bremen"])

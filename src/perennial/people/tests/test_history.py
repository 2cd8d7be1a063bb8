"""The history of a record is read, page by page, and said in words; who looked is told to those who may know."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perennial.people import actions
from perennial.people.models import Party
from perennial.team.deeds import record_deed
from perennial.team.models import Member
from perennial.team.tracing import PAGE, deeds_of, history_named, looks_at


@pytest.fixture
def ines(olive: Member) -> Party:
    return actions.create_party(by=olive, name="Ines Moser", owner=olive)


def said(member: Member, party: Party, field: str = "") -> list[tuple[str, str, str]]:
    deeds, _further = deeds_of(history_named("people.party"), party, by=member, field=field)
    return [(line.change.label, line.change.before, line.change.after) for deed in deeds for line in deed.lines]


def test_every_kind_of_detail_is_said_in_words(olive: Member, ana: Member, ines: Party) -> None:
    bo = actions.create_party(by=olive, kind="organisation", name="Bo & Sons")
    actions.edit_party(ines, by=ana, city="Linz", country="AT", language="de")
    actions.assign_owner(ines, ana, by=olive)
    actions.change_stage(ines, "loyal", by=ana)
    actions.add_identity(ines, "handle", "ines.m", system="instagram", by=ana)
    actions.add_tag(ines, "regular", by=ana)
    actions.keep_address(ines, by=ana, lines="Hauptplatz 1", locality="Linz", country="AT")
    actions.keep_remembrance(ines, by=ana, kind="usual", text="Oat milk")
    actions.keep_anniversary(ines, by=ana, month=5, day=3)
    actions.relate_parties(ines, "works_at", bo, by=ana)
    assert said(olive, ines) == [
        ("Belongs together with", "", "Works at Bo & Sons"),
        ("Birthday or anniversary", "", "Birthday: 3 May"),
        ("Worth remembering", "", "The usual order: Oat milk"),
        ("Address", "", "Hauptplatz 1, Linz, Austria"),
        ("Tag", "", "regular"),
        ("Handle", "", "ines.m (instagram)"),
        ("Stage", "Lead", "Loyal"),
        ("Owner", "Olive", "Ana"),
        ("City", "", "Linz"),
        ("Country", "", "Austria"),
        ("Language", "", "German"),
    ]
    assert said(olive, bo) == [("Belongs together with", "", "Employs Ines Moser")]


def test_the_history_of_one_field(olive: Member, ines: Party) -> None:
    for city in ("Linz", "Graz"):
        actions.edit_party(ines, by=olive, city=city, job_title=f"Baker in {city}")
    assert said(olive, ines, "city") == [("City", "Linz", "Graz"), ("City", "", "Linz")]


def test_ten_thousand_entries_are_read_by_pages(olive: Member, ines: Party) -> None:
    for number in range(PAGE + 2):
        record_deed("people.party.updated", by=olive, on=ines, changes={"city": (str(number), str(number + 1))})
    history = history_named("people.party")
    first, further = deeds_of(history, ines, by=olive)
    second, end = deeds_of(history, ines, by=olive, before=further)
    assert (len(first), len(second), end) == (PAGE, 3, None)
    assert first[0].lines[0].change.after == str(PAGE + 2)


def test_a_page_costs_the_same_with_one_and_with_three_entries(olive: Member, ines: Party, client: Client) -> None:
    client.force_login(olive)
    costs = []
    for name in ("Bo", "Cleo", "Dora"):
        actions.relate_parties(ines, "knows", actions.create_party(by=olive, name=name), by=olive)
        client.get(f"/history/people.party/{ines.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/history/people.party/{ines.pk}/").status_code == 200
        costs.append(len(queries))
    assert len(set(costs)) == 1


@pytest.mark.parametrize(
    ("change", "restored"),
    [
        (lambda p, by: actions.edit_party(p, by=by, city="Graz"), lambda p: p.city == "Linz"),
        (lambda p, by: actions.edit_party(p, by=by, name="Someone Else"), lambda p: p.name == "Ines Moser"),
        (lambda p, by: actions.assign_owner(p, None, by=by), lambda p: p.owner is not None),
        (lambda p, by: actions.change_stage(p, "lost", by=by), lambda p: p.stage == "lead"),
        (
            lambda p, by: actions.remove_identity(actions.add_identity(p, "external", "7", system="shopify", by=by), by=by),
            lambda p: p.identities.get().system == "shopify",
        ),
        (
            lambda p, by: actions.remove_tag(p, actions.add_tag(p, "regular", by=by), by=by),
            lambda p: p.taggings.get().tag.name == "regular",
        ),
        (
            lambda p, by: actions.drop_detail(actions.keep_address(p, by=by, lines="Weg 2", country="AT"), by=by),
            lambda p: p.addresses.get().lines == "Weg 2",
        ),
        (
            lambda p, by: actions.drop_detail(actions.keep_remembrance(p, by=by, kind="usual", text="Tea"), by=by),
            lambda p: p.remembrances.get().text == "Tea",
        ),
        (
            lambda p, by: actions.drop_detail(actions.keep_anniversary(p, by=by, month=2, day=29, year=1980), by=by),
            lambda p: p.anniversaries.get().year == 1980,
        ),
        (
            lambda p, by: actions.unrelate_parties(
                actions.relate_parties(p, "knows", actions.create_party(by=by, name="Bo"), by=by), by=by
            ),
            lambda p: p.relations_out.exists() or p.relations_in.exists(),
        ),
    ],
)
def test_a_field_is_set_to_what_it_was(
    change: Callable[[Party, Member], object],
    restored: Callable[[Party], bool],
    olive: Member,
    ines: Party,
    client: Client,
) -> None:
    actions.edit_party(ines, by=olive, city="Linz")
    change(ines, olive)
    deeds, _further = deeds_of(history_named("people.party"), Party.objects.get(pk=ines.pk), by=olive)
    line = next(line for line in deeds[0].lines if line.can_return)
    client.force_login(olive)
    url = f"/history/people.party/{ines.pk}/{deeds[0].entry.pk}/setting/"
    assert client.post(url, {"field": line.change.field}).status_code == 303
    assert restored(Party.objects.get(pk=ines.pk))


def test_a_corrected_address_is_set_back_and_not_added(olive: Member, ines: Party, client: Client) -> None:
    address = actions.keep_address(ines, by=olive, lines="Weg 1", country="AT")
    actions.keep_address(ines, by=olive, address=address, lines="Weg 2", country="AT")
    entry = deeds_of(history_named("people.party"), ines, by=olive)[0][0].entry
    client.force_login(olive)
    client.post(f"/history/people.party/{ines.pk}/{entry.pk}/setting/", {"field": "address"})
    assert [one.lines for one in ines.addresses.all()] == ["Weg 1"]


def test_what_stands_already_is_not_offered(olive: Member, ines: Party) -> None:
    actions.edit_party(ines, by=olive, city="Linz")
    actions.edit_party(ines, by=olive, city="")
    deeds, _further = deeds_of(history_named("people.party"), ines, by=olive)
    assert [line.can_return for deed in deeds for line in deed.lines] == [True, False]


def test_whoever_may_not_edit_may_not_set_back(vik: Member, olive: Member, ines: Party, client: Client) -> None:
    actions.edit_party(ines, by=olive, city="Linz")
    deeds, _further = deeds_of(history_named("people.party"), ines, by=vik)
    assert not deeds[0].lines[0].can_return
    client.force_login(vik)
    url = f"/history/people.party/{ines.pk}/{deeds[0].entry.pk}/setting/"
    assert client.post(url, {"field": "city"}).status_code == 404
    assert Party.objects.get(pk=ines.pk).city == "Linz"


@pytest.mark.parametrize("field", ["", "no-such-field", "id", "version"])
def test_only_fields_that_are_known_can_be_set(field: str, olive: Member, ines: Party, client: Client) -> None:
    entry = record_deed("people.party.updated", by=olive, on=ines, changes={"id": (1, 2), "version": (1, 2)})
    client.force_login(olive)
    assert client.post(f"/history/people.party/{ines.pk}/{entry.pk}/setting/", {"field": field}).status_code == 404


def test_another_records_entry_is_not_taken(olive: Member, ines: Party, client: Client) -> None:
    bo = actions.create_party(by=olive, name="Bo")
    actions.edit_party(bo, by=olive, city="Linz")
    entry = deeds_of(history_named("people.party"), bo, by=olive)[0][0].entry
    client.force_login(olive)
    assert client.post(f"/history/people.party/{ines.pk}/{entry.pk}/setting/", {"field": "city"}).status_code == 404


def test_an_owner_who_left_does_not_come_back(olive: Member, ana: Member, ines: Party, client: Client) -> None:
    actions.assign_owner(ines, ana, by=olive)
    actions.assign_owner(ines, None, by=olive)
    Member.objects.filter(pk=ana.pk).update(is_active=False)
    entry = deeds_of(history_named("people.party"), ines, by=olive)[0][0].entry
    client.force_login(olive)
    answer = client.post(f"/history/people.party/{ines.pk}/{entry.pk}/setting/", {"field": "owner"}, follow=True)
    assert "no longer works here" in answer.content.decode()
    assert Party.objects.get(pk=ines.pk).owner is None


def test_who_looked_is_for_managers_and_for_the_one_who_is_responsible(
    olive: Member, ana: Member, vik: Member, ines: Party, client: Client
) -> None:
    for _time in range(2):
        actions.note_view(ines, by=vik)
    assert [(look.member, look.times) for look in looks_at(history_named("people.party"), ines)] == [(vik, 1)]
    url = f"/history/people.party/{ines.pk}/looks/"
    for member, status in ((olive, 200), (ana, 404), (vik, 404)):
        client.force_login(member)
        assert client.get(url).status_code == status
    actions.assign_owner(ines, ana, by=olive)
    client.force_login(ana)
    assert "Vik" in client.get(url).content.decode()
    assert all(deed.entry.action != "people.party.viewed" for deed in deeds_of(history_named("people.party"), ines, by=ana)[0])


@pytest.mark.parametrize("kind", ["team.member", "nothing", "people.tag"])
def test_what_has_no_history_is_not_found(kind: str, olive: Member, client: Client) -> None:
    with pytest.raises(Http404):
        history_named(kind)
    client.force_login(olive)
    assert client.get(f"/history/{kind}/{olive.pk}/").status_code == 404

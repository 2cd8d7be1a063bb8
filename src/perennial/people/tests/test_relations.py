"""How two customers belong together: said otherwise, taken back, restored."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from perennial.design.testing import as_chosen, as_opened
from perennial.people.actions import (
    Refused,
    StaleRelation,
    create_party,
    edit_relation,
    merge_parties,
    relate_parties,
    restore_relation,
    unrelate_parties,
)
from perennial.people.models import Party, Relation, RemovedRelation
from perennial.team.models import AuditEntry, Member
from tests.apiclient import Program


@pytest.fixture
def web(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


@pytest.fixture
def knows(ann: Party, bo: Party, olive: Member) -> Relation:
    return relate_parties(ann, "knows", bo, by=olive, note="from school")


def test_a_relation_is_said_otherwise_and_turned_round(knows: Relation, ann: Party, bo: Party, olive: Member) -> None:
    changed = edit_relation(knows, by=olive, version=1, word="parent_of:inverse", note="from school")
    assert (changed.subject, changed.word, changed.object, changed.version) == (bo, "parent_of", ann, 2)
    with pytest.raises(StaleRelation):
        edit_relation(knows, by=olive, version=1, word="knows", note="")
    assert edit_relation(changed, by=olive, version=2, word="parent_of", note="from school").version == 2
    assert edit_relation(changed, by=olive, version=2, word="parent_of", note="later").version == 3
    told = AuditEntry.objects.filter(action="people.relation.changed", object_id=ann.pk).order_by("id")
    assert [entry.changes["relation"][1].get("noted", False) for entry in told] == [False, True]
    assert "school" not in json.dumps([entry.changes for entry in told])  # a note may speak of the other one


def test_the_same_is_not_said_twice_of_two(knows: Relation, ann: Party, bo: Party, olive: Member) -> None:
    relate_parties(ann, "friend_of", bo, by=olive)
    other = relate_parties(bo, "knows", ann, by=olive)
    with pytest.raises(Refused):
        edit_relation(other, by=olive, version=1, word="friend_of", note="")
    other.refresh_from_db()
    assert other.word == "knows"


def test_what_was_taken_back_is_restored_under_its_id(knows: Relation, ann: Party, bo: Party, olive: Member) -> None:
    unrelate_parties(knows, by=olive)
    with pytest.raises(StaleRelation):
        unrelate_parties(Relation(pk=knows.pk, subject=ann, object=bo), by=olive)
    removed = RemovedRelation.objects.get(pk=knows.pk)
    restored = restore_relation(removed, by=olive)
    assert (restored.pk, restored.note, restored.version) == (knows.pk, "from school", 2)
    with pytest.raises(StaleRelation):
        restore_relation(removed, by=olive)


def test_what_was_said_anew_meanwhile_stays(knows: Relation, ann: Party, bo: Party, olive: Member) -> None:
    unrelate_parties(knows, by=olive)
    anew = relate_parties(ann, "knows", bo, by=olive, note="again")
    assert restore_relation(RemovedRelation.objects.get(), by=olive) == anew
    assert not RemovedRelation.objects.exists()


def test_a_relation_that_was_taken_back_follows_in_a_merge(knows: Relation, bo: Party, olive: Member) -> None:
    cleo = create_party(by=olive, name="Cleo")
    unrelate_parties(knows, by=olive)
    merge_parties(cleo, bo, by=olive)
    assert restore_relation(RemovedRelation.objects.get(), by=olive).object == cleo


def test_programs_change_take_back_list_and_restore(api: Program, knows: Relation, ann: Party, bo: Party) -> None:
    at = f"/relations/{knows.pk}"
    read = api("GET", at)
    changed = api("PATCH", at, {"note": "from work"}, if_match=read["ETag"])
    assert (changed.status_code, changed.json()["note"], changed.json()["word"]) == (200, "from work", "knows")
    assert api("PATCH", at, {"note": "x"}).status_code == 428
    assert api("PATCH", at, {"note": "x"}, if_match=read["ETag"]).status_code == 412
    assert api("DELETE", at, if_match=read["ETag"]).status_code == 412
    assert api("DELETE", at).status_code == 204
    (removed,) = api.told("GET", "/relations/deleted")["items"]
    assert (removed["id"], removed["note"]) == (str(knows.pk), "from work")
    assert api.told("GET", f"/relations/deleted?customer_id={bo.pk}")["items"] == [removed]
    assert api("GET", at).status_code == 404
    first, again = (api("POST", f"{at}/restoration", idempotency_key="k") for _turn in range(2))
    assert (first.status_code, first.content) == (200, again.content)
    assert api("POST", f"{at}/restoration").status_code == 404


def test_who_does_not_see_both_learns_nothing(knows: Relation, bo: Party, olive: Member, ana: Member) -> None:
    Party.objects.filter(pk=bo.pk).update(owner=olive)
    Party.objects.filter(pk=knows.subject_id).update(owner=ana)
    Member.objects.get_queryset().filter(pk=ana.pk).update(reach="own")
    api = Program(Member.objects.get(pk=ana.pk))
    at = f"/relations/{knows.pk}"
    assert api("PATCH", at, {"note": "x", "version": 1}).status_code == 404
    assert api("DELETE", at).status_code == 404
    unrelate_parties(knows, by=olive)
    assert api.told("GET", "/relations/deleted")["items"] == []
    assert api("POST", f"{at}/restoration").status_code == 404
    assert RemovedRelation.objects.count() == 1


def test_a_relation_is_changed_from_either_side_on_the_screen(web: Client, knows: Relation, ann: Party, bo: Party) -> None:
    at = reverse("people:change", args=[bo.pk, "relations", knows.pk])
    assert "Known by" in web.get(at).content.decode()
    values = {"word": "parent_of:inverse", "note": "eldest", "version": "1"}
    assert web.post(at, values).status_code == 303
    knows.refresh_from_db()
    assert (knows.subject, knows.word, knows.note) == (ann, "parent_of", "eldest")
    assert web.post(at, values | {"word": "knows"}).status_code == 409
    knows.refresh_from_db()
    assert knows.word == "parent_of"


def test_what_only_one_of_two_changed_is_brought_together(web: Client, knows: Relation, bo: Party, magnus: Member) -> None:
    at = reverse("people:change", args=[bo.pk, "relations", knows.pk])
    opened = web.get(at)
    edit_relation(knows, by=magnus, version=1, word="parent_of", note="from school")
    assert web.post(at, as_opened(opened, note="eldest")).status_code == 303
    knows.refresh_from_db()
    assert (knows.word, knows.note, knows.version) == ("parent_of", "eldest", 3)


@pytest.mark.parametrize(
    ("pick", "word", "note"),
    [("theirs", "parent_of", "hers"), ("mine", "friend_of", "mine"), ("before", "knows", "from school")],
)
def test_what_both_changed_of_a_relation_is_chosen(
    web: Client, knows: Relation, ann: Party, bo: Party, olive: Member, magnus: Member, pick: str, word: str, note: str
) -> None:
    at = reverse("people:change", args=[bo.pk, "relations", knows.pk])
    opened = web.get(at)
    edit_relation(knows, by=magnus, version=1, word="parent_of", note="hers")
    relate_parties(ann, "sibling_of", create_party(by=olive, name="Cleo"), by=olive)
    question = web.post(at, as_opened(opened, word="friend_of", note="mine"))
    text = question.content.decode()
    assert question.status_code == 409
    assert "<b>Magnus</b> changed this" in text
    assert [text.index(f"<bdi>{each}</bdi>") for each in ("Child of", "Friend of", "Known by", "hers", "mine", "from school")]
    assert web.post(at, as_chosen(question, word=pick, note=pick)).status_code == 303
    knows.refresh_from_db()
    assert (knows.subject, knows.word, knows.note) == (ann, word, note)


def test_a_relation_that_was_taken_back_while_it_was_edited_is_gone(
    web: Client, knows: Relation, bo: Party, magnus: Member
) -> None:
    at = reverse("people:change", args=[bo.pk, "relations", knows.pk])
    opened = web.get(at)
    unrelate_parties(knows, by=magnus)
    assert web.post(at, as_opened(opened, note="x")).status_code == 404

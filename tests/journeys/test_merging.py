"""Two records of one customer become one, and two again: alone, in chains, in any order, after both went on."""

import datetime as dt
import json
import random
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from perennial.kernel import clock
from perennial.kernel.jobs import Job
from perennial.kernel.jobs.testing import run_jobs
from perennial.people import actions
from perennial.people.actions import Conflict, Known, Refused, create_party, merge_parties, undo_merge
from perennial.people.jobs import gather_stragglers_job
from perennial.people.models import Distinction, Identity, Merge, Party, SearchTerm, Tagging
from perennial.people.personal import told_of
from perennial.people.queries import find_parties
from perennial.promises.actions import set_follow_up
from perennial.promises.models import FollowUp
from perennial.purchases.actions import Line, place_order
from perennial.purchases.models import Order, PurchaseSummary
from perennial.records.actions import define_field
from perennial.team.models import AuditEntry, Member
from perennial.timeline.actions import log_touchpoint
from perennial.timeline.models import ContactSummary, Touchpoint


@pytest.fixture
def ann(olive: Member) -> Party:
    identities = [Known("email", "Ann@Example.org"), Known("phone", "+46184710000")]
    names = {"name": "Ann Ångström", "given_name": "Ann", "family_name": "Ångström", "city": "Uppsala", "country": "SE"}
    return create_party(by=olive, identities=identities, tags=["regular"], **names)


@pytest.fixture
def harbour(olive: Member) -> Party:
    return create_party(by=olive, kind="organisation", name="Harbour & Vale")


@pytest.fixture
def bo(olive: Member) -> Party:
    return create_party(by=olive, name="Bo Berg")


def person(by: Member, name: str, **more: Any) -> Party:
    return create_party(by=by, name=name, **more)


def full(by: Member, name: str, mail: str) -> Party:
    """Somebody with something in every slice."""
    given, _, family = name.partition(" ")
    party = person(by, name, given_name=given, family_name=family, identities=[Known("email", mail)], tags=["regular"])
    actions.keep_remembrance(party, by=by, kind="usual", text=f"{name}: tea")
    place_order(party, by=by, lines=[Line(total_minor=10_00, name="Tea")], currency="EUR")
    log_touchpoint(party_id=party.pk, kind="call", by=by, text=f"Spoke with {name}")
    set_follow_up(party_id=party.pk, text="Ask", due_on=clock.today(), owner=by, by=by)
    return party


def kept_of(party: Party, by: Member) -> dict[str, list[Any]]:
    """What is kept of a party, without what says when and how often it was changed."""
    told = json.loads("".join(told_of(Party.objects.get(pk=party.pk), by)))
    told.pop("exported_at")
    for key in ("version", "updated_at"):
        told["party"].pop(key)
    for key in ("people.Merge", "people.Party", "people.Distinction", "people.Uncompared", "people.MatchKey"):
        told.pop(key, None)
    told["people.SearchTerm"] = sorted(row["term"] for row in told["people.SearchTerm"])
    told["purchases.StageAnswer"] = [row for row in told["purchases.StageAnswer"] if row["stage"] != "lead"]  # nobody's answer
    return told


@pytest.fixture
def ann2(olive: Member) -> Party:
    return full(olive, "Anna Angstrom", "anna@example.org")


def test_everything_follows(olive: Member, ann: Party, ann2: Party) -> None:
    actions.keep_remembrance(ann, by=olive, kind="usual", text="Flat white")
    merge_parties(ann, ann2, by=olive)
    kept = Party.objects.get(pk=ann.pk)
    assert kept.orders == 1
    assert kept.last_contact_at is not None
    assert {i.normal for i in kept.identities.all()} == {"ann@example.org", "anna@example.org", "+46184710000"}
    assert kept.identities.filter(kind="email", is_primary=True).get().normal == "ann@example.org"
    for model in (Order, Touchpoint, FollowUp):
        assert set(model.objects.values_list("party_id", flat=True)) == {ann.pk}
    assert ContactSummary.objects.get(party=ann).touchpoints == 1
    assert PurchaseSummary.objects.get().party_id == ann.pk
    gone = Party.objects.get(pk=ann2.pk)
    assert gone.is_deleted
    assert gone.merged_into_id == ann.pk
    assert not Party.objects.deleted().exists()
    assert AuditEntry.objects.filter(action="people.party.merged", object_id=ann.pk, member=olive).count() == 1
    assert AuditEntry.objects.filter(action="people.party.absorbed", object_id=ann2.pk).count() == 1


def test_no_row_of_any_slice_stays_behind_but_repeats(olive: Member, ann: Party, ann2: Party) -> None:
    merge_parties(ann, ann2, by=olive)
    left = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Party and model not in (Merge, Party)
        if model._base_manager.filter(**{field.name: ann2.pk}).exists()
    }
    assert left <= {"people.Tagging", "people.SearchTerm", "people.MatchKey", "people.Uncompared", "purchases.StageAnswer"}


def test_an_undo_leaves_both_as_they_were(olive: Member, ann: Party, ann2: Party) -> None:
    actions.relate_parties(ann, "knows", ann2, by=olive)
    before = [kept_of(ann, olive), kept_of(ann2, olive)]
    merge = merge_parties(ann, ann2, by=olive, choices={"name": "absorbed", "stage": "absorbed"})
    assert Party.objects.get(pk=ann.pk).name == "Anna Angstrom"
    undone = undo_merge(merge, by=olive)
    assert undone.left == []
    assert [kept_of(ann, olive), kept_of(ann2, olive)] == before
    assert Distinction.objects.count() == 1
    assert undo_merge(merge, by=olive).undone_at == undone.undone_at
    assert AuditEntry.objects.filter(action="people.party.unmerged").count() == 2
    again = merge_parties(ann, ann2, by=olive)
    undo_merge(again, by=olive)
    assert [kept_of(ann, olive), kept_of(ann2, olive)] == before


def test_what_happened_since_is_said(olive: Member, ann: Party, ann2: Party) -> None:
    merge = merge_parties(ann, ann2, by=olive, choices={"name": "absorbed"})
    actions.edit_party(ann, by=olive, name="Anna Å.")
    place_order(Party.objects.get(pk=ann.pk), by=olive, lines=[Line(total_minor=5_00, name="Jam")], currency="EUR")
    actions.remove_identity(Identity.objects.get(normal="anna@example.org"), by=olive)
    left = undo_merge(merge, by=olive).left
    assert left == [
        "1 way to reach them: deleted since.",
        "Name of Anna Å. was changed since and stays “Anna Å.”.",
        "1 order came since and stays with Anna Å..",
    ]
    assert Party.objects.get(pk=ann2.pk).orders == 1
    assert Party.objects.get(pk=ann.pk).orders == 1


def test_refusals_change_nothing(olive: Member, ann: Party, bo: Party, harbour: Party) -> None:
    with pytest.raises(Refused):
        merge_parties(ann, ann, by=olive)
    with pytest.raises(Refused):
        merge_parties(ann, harbour, by=olive)
    with pytest.raises(Conflict):
        merge_parties(ann, bo, by=olive, versions=(ann.version, bo.version + 1))
    actions.delete_party(bo, by=olive)
    with pytest.raises(Refused):
        merge_parties(ann, bo, by=olive)
    assert not Merge.objects.exists()


def test_a_merged_record_is_neither_edited_nor_deleted_nor_restored_nor_merged(olive: Member, ann: Party, bo: Party) -> None:
    merge_parties(ann, bo, by=olive)
    cleo = person(olive, "Cleo")
    for deed in (
        lambda: actions.edit_party(bo, by=olive, name="Bob"),
        lambda: actions.delete_party(bo, by=olive),
        lambda: actions.restore_party(bo, by=olive),
        lambda: actions.assign_owner(bo, None, by=olive),
        lambda: merge_parties(cleo, bo, by=olive),
        lambda: merge_parties(bo, cleo, by=olive),
    ):
        with pytest.raises(Refused):
            deed()
    assert Party.objects.get(pk=bo.pk).merged_into_id == ann.pk


def test_a_chain_comes_apart_in_the_middle(olive: Member) -> None:
    a, b, c = (full(olive, f"{name} Berg", f"{name}@example.org") for name in ("Ada", "Bea", "Cleo"))
    actions.edit_party(a, by=olive, city="Berlin")
    before = [kept_of(one, olive) for one in (a, b, c)]
    first = merge_parties(b, a, by=olive)
    second = merge_parties(c, b, by=olive)
    assert Party.objects.get(pk=a.pk).merged_into_id == c.pk
    assert Party.objects.get(pk=c.pk).city == "Berlin"
    assert undo_merge(first, by=olive).left == []
    assert kept_of(a, olive) == before[0]
    assert Party.objects.get(pk=c.pk).city == ""
    assert Order.objects.filter(party=c).count() == 2
    assert undo_merge(second, by=olive).left == []
    assert [kept_of(one, olive) for one in (a, b, c)] == before


@pytest.mark.parametrize("seed", [1, 2])
def test_fifty_merges_are_undone_in_any_order(olive: Member, seed: int) -> None:
    parties = [full(olive, f"Person{n} Berg", f"p{n}@example.org") for n in range(51)]
    before = [kept_of(one, olive) for one in parties]
    merges = [merge_parties(after, one, by=olive) for one, after in pairwise(parties)]
    assert Order.objects.filter(party=parties[-1]).count() == 51
    random.Random(seed).shuffle(merges)
    for merge in merges:
        assert undo_merge(merge, by=olive).left == []
    assert [kept_of(one, olive) for one in parties] == before


def test_what_somebody_wrote_in_the_moment_of_the_merge_follows(olive: Member, ann: Party, bo: Party) -> None:
    merge = merge_parties(ann, bo, by=olive)
    log_touchpoint(party_id=bo.pk, kind="note", by=olive, text="From a page that was open")
    assert Job.objects.filter(unique_key__startswith="people.stragglers.").count() == 1
    minute = int(merge.at.timestamp()) // 60
    assert gather_stragglers_job.func(minute) == 1
    assert Touchpoint.objects.get().party_id == ann.pk
    undo_merge(Merge.objects.get(pk=merge.pk), by=olive)
    assert Touchpoint.objects.get().party_id == bo.pk
    assert actions.gather_stragglers(merge) == 0


def test_all_merges_of_a_minute_are_looked_at_again_by_one_job(olive: Member) -> None:
    with time_machine.travel("2026-05-04T09:30:10Z", tick=False):
        for n in range(3):
            pair = [full(olive, f"Person{n} Berg", f"p{n}.{side}@example.org") for side in "ab"]
            merge_parties(*pair, by=olive)
        assert [job.args for job in Job.objects.filter(unique_key__startswith="people.stragglers.")] == [
            {"args": [int(clock.now().timestamp()) // 60], "kwargs": {}}
        ]


def test_after_thirty_days_only_the_way_is_left(olive: Member, ann: Party, bo: Party) -> None:
    actions.add_tag(bo, "regular", by=olive)
    merge = merge_parties(ann, bo, by=olive)
    assert actions.purge_merges() == 0
    Merge.objects.update(at=clock.now() - dt.timedelta(days=31))
    with pytest.raises(Refused):
        undo_merge(merge, by=olive)
    assert actions.purge_merges() == 1
    gone = Party.objects.get(pk=bo.pk)
    assert (gone.name, gone.merged_into_id) == ("", ann.pk)
    assert not Tagging.objects.filter(party=bo).exists()
    assert not SearchTerm.objects.filter(party=bo).exists()
    assert Merge.objects.get().moved == {}
    assert actions.purge_merges() == 0


def test_erasure_takes_what_was_merged(olive: Member, ann: Party, bo: Party) -> None:
    actions.edit_party(bo, by=olive, name="Xylo Phonist")
    merge_parties(ann, bo, by=olive, choices={"name": "absorbed"})
    told = json.loads("".join(told_of(Party.objects.get(pk=ann.pk), olive)))
    assert [one["name"] for one in told["people.Party"]] == ["Xylo Phonist"]
    actions.delete_party(ann, by=olive)
    actions.erase_party(ann, by=olive, typed_name="Xylo Phonist")
    assert not Party.objects.exists()
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            assert "phonist" not in str(cursor.fetchall()).lower(), model


def test_the_jobs_of_a_merge_end(olive: Member, ann: Party, bo: Party) -> None:
    merge_parties(ann, bo, by=olive)
    run_jobs()


def test_old_names_and_addresses_find_the_survivor(client: Client, olive: Member, ann: Party, bo: Party) -> None:
    merge = merge_parties(ann, bo, by=olive)
    client.force_login(olive)
    answer = client.get(reverse("people:party", args=[bo.pk]))
    assert answer["Location"] == reverse("people:party", args=[ann.pk])
    assert [hit.party for hit in find_parties(olive, "bo berg")] == [ann]
    undo_merge(merge, by=olive)
    assert client.get(reverse("people:party", args=[bo.pk])).status_code == 200
    assert [hit.party for hit in find_parties(olive, "bo berg")] == [bo]


def test_fields_of_the_business_follow_and_come_back(olive: Member) -> None:
    a, b, c = (person(olive, f"{name} Berg") for name in ("Ada", "Bea", "Cleo"))
    field = define_field(holder="customers", by=olive, name="Shoe size", type="text")
    actions.edit_party(a, by=olive, custom={field.key: "39"})
    first = merge_parties(b, a, by=olive)
    second = merge_parties(c, b, by=olive)
    assert Party.objects.get(pk=c.pk).custom == {field.stored_as: "39"}
    assert undo_merge(first, by=olive).left == []
    assert [Party.objects.get(pk=one.pk).custom for one in (a, b, c)] == [{field.stored_as: "39"}, {}, {}]
    assert undo_merge(second, by=olive).left == []

"""Nothing about a person is kept that the export of their data does not hold and that erasure does not take."""

import json

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from perennial.kernel.manifests import personal_data
from perennial.people import actions
from perennial.people.actions import Refused
from perennial.people.models import Party
from perennial.people.personal import model_of, told_of
from perennial.team.models import AuditEntry, Member


def leading_to_party() -> set[str]:
    """The labels of all models from whose rows a required or optional key leads to a party, however far."""
    found = {Party}
    while True:
        more = {
            model
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model in found and model not in found
        }
        if not more:
            return {model._meta.label for model in found}
        found |= more


def test_every_table_that_leads_to_a_person_is_declared() -> None:
    declared = {model_of(each)._meta.label for each in personal_data}
    assert leading_to_party() <= declared, leading_to_party() - declared


def test_every_declaration_is_a_path_to_a_person(ann: Party, olive: Member) -> None:
    assert json.loads("".join(told_of(ann, olive)))["party"]["name"] == "Ann Ångström"


def test_everything_of_one_person_is_taken_out(client: Client, olive: Member, ann: Party, bo: Party) -> None:
    actions.keep_remembrance(ann, by=olive, kind="usual", text="Flat white")
    actions.relate_parties(bo, "knows", ann, by=olive)
    actions.keep_anniversary(ann, by=olive, month=1, day=1, name="First visit")
    client.force_login(olive)
    told = json.loads(b"".join(client.get(reverse("people:data", args=[ann.pk])).streaming_content))  # type: ignore[arg-type]
    assert told["people.Remembrance"][0]["text"] == "Flat white"
    assert {one["normal"] for one in told["people.Identity"]} == {"ann@example.org", "+46184710000"}
    assert len(told["people.Relation"]) == 1
    assert told["people.Anniversary"][0]["name"] == "First visit"
    assert "party_owner" not in told["people.Anniversary"][0]  # a copy that only makes lists fast
    assert AuditEntry.objects.filter(action="people.party.exported", object_id=ann.pk).count() == 1


def test_only_a_deleted_one_is_erased_and_only_by_name(olive: Member, ann: Party) -> None:
    with pytest.raises(Refused):
        actions.erase_party(ann, by=olive, typed_name=ann.name)
    actions.delete_party(ann, by=olive)
    with pytest.raises(Refused):
        actions.erase_party(ann, by=olive, typed_name="Ann")
    assert Party.objects.count() == 1


def test_erasure_leaves_nothing_of_the_person_anywhere(client: Client, olive: Member, ann: Party, bo: Party) -> None:
    word = "xylophonist"
    actions.edit_party(ann, by=olive, name=f"Ann {word}", job_title=word, city=word)
    actions.add_identity(ann, "email", f"{word}@example.org", by=olive)
    actions.keep_address(ann, by=olive, lines=word)
    actions.keep_remembrance(ann, by=olive, kind="usual", text=word)
    actions.keep_anniversary(ann, by=olive, month=1, day=1, name=word)
    actions.relate_parties(ann, "knows", bo, by=olive, note=word)
    actions.change_stage(ann, "lost", by=olive, because=word)
    actions.delete_party(ann, by=olive)
    client.force_login(olive)
    answer = client.post(reverse("people:erase", args=[ann.pk]), {"typed_name": f"Ann {word}"})
    assert answer.status_code == 303
    assert list(Party.objects.all()) == [bo]
    assert AuditEntry.objects.filter(action="people.party.erased", object_id=ann.pk, member=olive).count() == 1
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            assert word not in str(cursor.fetchall()).lower(), model


@pytest.mark.parametrize("is_survivor", [True, False])
def test_nor_of_whom_they_were_merged_with_and_parted_from(is_survivor: bool, olive: Member, vik: Member, bo: Party) -> None:
    """The history of the other one, and the bell of who follows them, told the name."""
    word = "xylophonist"
    erased = actions.create_party(by=olive, name=f"Ann {word}", city=word)
    third = actions.create_party(by=olive, name="Third", tags=["Kept"])
    actions.follow_party(bo, by=vik)
    actions.merge_parties(bo, third, by=olive)
    pair = (erased, bo) if is_survivor else (bo, erased)
    actions.undo_merge(actions.merge_parties(*pair, by=olive), by=olive)
    actions.delete_party(erased, by=olive)
    actions.erase_party(erased, by=olive, typed_name=erased.name)
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            assert word not in str(cursor.fetchall()).lower(), model
    told = AuditEntry.objects.filter(object_id=bo.pk, action="people.party.merged").order_by("id")[0]
    assert (told.object_name, told.changes["merged"]) == (bo.name, ["", "Third"]), "what was told of others stays"

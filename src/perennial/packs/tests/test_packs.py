"""Packs are set up whole, beside what the business has, and go without taking anything of its own."""

import pytest
from django.test import Client

from perennial.kernel.jobs.testing import run_jobs
from perennial.packs.actions import PackRefusedError, install_pack, remove_pack
from perennial.packs.models import Installation
from perennial.packs.offered import PACKS, pack_named
from perennial.packs.preview import plan_of
from perennial.people.actions import create_party
from perennial.promises.actions import set_cadence
from perennial.promises.models import Cadence
from perennial.purchases.actions import set_stage_rules
from perennial.purchases.models import StageRules
from perennial.records.actions import change_field, define_field
from perennial.records.models.customfield import CustomField, FieldType
from perennial.team.actions import change_workspace
from perennial.team.models import AuditEntry, Member, Workspace


def state() -> tuple[object, ...]:
    rules = StageRules.current()
    return (
        sorted(CustomField.objects.kept().values_list("name", flat=True)),
        sorted(Cadence.objects.values_list("stage", "ideal_days", "max_days")),
        (rules.new_days, rules.loyal_occasions, rules.won_back_days),
        Workspace.current().called,
    )


@pytest.mark.parametrize("key", [pack.key for pack in PACKS])
def test_a_pack_is_set_up_whole_and_goes_whole(key: str, olive: Member) -> None:
    before = state()
    made = install_pack(key, by=olive)
    run_jobs()
    assert state() != before
    assert made.made["fields"]
    assert made.made["cadences"]
    assert remove_pack(by=olive) == []
    run_jobs()
    assert state() == before
    assert list(AuditEntry.objects.filter(action__startswith="packs.").values_list("action", flat=True)) == [
        "packs.pack.removed",
        "packs.pack.installed",
    ]


def test_names_are_in_the_language_of_the_workspace(olive: Member) -> None:
    change_workspace({"language": "de"}, by=olive)
    install_pack("studio", by=olive)
    assert CustomField.objects.filter(name="Bevorzugte Tage").exists()


def test_what_the_business_set_stays(olive: Member) -> None:
    define_field(by=olive, holder="customers", type=FieldType.TEXT, name="payment TERMS")
    set_cadence(by=olive, stage="loyal", ideal_days=3, max_days=4)
    set_stage_rules(by=olive, version=1, new_days=33)
    before = state()
    install_pack("supplier", by=olive)
    assert Cadence.objects.get(stage="loyal").max_days == 4
    assert StageRules.current().new_days == 33
    assert CustomField.objects.kept().filter(name_key="payment terms").count() == 1
    remove_pack(by=olive)
    assert state() == before


def test_what_was_filled_in_or_changed_since_stays_and_is_said(olive: Member) -> None:
    install_pack("studio", by=olive)
    field = CustomField.objects.get(name="Allergies and wishes")
    create_party(by=olive, name="Juno Hart", custom={field.key: "No nuts"})
    change_field(CustomField.objects.get(name="Preferred time"), by=olive, name="Best time")
    set_cadence(by=olive, stage="loyal", ideal_days=3, max_days=4)
    rules = StageRules.current()
    set_stage_rules(by=olive, version=rules.version, new_days=11)
    stayed = " ".join(remove_pack(by=olive))
    for name in ("“Allergies and wishes”", "“Best time”", "“Loyal”", "rules of the stages"):
        assert name in stayed
    assert set(CustomField.objects.kept().values_list("name", flat=True)) == {"Allergies and wishes", "Best time"}
    assert (Workspace.current().called, StageRules.current().new_days) == ("customer", 11)


def test_one_pack_stands_at_a_time(olive: Member) -> None:
    install_pack("shop", by=olive)
    with pytest.raises(PackRefusedError, match="Remove it first"):
        install_pack("studio", by=olive)
    remove_pack(by=olive)
    with pytest.raises(PackRefusedError, match="No starter pack"):
        remove_pack(by=olive)
    install_pack("studio", by=olive)
    assert Installation.objects.count() == 2


def test_a_look_inside_says_what_is_added_and_what_stays(client: Client, olive: Member) -> None:
    define_field(by=olive, holder="customers", type=FieldType.TEXT, name="payment TERMS")
    set_cadence(by=olive, stage="loyal", ideal_days=3, max_days=4)
    plan = plan_of(pack_named("supplier"))  # type: ignore[arg-type]  # it is on offer
    assert [shown.planned.name for shown in plan.fields if shown.stays] == ["Payment terms"]
    assert [(shown.cadence.ideal_days, bool(shown.stays)) for shown in plan.cadences] == [
        (21, False), (60, False), (3, True), (7, False),
    ]  # fmt: skip
    assert not plan.rules_stay
    set_stage_rules(by=olive, version=1, new_days=33)
    client.force_login(olive)
    page = client.get("/settings/packs/supplier/").content.decode()
    assert "First order less than 33 days ago." in page
    assert "First order less than 120 days ago." not in page
    assert page.count("yours stay") == 3
    assert "Clients" in client.get("/settings/packs/studio/").content.decode()


def test_the_page_sets_up_and_removes(client: Client, olive: Member, ana: Member) -> None:
    client.force_login(olive)
    assert b"Studio with appointments" in client.get("/settings/packs/").content
    assert b"Allergies and wishes" in client.get("/settings/packs/studio/").content
    assert client.get("/settings/packs/nothing/").status_code == 404
    assert client.post("/settings/packs/studio/", follow=True).status_code == 200
    assert b"is set up" in client.get("/settings/packs/").content
    assert client.post("/settings/packs/shop/").status_code == 303
    assert Installation.objects.get().pack == "studio"
    client.post("/settings/packs/removal/")
    assert Installation.objects.get().removed_at
    client.force_login(ana)
    assert client.post("/settings/packs/shop/").status_code == 403

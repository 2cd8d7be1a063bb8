"""Fields of the business set for many customers at once, and what happens to them meanwhile; what is kept, and how long."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from perennial.kernel import clock
from perennial.kernel.jobs import Job
from perennial.kernel.jobs.testing import run_jobs
from perennial.people.actions import create_party, delete_party, edit_party, erase_party
from perennial.people.models import Party
from perennial.people.tests.together import chosen, do, undo
from perennial.records.actions import change_field, convert_field, remove_field, restore_field
from perennial.records.bulk import running
from perennial.records.bulk.running import run_bulk
from perennial.records.bulk.starting import BulkRefused, start_bulk, undo_bulk
from perennial.records.bulk.tidying import tidy_bulk
from perennial.records.choices import Operator
from perennial.records.conditions import Is
from perennial.records.models import BulkChange, BulkLeft, BulkState, BulkValue, CustomField, Pick
from perennial.records.tests.defining import Define
from perennial.team.models import AuditEntry, Member


@pytest.fixture
def leads(olive: Member) -> list[Party]:
    return [create_party(by=olive, name=f"Lead {n}") for n in range(4)]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 2)


def values(field: CustomField) -> list[object]:
    field.refresh_from_db()
    return [field.value_in(party.custom) for party in Party.objects.order_by("pk")]


def option(field: CustomField, name: str) -> str:
    return str(next(one.pk for one in field.options_in_order() if one.name == name))


def test_an_option_is_set_and_set_back(leads: list[Party], olive: Member, plan: CustomField) -> None:
    edit_party(leads[0], by=olive, custom={plan.key: "Free"})
    change = do(olive, f"set.{plan.key}", [plan.slot, option(plan, "Gold")])
    assert values(plan) == [option(plan, "Gold")] * 4
    assert change.words == "Plan: Gold"
    entry = AuditEntry.objects.filter(object_id=leads[0].pk).latest("id")
    assert entry.changes[plan.key][1] == {"slot": str(plan.slot), "value": option(plan, "Gold")}
    undo(change, by=olive)
    assert values(plan) == [option(plan, "Free"), None, None, None]


def test_several_options_are_found_by_their_index(leads: list[Party], olive: Member, define: Define) -> None:
    field = define("Likes", "choices", "Tea", "Coffee")
    change = do(olive, f"set.{field.key}", [field.slot, [option(field, "Tea")]])
    assert Pick.objects.count() == 4
    undo(change, by=olive)
    assert not Pick.objects.exists()


def test_a_field_renamed_meanwhile_is_the_same_field(
    leads: list[Party], olive: Member, plan: CustomField, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the value that is set and in the condition that is asked."""
    for lead in leads:
        edit_party(lead, by=olive, custom={plan.key: "Free"})
    condition = Is(plan.key, Operator.ANY_OF, (option(plan, "Free"),))
    change = start_bulk(chosen(olive, condition), f"set.{plan.key}", [plan.slot, option(plan, "Gold")], by=olive)
    monkeypatch.setattr(running, "progress", lambda *told: change_field(plan, by=olive, name="Tariff"))
    run_bulk(change.pk)
    assert values(plan) == [option(plan, "Gold")] * 4


@pytest.mark.parametrize("trouble", ["removed", "another type", "the option is gone"])
def test_a_field_that_is_no_longer_what_it_was_ends_it(
    trouble: str, leads: list[Party], olive: Member, plan: CustomField, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = start_bulk(chosen(olive), f"set.{plan.key}", [plan.slot, option(plan, "Gold")], by=olive)

    def meanwhile(*told: object) -> None:
        now = CustomField.objects.get(pk=plan.pk)
        if trouble == "removed":
            remove_field(now, by=olive)
        elif trouble == "another type":
            convert_field(now, "text", by=olive)
        else:
            plan.options.filter(name="Gold").update(archived_at=clock.now())

    monkeypatch.setattr(running, "progress", meanwhile)
    run_bulk(change.pk)
    change.refresh_from_db()
    assert (change.state, change.changed) == (BulkState.STOPPED, 2)
    assert change.trouble
    if trouble == "removed":
        with pytest.raises(BulkRefused, match="its field was removed"):
            undo_bulk(change, by=olive)
        restore_field(CustomField.objects.get(pk=plan.pk), by=olive)
        assert undo(change, by=olive).restored == 2


def test_what_must_be_unique_goes_to_one_and_the_others_are_told(leads: list[Party], olive: Member, define: Define) -> None:
    field = define("Locker", is_unique=True)
    change = do(olive, f"set.{field.key}", [field.slot, "12"])
    assert values(field) == ["12", None, None, None]
    assert (change.changed, change.left_alone) == (1, 3)
    assert "is unique" in BulkLeft.objects.first().why  # type: ignore[union-attr]


def test_a_required_field_is_not_emptied_and_one_of_organisations_stays_away(
    leads: list[Party], olive: Member, define: Define
) -> None:
    needed = define("Number", "number", is_required=True)
    assert "is required" in do(olive, f"set.{needed.key}", [needed.slot, None]).trouble
    theirs = define("Branch", only="organisation")
    assert do(olive, f"set.{theirs.key}", [theirs.slot, "x"]).left_alone == 4


def test_a_field_that_a_member_may_not_fill_is_not_offered(
    leads: list[Party], olive: Member, ana: Member, define: Define
) -> None:
    secret = define("Margin", "number", edited_by=["manager"])
    with pytest.raises(BulkRefused):
        start_bulk(chosen(ana), f"set.{secret.key}", [secret.slot, 1], by=ana)
    assert do(olive, f"set.{secret.key}", [secret.slot, 1.5]).changed == 4
    assert values(secret)[0] == float(Decimal("1.5"))


def test_what_stood_there_is_forgotten_after_thirty_days_and_with_the_customer(leads: list[Party], olive: Member) -> None:
    change = do(olive, "set.city", "Ulm")
    gone = delete_party(leads[0], by=olive)
    erase_party(gone, by=olive, typed_name=gone.name)
    assert BulkValue.objects.count() == 3
    assert tidy_bulk() == 0
    with clock.standing_at(clock.now() + dt.timedelta(days=31)):
        assert tidy_bulk() == 1
        assert not BulkValue.objects.exists()
        change.refresh_from_db()
        with pytest.raises(BulkRefused, match="30 days"):
            undo_bulk(change, by=olive)


def test_what_its_job_gave_up_can_be_undone(leads: list[Party], olive: Member) -> None:
    change = start_bulk(chosen(olive), "set.city", "Ulm", by=olive)
    BulkChange.objects.filter(pk=change.pk).update(changed=1)
    Job.objects.filter(pk=change.job_id).update(state="dead")
    assert tidy_bulk() == 1
    change.refresh_from_db()
    assert (change.state, change.trouble) == (BulkState.STOPPED, "It was broken off before its end.")
    assert undo_bulk(change, by=olive).state == BulkState.UNDOING


def test_the_queue_runs_it_and_its_undo(leads: list[Party], olive: Member) -> None:
    change = start_bulk(chosen(olive), "set.city", "Ulm", by=olive)
    run_jobs()
    assert set(Party.objects.values_list("city", flat=True)) == {"Ulm"}
    undo_bulk(change, by=olive)
    run_jobs()
    assert set(Party.objects.values_list("city", flat=True)) == {""}


def test_nobody_reads_what_was_set_in_a_field_that_they_do_not_see(
    leads: list[Party], olive: Member, magnus: Member, ana: Member, client: Client, define: Define
) -> None:
    salary = define("Salary", "number", seen_by=["owner"])
    change = do(olive, f"set.{salary.key}", [salary.slot, 98765])
    assert (change.words, change.changed) == ("Changed many records", 4)
    for member in (magnus, ana):
        client.force_login(member)
        assert f"/changes/{change.pk}/" not in client.get("/changes/").content.decode()
        assert client.get(f"/changes/{change.pk}/").status_code == 404
        assert client.post(f"/changes/{change.pk}/undo/").status_code == 404
    told = AuditEntry.objects.filter(action__startswith="records.bulk").values_list("object_name", flat=True)
    assert set(told) == {"Changed many records"}
    client.force_login(olive)
    assert "Salary: 98,765" in client.get("/changes/").content.decode()
    remove_field(salary, by=olive)
    client.force_login(magnus)
    assert client.get(f"/changes/{change.pk}/").status_code == 404

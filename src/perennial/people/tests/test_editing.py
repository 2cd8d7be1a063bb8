"""Each fact of a customer, changed where it is read."""

from typing import Any

import pytest
from django.http import QueryDict

from perennial.people.actions import delete_party, edit_party
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.records.actions import convert_field, remove_field
from perennial.records.editing import Editing, NotEdited, Overtaken, as_json
from perennial.records.tests.defining import Define
from perennial.team.models import AuditEntry, Member

SAID: list[tuple[str, str, Any]] = [
    ("name", "Ann Berg", "Ann Berg"),
    ("kind", "value=organisation", "organisation"),
    ("stage", "loyal", "loyal"),
    ("city", "Lund", "Lund"),
    ("country", "NO", "NO"),
    ("language", "sv", "sv"),
    ("website", "ann.example", "https://ann.example"),
    ("job_title", "Potter", "Potter"),
    ("source", "fair", "fair"),
    ("given_name", "Anna", "Anna"),
    ("family_name", "Berg", "Berg"),
    ("pronouns", "she/her", "she/her"),
    ("time_zone", "Europe/Oslo", "Europe/Oslo"),
    ("birthday", "value_day=29&value_month=2&value_year=", "--02-29"),
    ("birthday", "value_day=12&value_month=4&value_year=1990", "1990-04-12"),
    ("email", "ann@new.example", "ann@new.example"),
    ("phone", "+46 18 471 00 01", "+46 18 471 00 01"),
]


def editing(key: str) -> Editing:
    found = CUSTOMERS.fields()[key].edit
    assert found is not None
    return found


def typed(one: Editing, party: Party, by: Member, text: str) -> Any:
    """What the input makes of what somebody types into it."""
    data = QueryDict(text if text.startswith("value") else f"value={text.replace('+', '%2B')}")
    field = one.form_field(party, by)
    return field.clean(field.widget.value_from_datadict(data, {}, "value"))


@pytest.mark.parametrize(("key", "text", "holds"), SAID)
def test_a_fact_is_changed_and_set_back(ann: Party, olive: Member, key: str, text: str, holds: Any) -> None:
    one = editing(key)
    value = typed(one, ann, olive, text)
    done = one.set(ann, value, by=olive, before=one.initial(ann))
    assert done.is_changed
    assert one.initial(Party.objects.get(pk=ann.pk)) == holds
    assert one.said(value, ann, olive)
    assert AuditEntry.objects.filter(object_id=ann.pk).count() == 2
    back = one.set(done.record, as_json(done.before), by=olive, before=as_json(done.after))
    assert one.initial(back.record) == done.before
    assert not one.set(ann, done.before, by=olive).is_changed


@pytest.mark.parametrize("key", ["city", "country", "language", "website", "job_title", "source", "birthday", "email", "phone"])
def test_a_fact_can_be_emptied(ann: Party, olive: Member, key: str) -> None:
    one = editing(key)
    if key == "birthday":
        one.set(ann, "1990-04-12", by=olive)
    one.set(ann, typed(one, ann, olive, ""), by=olive)
    assert one.initial(Party.objects.get(pk=ann.pk)) == ""


@pytest.mark.parametrize(
    ("key", "text"), [("name", ""), ("country", "XX"), ("stage", "king"), ("birthday", "value_day=31&value_month=2")]
)
def test_what_the_form_would_refuse_is_refused(ann: Party, olive: Member, key: str, text: str) -> None:
    one = editing(key)
    field = one.form_field(ann, olive)
    with pytest.raises(NotEdited):
        one.read(ann, field.widget.value_from_datadict(QueryDict(text if "=" in text else f"value={text}"), {}, "value"), olive)


@pytest.mark.parametrize(("key", "value"), [("email", "not an address"), ("phone", "12"), ("owner", "12345")])
def test_what_the_action_refuses_changes_nothing(ann: Party, olive: Member, key: str, value: str) -> None:
    with pytest.raises(NotEdited):
        editing(key).set(ann, value, by=olive)
    assert editing(key).initial(Party.objects.get(pk=ann.pk)) == editing(key).initial(ann)


def test_the_owner_is_one_of_those_within_reach(ann: Party, olive: Member, ana: Member, marek: Member) -> None:
    one = editing("owner")
    assert one.set(ann, typed(one, ann, olive, str(ana.pk)), by=olive).record.owner == ana
    Member.objects.filter(pk=ana.pk).update(reach="own")
    ana.refresh_from_db()
    mine = Party.objects.get(pk=ann.pk)
    for beyond in (str(marek.pk), ""):
        with pytest.raises(NotEdited):
            one.set(mine, beyond, by=ana)
    assert list(dict(one.form_field(mine, ana).choices)) == [str(ana.pk)]  # type: ignore[attr-defined]


def test_tags_come_and_go_together(ann: Party, olive: Member) -> None:
    one = editing("tag")
    regular = one.initial(ann)
    chosen = typed(one, ann, olive, f"value={regular[0]}&value=friend&value=REGULAR")
    assert sorted(chosen) == sorted([*regular, "friend"])
    done = one.set(ann, chosen, by=olive, before=regular)
    assert one.said(done.after, ann, olive) == "friend, regular"
    assert one.set(ann, [], by=olive).after == []
    assert one.said(["friend"], ann, olive) == "friend"


def test_another_field_that_changed_meanwhile_is_left_alone(ann: Party, olive: Member, magnus: Member) -> None:
    one, city = editing("job_title"), editing("city")
    city.set(ann, "Lund", by=magnus)
    one.set(ann, "Potter", by=olive, before="")
    now = Party.objects.get(pk=ann.pk)
    assert (now.city, now.job_title) == ("Lund", "Potter")


def test_the_same_field_that_changed_meanwhile_is_a_conflict(ann: Party, olive: Member, magnus: Member) -> None:
    one = editing("city")
    one.set(ann, "Lund", by=magnus)
    with pytest.raises(Overtaken) as caught:
        one.set(ann, "Oslo", by=olive, before="Uppsala")
    assert (caught.value.now, caught.value.theirs.city) == ("Lund", "Lund")
    assert not one.set(ann, "Lund", by=olive, before="Uppsala").is_changed  # both wrote the same


def test_an_older_version_is_a_conflict(ann: Party, olive: Member) -> None:
    edit_party(ann, by=olive, city="Lund")
    with pytest.raises(Overtaken):
        editing("stage").set(ann, "loyal", by=olive, version=ann.version)


def test_nobody_changes_what_is_not_theirs(ann: Party, vik: Member, olive: Member) -> None:
    with pytest.raises(NotEdited):
        editing("city").set(ann, "Lund", by=vik)
    delete_party(ann, by=olive)
    with pytest.raises(NotEdited, match="deleted"):
        editing("city").set(ann, "Lund", by=olive)


def test_a_stage_moves_with_its_history(ann: Party, olive: Member) -> None:
    done = editing("stage").set(ann, "loyal", by=olive, before="lead")
    assert (done.record.stage, ann.stage_changes.get().after) == ("loyal", "loyal")


CUSTOM: list[tuple[str, str, Any, str]] = [
    ("text", "Oak", "Oak", "Oak"),
    ("long_text", "One%0ATwo", "One\nTwo", "One\nTwo"),
    ("number", "12.5", 12.5, "12.5"),
    ("money", "1,250.50", 125050, "€1,250.50"),
    ("date", "2026-03-31", "2026-03-31", "31 Mar 2026"),
    ("yes_no", "no", False, "no"),
    ("link", "oak.example/a", "https://oak.example/a", "https://oak.example/a"),
]


@pytest.mark.parametrize(("type_", "text", "holds", "said"), CUSTOM)
def test_fields_of_the_business(
    ann: Party, olive: Member, define: Define, type_: str, text: str, holds: Any, said: str
) -> None:
    field = define("Its field", type_, **({"currency": "EUR"} if type_ == "money" else {}))
    one = editing(field.key)
    done = one.set(ann, typed(one, ann, olive, text), by=olive, before=one.initial(ann))
    assert done.record.custom == {field.stored_as: holds}
    assert one.said(done.after, ann, olive) == said
    assert one.form_field(done.record, olive).prepare_value(done.after)
    assert one.set(ann, as_json(done.before), by=olive, before=as_json(done.after)).record.custom == {}


def test_choices_and_references(ann: Party, bo: Party, harbour: Party, olive: Member, define: Define) -> None:
    one, many = define("Plan", "choice", "Free", "Gold"), define("Wants", "choices", "Mail", "Calls")
    person, firm = define("Met by", "person"), define("Works at", "organisation")
    free, (mail, calls) = one.options_in_order()[0], many.options_in_order()
    for field, text, said in [
        (one, f"value={free.pk}", "Free"),
        (many, f"value={calls.pk}&value={mail.pk}", "Mail, Calls"),
        (person, f"value={bo.pk}", "Bo Berg"),
        (firm, f"value={harbour.pk}", "Harbour & Vale"),
    ]:
        its = editing(field.key)
        done = its.set(ann, typed(its, ann, olive, text), by=olive, before=None)
        assert its.said(done.after, ann, olive) == said


def test_a_choice_is_set_by_its_key(ann: Party, olive: Member, define: Define) -> None:
    field = define("Plan", "choice", "Free", "Gold")
    gold = field.options_in_order()[1]
    done = editing(field.key).set(ann, editing(field.key).read(ann, str(gold.pk), olive), by=olive)
    assert done.record.custom == {field.stored_as: str(gold.pk)}


def test_who_may_fill_a_field(ann: Party, olive: Member, ana: Member, define: Define) -> None:
    field = define("Limit", "number", edited_by=["manager"])
    assert not editing(field.key).may(ana, ann)
    with pytest.raises(NotEdited):
        editing(field.key).set(ann, "5", by=ana)
    firms = define("Staff", "number", only="organisation")
    assert not editing(firms.key).may(olive, ann)


def test_a_field_that_changes_while_its_cell_is_open(ann: Party, olive: Member, define: Define) -> None:
    field = define("Size", "text")
    one = editing(field.key)
    value = typed(one, ann, olive, "12")
    convert_field(field, "number", by=olive)
    with pytest.raises(NotEdited, match="another type"):
        one.set(ann, value, by=olive, before=None)
    remove_field(field, by=olive)
    with pytest.raises(NotEdited, match="removed"):
        one.set(ann, value, by=olive, before=None)

"""Adding, changing, converting, ordering, removing and restoring fields, without losing a value."""

from typing import Any

import pytest
from django.test import Client

from perennial.kernel.jobs.testing import run_jobs
from perennial.people.actions import Refused, create_party, edit_party, merge_parties
from perennial.people.models import Party
from perennial.people.queries import find_parties
from perennial.records.actions import (
    OptionRow,
    change_field,
    convert_field,
    define_field,
    order_fields,
    remove_field,
    restore_field,
    undo_conversion,
)
from perennial.records.custom.refusals import CustomRefused, FieldConflict
from perennial.records.custom.types import said
from perennial.records.custom.values import fields_of
from perennial.records.models import CustomField, Option
from perennial.records.tests.defining import Define
from perennial.team.models import AuditEntry, Member

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"name": " "}, "name"),
    ({"name": "x" * 10_000}, "80"),
    ({"name": "plan"}, "already"),
    ({"type": "choice"}, "at least one"),
    ({"type": "choice", "options": [OptionRow("A"), OptionRow("a")]}, "twice"),
    ({"type": "choice", "options": [OptionRow(str(n)) for n in range(501)]}, "500"),
    ({"type": "choice", "options": [OptionRow("x" * 121)]}, "120"),
    ({"type": "yes_no", "is_unique": True}, "unique"),
    ({"type": "money", "is_searchable": True}, "texts"),
    ({"is_searchable": True, "seen_by": ["manager"]}, "tell"),
    ({"seen_by": ["king"]}, "role"),
    ({"only": "alien"}, "which"),
    ({"type": "number", "default": "many"}, "number"),
    ({"is_unique": True, "default": "A"}, "unique"),
    ({"type": "money", "currency": "XXY"}, "currency"),
    ({"type": "colour"}, "type"),
    ({"help": "x" * 201}, "200"),
]


@pytest.mark.parametrize(("facts", "because"), REFUSED)
def test_a_field_that_cannot_be_is_refused_in_words(
    olive: Member, plan: CustomField, facts: dict[str, Any], because: str
) -> None:
    with pytest.raises(CustomRefused, match=because):
        define_field(by=olive, **({"holder": "customers", "type": "text", "name": "Field"} | facts))
    assert CustomField.objects.count() == 1


def test_five_hundred_options_are_kept_in_order(define: Define) -> None:
    field = define("Colour", "choice", *[f"Shade {n}" for n in range(500)])
    assert [option.name for option in field.options_in_order()] == [f"Shade {n}" for n in range(500)]


def test_a_renamed_field_keeps_its_values_and_says_so(olive: Member, plan: CustomField) -> None:
    juno = create_party(by=olive, name="Juno", custom={plan.key: "Gold"})
    plan, _archived = change_field(plan, by=olive, version=plan.version, name="Tariff", is_required=True)
    assert [(f.name, said(f, f.value_in(juno.custom))) for f in fields_of("customers")] == [("Tariff", "Gold")]
    entry = AuditEntry.objects.get(action="records.field.changed")
    assert entry.changes == {"name": ["Plan", "Tariff"], "is_required": [False, True]}
    with pytest.raises(FieldConflict, match="Tariff"):
        change_field(plan, by=olive, version=plan.version - 1, name="Fare")


def test_options_are_renamed_swapped_archived_and_brought_back(olive: Member, plan: CustomField) -> None:
    juno = create_party(by=olive, name="Juno", custom={plan.key: "Gold"})
    free, gold, silver = plan.options_in_order()
    plan, archived = change_field(plan, by=olive, options=[OptionRow("Gold", silver.pk), OptionRow("Silver", gold.pk)])
    assert archived == []  # nobody has the free one: it is gone for good
    assert [option.name for option in plan.options_in_order()] == ["Gold", "Silver"]
    assert said(plan, plan.value_in(juno.custom)) == "Silver"
    plan, archived = change_field(plan, by=olive, options=[OptionRow("Gold", silver.pk)])
    assert archived == [("Silver", 1)]
    change_field(plan, by=olive, options=[OptionRow("Gold", silver.pk), OptionRow("silver")])
    assert Option.objects.get(pk=gold.pk).archived_at is None
    with pytest.raises(CustomRefused, match="gone"):
        change_field(plan, by=olive, options=[OptionRow("Gold", free.pk)])


def test_an_option_that_is_the_default_is_not_taken_away(olive: Member, plan: CustomField) -> None:
    change_field(plan, by=olive, default="Free")
    keeps = [OptionRow(option.name, option.pk) for option in plan.options_in_order()[1:]]
    with pytest.raises(CustomRefused, match="default"):
        change_field(plan, by=olive, options=keeps)


def test_what_stands_twice_cannot_become_unique_and_both_are_named(olive: Member, define: Define) -> None:
    field = define("Number")
    for name in ("Juno", "Rosa"):
        create_party(by=olive, name=name, custom={field.key: "A1"})
    with pytest.raises(CustomRefused, match="Juno and Rosa both have “A1”"):
        change_field(field, by=olive, is_unique=True)


def test_text_becomes_a_number_and_what_was_none_is_told_and_kept(olive: Member, define: Define) -> None:
    field = define("Size")
    sizes = {"Juno": "41", "Rosa": "1,5", "Ines": "large"}
    made = {name: create_party(by=olive, name=name, custom={field.key: size}) for name, size in sizes.items()}
    conversion = convert_field(field, "number", by=olive)
    assert (conversion.converted, conversion.failed) == (2, 1)
    assert conversion.failures[0][:3] == [str(made["Ines"].pk), "Ines", "large"]
    field = CustomField.objects.get(pk=field.pk)
    assert {name: field.value_in(Party.objects.get(pk=party.pk).custom) for name, party in made.items()} == {
        "Juno": 41,
        "Rosa": 1.5,
        "Ines": None,
    }
    edit_party(made["Ines"], by=olive, custom={field.key: "50"})
    field = undo_conversion(conversion, by=olive)
    assert {name: field.value_in(Party.objects.get(pk=party.pk).custom) for name, party in made.items()} == sizes
    with pytest.raises(CustomRefused, match="last"):
        undo_conversion(conversion, by=olive)


CONVERSIONS = [
    ("number", "2.5", "text", "2.5"),
    ("number", "1.25", "money", 125),
    ("money", "1.25", "number", 1.25),
    ("number", "1", "yes_no", True),
    ("yes_no", "no", "text", "no"),
    ("date", "2026-03-31", "text", "2026-03-31"),
    ("text", "2026-03-31", "date", "2026-03-31"),
    ("text", "example.org", "link", "https://example.org"),
]


@pytest.mark.parametrize(("before", "given", "after", "stored"), CONVERSIONS)
def test_values_are_converted(olive: Member, define: Define, before: str, given: str, after: str, stored: Any) -> None:
    field = define("Field", before)
    party = create_party(by=olive, name="Juno", custom={field.key: given})
    convert_field(field, after, by=olive)
    assert CustomField.objects.get(pk=field.pk).value_in(Party.objects.get(pk=party.pk).custom) == stored


def test_texts_become_the_options_of_a_choice_and_several_one(olive: Member, define: Define) -> None:
    field = define("Likes")
    made = [
        create_party(by=olive, name=f"N{n}", custom={field.key: text}) for n, text in enumerate(("Tea", "tea; Milk", "Milk"))
    ]
    convert_field(field, "choices", by=olive)
    field = CustomField.objects.get(pk=field.pk)
    parties = [Party.objects.get(pk=party.pk) for party in made]
    assert [said(field, field.value_in(party.custom)).casefold() for party in parties] == ["tea", "milk, tea", "milk"]
    assert sorted(field.options.values_list("picks__record", "name")) == sorted(
        [(made[0].pk, "Tea"), (made[1].pk, "Tea"), (made[1].pk, "Milk"), (made[2].pk, "Milk")]
    )
    conversion = convert_field(field, "choice", by=olive)
    assert (conversion.converted, conversion.failed) == (2, 1)
    assert "Several" in conversion.failures[0][3]


@pytest.mark.parametrize(
    ("before", "default", "given"), [("number", "2", "3"), ("yes_no", "yes", "no"), ("date", "2026-05-01", "2026-06-01")]
)
def test_a_field_with_a_default_becomes_a_choice(olive: Member, define: Define, before: str, default: str, given: str) -> None:
    field = change_field(define("Visits", before), by=olive, default=default)[0]
    juno = create_party(by=olive, name="Juno", custom={field.key: given})
    convert_field(field, "choice", by=olive)
    field = CustomField.objects.get(pk=field.pk)
    assert said(field, field.value_in(Party.objects.get(pk=juno.pk).custom)) == given
    assert said(field, field.default) in (default, "")


def test_persons_become_text_by_their_names(olive: Member, define: Define) -> None:
    field = define("Guide", "person")
    anna = create_party(by=olive, name="Anna")
    juno = create_party(by=olive, name="Juno", custom={field.key: str(anna.pk)})
    conversion = convert_field(field, "text", by=olive)
    assert CustomField.objects.get(pk=field.pk).value_in(Party.objects.get(pk=juno.pk).custom) == "Anna"
    field = undo_conversion(conversion, by=olive)
    assert field.value_in(Party.objects.get(pk=juno.pk).custom) == str(anna.pk)


def test_many_values_are_converted_by_a_job_while_nobody_fills_the_field(
    olive: Member, define: Define, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perennial.records.actions.converting.AT_ONCE", 1)
    monkeypatch.setattr("perennial.records.custom.converting.AT_ONCE", 2)
    field = define("Size")
    made = [create_party(by=olive, name=f"N{n}", custom={field.key: str(n)}) for n in range(5)]
    conversion = convert_field(field, "number", by=olive)
    assert conversion.ended_at is None
    with pytest.raises(Refused, match="another type"):
        edit_party(made[0], by=olive, custom={field.key: "7"})
    with pytest.raises(CustomRefused, match="still being converted"):
        undo_conversion(conversion, by=olive)
    with pytest.raises(CustomRefused, match="converted already"):
        convert_field(field, "text", by=olive)
    run_jobs()
    conversion.refresh_from_db()
    assert (conversion.converted, conversion.failed) == (5, 0)
    field = CustomField.objects.get(pk=field.pk)
    assert not field.is_converting
    assert [field.value_in(party.custom) for party in Party.objects.order_by("pk")] == [0, 1, 2, 3, 4]


def test_a_removed_field_comes_back_with_its_values(olive: Member, plan: CustomField, define: Define) -> None:
    juno = create_party(by=olive, name="Juno", custom={plan.key: "Gold"})
    remove_field(plan, by=olive)
    remove_field(plan, by=olive)
    assert fields_of("customers") == []
    edit_party(juno, by=olive, name="Juno Hart")
    other = define("Plan")
    with pytest.raises(CustomRefused, match="Rename"):
        restore_field(plan, by=olive)
    change_field(other, by=olive, name="Other")
    restore_field(plan, by=olive)
    plan = fields_of("customers")[0]
    assert said(plan, plan.value_in(Party.objects.get(pk=juno.pk).custom)) == "Gold"
    assert AuditEntry.objects.filter(action="records.field.removed").count() == 1
    with pytest.raises(FieldConflict, match="removed"):
        change_field(remove_field(plan, by=olive), by=olive, name="X")


def test_search_follows_a_field_that_becomes_searchable_and_one_that_is_removed(olive: Member, define: Define) -> None:
    field = define("Nickname")
    create_party(by=olive, name="Juno", custom={field.key: "Zebedee"})
    change_field(field, by=olive, is_searchable=True)
    run_jobs()
    assert find_parties(olive, "zebe")
    remove_field(field, by=olive)
    run_jobs()
    assert not find_parties(olive, "zebe")


def test_fields_are_put_in_order(olive: Member, define: Define) -> None:
    a, b, c = (define(name) for name in "abc")
    order_fields("customers", [c.pk, a.pk, 5], by=olive)
    assert [field.name for field in fields_of("customers")] == ["c", "a", "b"]
    order_fields("customers", [c.pk, a.pk], by=olive)
    assert AuditEntry.objects.filter(action="records.fields.ordered").count() == 1
    assert b.pk


def test_who_is_led_to_is_found_by_all_their_ids_after_a_merge(olive: Member, client: Client, define: Define) -> None:
    field = define("Guide", "person")
    mia, mio = (create_party(by=olive, name=name) for name in ("Mia Berg", "Mio Berg"))
    led = create_party(by=olive, name="Ann", custom={field.key: str(mio.pk)})
    merge_parties(mia, mio, by=olive)
    client.force_login(olive)
    for party in (mia, mio):
        page = client.get("/customers/", {field.key: party.pk}).context
        assert [row.pk for row in page["page"].rows] == [led.pk]
        assert [chip.said for chip in page["chips"]] == ["Mia Berg"]
    form = client.get(f"/lists/customers/filters/{field.key}/").content.decode()
    assert 'data-url="/customers/options/?kind=person"' in form
    assert [row.pk for row in client.get("/customers/", {f"{field.key}.named": "mia"}).context["page"].rows] == [led.pk]

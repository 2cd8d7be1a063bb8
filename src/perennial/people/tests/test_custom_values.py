"""What the fields of the business hold: read, said, kept, unique, required, and refused in words."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from perennial.kernel.money import Money
from perennial.people.actions import Refused, create_party, delete_party, edit_party, erase_party, restore_party
from perennial.people.models import Party
from perennial.people.personal import told_of
from perennial.people.queries import find_parties
from perennial.records.actions import OptionRow, change_field, remove_field
from perennial.records.custom.refusals import BadValue
from perennial.records.custom.types import plain, read_value, said
from perennial.records.models import CustomField, Pick
from perennial.records.tests.defining import Define
from perennial.team.deedwords import lines_of
from perennial.team.histories import field_of
from perennial.team.models import AuditEntry, Member

READ = [
    ("text", "  Fine\u00a0 day ", "Fine day", "Fine day"),
    ("long_text", "one\r\ntwo", "one\ntwo", "one\ntwo"),
    ("number", "1,250.5", 1250.5, "1250.5"),
    ("number", Decimal("0.1"), 0.1, "0.1"),
    ("number", "-3", -3, "-3"),
    ("money", "EUR 12.50", 1250, "12.50"),
    ("money", Money(99, "EUR"), 99, "0.99"),
    ("date", dt.date(2026, 3, 31), "2026-03-31", "2026-03-31"),
    ("yes_no", "Yes", True, "yes"),
    ("yes_no", False, False, "no"),
    ("link", "example.org/ä b", "https://example.org/%C3%A4%20b", "https://example.org/%C3%A4%20b"),
]
REFUSED = [
    ("text", "x" * 201, "200"),
    ("text", "x" * 10_000, "200"),
    ("long_text", "x" * 10_001, "10000"),
    ("number", "many", "many"),
    ("number", "1e400", "larger"),
    ("number", "NaN", "larger"),
    ("number", "0.1234567", "digits"),
    ("money", "twelve", "EUR"),
    ("money", Money(1, "USD"), "EUR"),
    ("date", "31.3.2026", "2026-03-31"),
    ("date", "2026-02-30", "day"),
    ("yes_no", "perhaps", "perhaps"),
    ("link", "javascript:alert(1)", "address"),
    ("link", "http://[", "address"),
    ("person", "Nobody", "Nobody"),
]


@pytest.mark.parametrize(("type_", "given", "stored", "written"), READ)
def test_a_value_is_read_as_its_type_and_written_so_that_it_is_read_again(
    define: Define, type_: str, given: Any, stored: Any, written: str
) -> None:
    field = define("Field", type_)
    assert read_value(field, given) == stored
    assert plain(field, stored) == written
    assert read_value(field, written) == stored
    assert said(field, stored)


@pytest.mark.parametrize(("type_", "given", "because"), REFUSED)
def test_what_is_not_of_the_type_is_refused_in_words(define: Define, type_: str, given: Any, because: str) -> None:
    with pytest.raises(BadValue, match=because):
        read_value(define("Field", type_), given)


def test_choices_are_read_by_name_or_id_and_never_made_up(define: Define, plan: CustomField) -> None:
    gold = next(option for option in plan.options_in_order() if option.name == "Gold")
    assert read_value(plan, "gold") == read_value(plan, gold.pk) == read_value(plan, gold) == str(gold.pk)
    several = define("Likes", "choices", "Tea", "Coffee", "Milk, warm")
    assert said(several, read_value(several, "coffee; Tea")) == "Tea, Coffee"
    assert said(several, read_value(several, "Milk, warm")) == "Milk, warm"
    with pytest.raises(BadValue, match="Platinum"):
        read_value(plan, "Platinum")


def test_a_customer_keeps_values_and_the_log_says_them(olive: Member, define: Define, plan: CustomField) -> None:
    likes = define("Likes", "choices", "Tea", "Coffee")
    party = create_party(by=olive, name="Juno", custom={plan.key: "Gold", likes.key: "Tea; Coffee"})
    assert Pick.objects.filter(record=party.pk).count() == 2
    party = edit_party(party, by=olive, custom={plan.key: "Silver", str(likes.pk): ["Tea"]})
    assert said(plan, plan.value_in(party.custom)) == "Silver"
    assert [pick.option.name for pick in Pick.objects.filter(record=party.pk)] == ["Tea"]
    entry = AuditEntry.objects.filter(action="people.party.updated").latest("at")
    said_there = {line.label: (line.before, line.after) for line in lines_of([entry], olive)[entry.pk]}
    assert said_there == {"Plan": ("Gold", "Silver"), "Likes": ("Tea, Coffee", "Tea")}
    history = field_of("people.party", plan.key)
    assert history is not None
    assert history.put_back is not None
    history.put_back(olive, party, entry.changes[plan.key][0])
    party = Party.objects.get(pk=party.pk)
    assert said(plan, plan.value_in(party.custom)) == "Gold"
    edit_party(party, by=olive, custom={plan.key: "Silver"})
    change_field(plan, by=olive, name="Tariff")
    assert "Tariff" in {line.label for line in lines_of([entry], olive)[entry.pk]}
    party = Party.objects.get(pk=party.pk)
    version = party.version
    assert edit_party(party, by=olive, custom={plan.key: "silver"}).version == version
    assert plan.stored_as not in edit_party(party, by=olive, custom={plan.key: ""}).custom


def test_required_fields_and_defaults_speak_where_a_customer_is_written_down(olive: Member, define: Define) -> None:
    region = define("Region", is_required=True)
    define("Level", "number", default="3")
    with pytest.raises(Refused, match="Region") as refused:
        create_party(by=olive, name="Juno", custom={})
    assert refused.value.field == region.key
    party = create_party(by=olive, name="Juno", custom={region.key: "North"})
    assert sorted(map(str, party.custom.values())) == ["3", "North"]
    with pytest.raises(Refused, match="required"):
        edit_party(party, by=olive, custom={region.key: ""})
    assert create_party(by=None, name="From elsewhere").custom == {}


def test_a_unique_value_is_refused_and_the_holder_named(olive: Member, define: Define) -> None:
    member_no = define("Member number", is_unique=True)
    juno = create_party(by=olive, name="Juno", custom={member_no.key: "A1"})
    with pytest.raises(Refused, match="Juno") as refused:
        create_party(by=olive, name="Rosa", custom={member_no.key: "A1"})
    assert refused.value.field == member_no.key
    edit_party(juno, by=olive, custom={member_no.key: "A1"})
    delete_party(juno, by=olive)
    create_party(by=olive, name="Rosa", custom={member_no.key: "A1"})
    with pytest.raises(Refused, match="Rosa"):
        restore_party(juno, by=olive)


def test_fields_of_one_kind_only_and_removed_ones_are_refused_in_words(olive: Member, define: Define) -> None:
    shoe = define("Shoe size", "number", only="person")
    gone = define("Gone")
    remove_field(gone, by=olive)
    for field, because in ((shoe, "not a field of this record"), (gone, "was removed")):
        with pytest.raises(Refused, match=because):
            create_party(by=olive, name="Harbour", kind="organisation", custom={field.key: "41"})
    with pytest.raises(Refused, match="no field"):
        create_party(by=olive, name="Harbour", custom={"custom_1": "x"})


def test_roles_say_who_may_fill_a_field(olive: Member, ana: Member, define: Define) -> None:
    limit = define("Credit limit", "money", edited_by=["manager"])
    with pytest.raises(Refused, match="may not"):
        create_party(by=ana, name="Juno", custom={limit.key: "5"})
    party = create_party(by=olive, name="Juno", custom={limit.key: "5"})
    assert edit_party(party, by=ana, custom={limit.key: "5.00"}).custom == party.custom  # the same is no change


def test_an_archived_option_stays_and_is_not_chosen_anew(olive: Member, plan: CustomField) -> None:
    juno = create_party(by=olive, name="Juno", custom={plan.key: "Gold"})
    rosa = create_party(by=olive, name="Rosa", custom={})
    options = [OptionRow(o.name, o.pk) for o in plan.options_in_order() if o.name != "Gold"]
    plan, archived = change_field(plan, by=olive, options=options)
    assert archived == [("Gold", 1)]
    assert said(plan, plan.value_in(Party.objects.get(pk=juno.pk).custom)) == "Gold"
    edit_party(juno, by=olive, name="Juno H", custom={plan.key: "Gold"})
    with pytest.raises(Refused, match="not offered"):
        edit_party(rosa, by=olive, custom={plan.key: "Gold"})


def test_a_person_in_a_field_goes_when_the_person_is_erased(olive: Member, define: Define) -> None:
    guide = define("Guide", "person")
    anna = create_party(by=olive, name="Anna")
    juno = create_party(by=olive, name="Juno", custom={guide.key: "Anna"})
    assert guide.value_in(juno.custom) == str(anna.pk)
    create_party(by=olive, name="Anna")
    with pytest.raises(BadValue, match="More than one"):
        read_value(guide, "Anna")
    erase_party(delete_party(anna, by=olive), by=olive, typed_name="Anna")
    assert Party.objects.get(pk=juno.pk).custom == {}


def test_a_searchable_text_finds_its_customer(olive: Member, define: Define) -> None:
    nick = define("Nickname", is_searchable=True)
    juno = create_party(by=olive, name="Juno", custom={nick.key: "Zebedee Ångström"})
    assert [hit.party for hit in find_parties(olive, "angst")] == [juno]
    edit_party(juno, by=olive, custom={nick.key: "Florence"})
    assert not find_parties(olive, "zebedee")
    assert find_parties(olive, "flor")


def test_what_is_kept_of_a_person_names_the_fields(olive: Member, define: Define, plan: CustomField) -> None:
    secret = define("Credit limit", "money", seen_by=["manager"])
    party = create_party(by=olive, name="Juno", custom={plan.key: "Gold", secret.key: "12.5"})
    remove_field(secret, by=olive)
    told = json.loads("".join(told_of(party, olive)))
    assert told["party"]["custom"] == {"Plan": "Gold", "Credit limit": "12.50"}

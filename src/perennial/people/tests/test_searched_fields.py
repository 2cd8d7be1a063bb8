"""Customers are found by the fields of the business, and the search says by which."""

import pytest

from perennial.kernel.jobs.testing import run_jobs
from perennial.people.actions import create_party, delete_party, edit_party, merge_parties, restore_party, undo_merge
from perennial.people.models import Party
from perennial.people.queries import find_parties
from perennial.people.tests.together import do, undo
from perennial.records.actions import OptionRow, change_field, convert_field, undo_conversion
from perennial.records.tests.defining import Define
from perennial.team.models import Member

TYPED = [
    ("text", "Ångström", "angstrom"),
    ("text", "Ångström", "angstrum"),
    ("text", "1234 5678 9012", "1234 5678 9012"),
    ("text", "1234 5678 9012", "123456789"),
    ("text", "DE.4711.b", "de.4711"),
    ("long_text", f"{'word ' * 60}\nlikes the green gate", "green gate"),
    ("link", "https://www.ateliers.example/dossier", "ateliers.example"),
    ("link", "https://www.ateliers.example/dossier", "https://www.ateliers.example/dossier"),
    ("link", "https://www.ateliers.example/dossier", "dossier"),
    ("number", "470012345", "4700"),
    ("number", "12.5", "12.5"),
    ("number", "0", "0"),
    ("choice", "Handover", "handover"),
    ("choices", "Fragile; Handover", "fragile juno"),
]


def found(member: Member, text: str) -> list[Party]:
    return [hit.party for hit in find_parties(member, text)]


@pytest.mark.parametrize(("type_", "value", "typed"), TYPED)
def test_a_customer_is_found_and_the_field_is_named(olive: Member, define: Define, type_: str, value: str, typed: str) -> None:
    options = ["Handover", "Fragile"] if "choice" in type_ else []
    field = define("My field", type_, *options, is_searchable=True)
    juno = create_party(by=olive, name="Juno", custom={field.key: value})
    create_party(by=olive, name="Somebody else")
    [hit] = find_parties(olive, typed)
    assert (hit.party, hit.field and hit.field[0]) == (juno, field)


def test_who_is_called_like_the_text_names_no_field(olive: Member, define: Define) -> None:
    nick = define("Nickname", is_searchable=True)
    create_party(by=olive, name="Zebedee", custom={nick.key: "Zebedee"})
    create_party(by=olive, name="Zebedee Plain")
    assert [hit.field for hit in find_parties(olive, "zebedee")] == [None, None]


def test_the_words_of_a_number_follow_their_customer(olive: Member, define: Define) -> None:
    card = define("Card", "number", is_searchable=True)
    juno, other = (create_party(by=olive, name="Juno", custom={card.key: number}) for number in (470012345, 815))
    edit_party(juno, by=olive, custom={card.key: 99001})
    assert (found(olive, "470012345"), found(olive, "99001")) == ([], [juno])
    delete_party(juno, by=olive)
    assert found(olive, "99001") == []
    restore_party(juno, by=olive)
    assert found(olive, "99001") == [juno]
    edit_party(other, by=olive, custom={card.key: None})
    merge = merge_parties(other, juno, by=olive)
    assert found(olive, "99001") == [other]
    undo_merge(merge, by=olive)
    assert found(olive, "99001") == [juno]
    change = do(olive, f"set.{card.key}", [card.slot, 4711])
    assert set(found(olive, "4711")) == {juno, other}
    undo(change, by=olive)
    assert (found(olive, "4711"), found(olive, "99001")) == ([], [juno])


def test_options_are_found_by_their_names_of_today(olive: Member, define: Define) -> None:
    plan = define("Plan", "choice", "Gold", "Silver")
    juno = create_party(by=olive, name="Juno", custom={plan.key: "Gold"})
    change_field(plan, by=olive, is_searchable=True)
    run_jobs()
    assert found(olive, "gold") == [juno]
    first, second = plan.options_in_order()
    change_field(plan, by=olive, options=[OptionRow("Platinum", first.pk), OptionRow("Silver", second.pk)])
    run_jobs()
    assert (found(olive, "gold"), found(olive, "platinum")) == ([], [juno])
    conversion = convert_field(plan, "text", by=olive)
    run_jobs()
    assert found(olive, "platinum") == [juno]
    undo_conversion(conversion, by=olive)
    run_jobs()
    assert found(olive, "platinum") == [juno]

"""Audiences as text: what is understood, that it stays as it is, and where what is wrong stands."""

from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from perennial.audiences import textlookups
from perennial.audiences.asking import every_field, fields_for
from perennial.audiences.tests.test_deciding import made
from perennial.audiences.text import from_text
from perennial.audiences.textreading import TextError
from perennial.audiences.textwriting import to_text
from perennial.people.actions import add_tag
from perennial.people.models import Party
from perennial.purchases.actions import create_product
from perennial.purchases.models import Product
from perennial.team.models import Member

pytestmark = pytest.mark.django_db
EXAMPLE = (
    'stage is lead and bought(count >= 2, product = "Coffee", within = 90 days) and not touched(kind = email, within = 60 days)'
)


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE,
        "everybody",
        "not bought()",
        "not not stage is lead",
        'stage in (lead, loyal) or (city is "Bonn" and city begins with "B")',
        "(stage is lead or city is empty) and email is filled",
        'tag has all ("Press \\"A\\"") and name contains "berg"',
        "value >= 100 and orders < 3 and last_order before 2026-01-31 and last_contact is last-30-days",
        "bought(sum > 99.5 EUR, channel in (web, shop), within = this-month)",
        "bought(average_gap_days <= 30, within = 2026-01-01..2026-03-31) or bought(days_since_last >= 60)",
        'bought(quantity = 3, category = "Drinks", within = 2026-05-03..)',
        'sequence(touched(kind = call), bought(product = "Coffee", within = 1 year), within = 14 days)',
        "sequence(touched(), bought())",
        'audience("Regulars") and not audience("Regulars")',
        "owner is none and birthday is next-30-days",
    ],
)
def test_text_to_tree_to_text_is_stable(text: str, olive: Member, juno: Party, coffee: Product) -> None:
    made({"all": []}, "Regulars")
    add_tag(juno, 'Press "A"', by=olive)
    fields = every_field()
    tree = from_text(text, fields, olive)
    assert to_text(tree, fields, olive) == text
    assert from_text(text.upper() if text == "everybody" else f"\n  {text} -- so\n", fields, olive) == tree


def test_what_may_be_written_in_other_ways(olive: Member, coffee: Product) -> None:
    fields = every_field()
    wanted = from_text('stage is lead and bought(count >= 2, product = "Coffee", within = 90 days)', fields, olive)
    for text in (
        f'stage is "Lead" AND bought(count >= 2, product = #{coffee.pk}, within = last-90-days)',
        'stage = "lead" and bought(product is "coffee", within = 90 days, count >= 2)',
        '"Stage" in (lead) and (bought(count >= 2, product in ("Coffee"), within = 90 days))',
    ):
        assert from_text(text, fields, olive) == wanted


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "Something is missing at the end. Expected: "),
        ("stage is", 1, 9, "Something is missing at the end"),
        ("stage is lead and\nnothing_known is 3", 2, 1, "There is no field “nothing_known”."),
        ("stage is lead,", 1, 14, "“,” cannot stand here. Expected: and, or, the end."),
        ("stage is leed", 1, 10, "“leed” is not among the choices of “Stage”."),
        ("bought(count >= x)", 1, 1, "Compare with a number"),
        ("bought(colour = red)", 1, 8, "“colour” cannot be asked here. There is: "),
        ("sold()", 1, 1, "Nothing is known that customers do as “sold”. There is: bought, refunded, touched."),
        ("bought(within = next-3-days)", 1, 1, "Only what has happened can be asked"),
        ('bought(product = "Tea")', 1, 18, "“Tea” is not among the choices of “Product”."),
        ('bought(product = "Twin")', 1, 18, "Several are called “Twin”: write #"),
        ('audience("Nobody")', 1, 10, "There is no audience “Nobody”."),
        ("sequence(bought())", 1, 1, "A sequence has 2 to 8 steps."),
        ("sequence(bought(), bought(), within = 1.5 days)", 1, 1, "A sequence holds what happened"),
        (f"sequence(bought(), bought(), within = {'9' * 5_000} days)", 1, 1, "A sequence holds what happened"),
        ("sequence(bought(count >= 3), bought())", 1, 1, "A sequence holds what happened"),
        ("bought(count in (1, 2))", 1, 8, "“count” cannot be asked here."),
        ("bought(within >= 3 days)", 1, 8, "“within” cannot be asked here."),
        ("bought(count >= 1 EUR)", 1, 17, "“EUR” is not known here."),
        ("value >= 1e5", 1, 10, "“e5” is not known here."),
        ("stage is lead ?", 1, 15, "“?” cannot stand here."),
        ("not " * 200 + "stage is lead", 1, 1, "Groups stand in groups more than 12 deep."),
        ("(" * 5_000 + "stage is lead", 1, 5014, "Something is missing at the end"),
        (" or ".join(["stage is lead"] * 200), 1, 2551, "There are more than 150 conditions."),
        ("not everybody", 1, 5, "“everybody” stands alone."),
        ("bought() or\n((everybody))", 2, 3, "“everybody” stands alone."),
        ("x" * 30_000, 1, 1, "A condition has at most 20000 characters."),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    text: str, line: int, column: int, words: str, olive: Member, coffee: Product
) -> None:
    for sku in ("A", "B"):
        create_product(by=olive, sku=sku, name="Twin", currency="EUR")
    with pytest.raises(TextError) as told:
        from_text(text, every_field(), olive)
    assert str(told.value.why).startswith(words)
    assert (told.value.line, told.value.column) == (line, column)


EXAMPLES = (
    "stage in (new, loyal)",
    'city is "Berlin"',
    'name contains "berg"',
    'city begins with "B"',
    "value >= 100",
    "last_order before 2026-01-31",
    "last_order is last-30-days",
    "email is empty",
    "email is filled",
    "sequence(touched(kind = email), bought(), within = 14 days)",
    "everybody",
)


def test_the_handbook_tells_the_truth(olive: Member, coffee: Product) -> None:
    handbook = (Path(__file__).parents[4] / "docs" / "audiences.md").read_text(encoding="utf-8")
    examples = [handbook.split("```")[1].strip(), *EXAMPLES]
    for text in examples:
        assert text in handbook
        tree = from_text(text, fields_for(olive), olive)
        assert from_text(to_text(tree, fields_for(olive), olive), fields_for(olive), olive) == tree


def test_a_text_full_of_names_asks_little(
    olive: Member, coffee: Product, django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    made({"all": []}, "Regulars")
    fields = every_field()
    many = ", ".join(['"Coffee"'] * 200)
    text = f'bought(product in ({many})) and bought(category in ("Drinks", "drinks", "DRINKS"))'
    with django_assert_max_num_queries(6):
        from_text(" and ".join([text, *['audience("Regulars")'] * 50]), fields, olive)
    monkeypatch.setattr(textlookups, "MOST_NAMES", 1)
    with pytest.raises(TextError, match=r"1:\d+: More than 1 names"):
        from_text('bought(product in ("Coffee", "Tea"))', fields, olive)

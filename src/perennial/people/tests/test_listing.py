"""The list stays fast whatever its size: every order is read from an index, never sorted whole."""

import dataclasses

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from perennial.people import actions
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.records import listing
from perennial.records.choices import Operator
from perennial.records.conditions import All, AnyOf, Condition, Is, Not
from perennial.records.grouping import parts_of
from perennial.records.listing import all_of, count_of, page_of
from perennial.records.wanted import Wanted
from perennial.team.choices import Reach
from perennial.team.models import Member

SORTS = tuple(field.key for field in CUSTOMERS.built_in() if field.sorting)
GERMAN = Is("country", Operator.ANY_OF, ("DE",))
TWO_STAGES = Is("stage", Operator.ANY_OF, ("lead", "new"))
LEADS = Is("stage", Operator.ANY_OF, ("lead",))


def wanted(member: Member, condition: Condition = All(), sort: str = "", reverse: bool = False) -> Wanted:
    return Wanted(
        kind=CUSTOMERS,
        member=member,
        fields=CUSTOMERS.fields_for(member),
        condition=condition,
        sort=sort,
        reverse=reverse,
    )


@pytest.fixture
def few(olive: Member) -> None:
    for number in range(20):
        actions.create_party(by=None, name=f"N{number}", country="DE" if number % 2 else "SE", tags=["t"])


def assert_read_along_an_index(rows: "QuerySet[Party]") -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # so few rows would be sorted; a million must not be
            for way in ("seqscan", "sort", "bitmapscan", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        assert "Sort" not in rows[:51].explain()
    else:
        assert "TEMP B-TREE" not in rows[:51].explain()


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_no_order_sorts_the_table(few: None, olive: Member, sort: str, reverse: bool) -> None:
    for condition in (All(), All((GERMAN, TWO_STAGES))):
        assert_read_along_an_index(listing.ordered(wanted(olive, condition, sort, reverse), dense=True))


@pytest.mark.parametrize("reverse", [False, True])
def test_the_newest_orders_of_a_stage_lie_along_an_index_of_their_own(few: None, olive: Member, reverse: bool) -> None:
    rows = listing.ordered(wanted(olive, LEADS, "last_order", reverse), dense=True)
    assert_read_along_an_index(rows)
    if connection.vendor == "sqlite":  # of so few rows PostgreSQL may read any index
        assert "party_stage_last_order" in rows[:51].explain()


@pytest.mark.parametrize(
    ("condition", "sort"),
    [(GERMAN, "value"), (Is("name", Operator.CONTAINS, "n1"), "last_order"), (Is("tag", Operator.ALL_OF, ("1",)), "name")],
)
def test_a_page_is_the_same_however_it_is_read(few: None, olive: Member, condition: Condition, sort: str) -> None:
    asked = wanted(olive, condition, sort)
    assert list(listing.ordered(asked, dense=True)) == list(listing.ordered(asked, dense=False))


def test_the_count_stops_where_nobody_counts_any_more(few: None, olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "COUNTED", 15)
    page = page_of(wanted(olive))
    assert (page.count, page.capped, len(page.rows)) == (15, True, Party.objects.count())


def test_a_count_of_what_many_rows_name_counts_each_once(few: None, olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        actions.create_party(by=olive, name=f"Mara Marlow Martin Maria {number}")
    named = wanted(olive, Is("name", Operator.CONTAINS, "ma"))
    for counted, told in ((10_000, 20), (20, 20), (19, 20), (10, 11)):
        monkeypatch.setattr(listing, "COUNTED", counted)
        assert count_of(named) == told


def test_a_count_in_the_index_of_words_leaves_out_the_deleted(few: None, olive: Member) -> None:
    named = wanted(olive, Is("name", Operator.CONTAINS, "n1"))
    assert count_of(named) == 11
    actions.delete_party(Party.objects.get(name="N1"), by=olive)
    assert count_of(named) == 10 == len(list(all_of(named)))
    assert count_of(dataclasses.replace(named, condition=Is("name", Operator.CONTAINS, "n1 zzz"))) == 0


@pytest.fixture
def rosters(few: None, olive: Member, ana: Member) -> Member:
    """Ana sees only her own, every second one."""
    ana.reach = "own"
    ana.save()
    Party.objects.filter(name__in=[f"N{number}" for number in range(0, 20, 2)]).update(owner=ana)
    return ana


@pytest.mark.parametrize("condition", [All(), GERMAN, LEADS, Is("name", Operator.CONTAINS, "n"), All((LEADS, TWO_STAGES))])
@pytest.mark.parametrize("sort", SORTS)
def test_a_member_who_sees_few_meets_the_same_on_every_page(
    rosters: Member, monkeypatch: pytest.MonkeyPatch, condition: Condition, sort: str
) -> None:
    asked = wanted(rosters, condition, sort)
    expected = [row.pk for row in listing.ordered(asked, dense=False)]
    for counted, few, near in ((10_000, 1_000, 0), (10_000, 2, 0), (3, 1, 1)):
        for name, value in (("COUNTED", counted), ("FEW", few), ("NEAR", near), ("PAGE_SIZE", 2)):
            monkeypatch.setattr(listing, name, value)
        pages = [page_of(asked, number, size=3) for number in range(1, 5)]
        assert [row.pk for page in pages for row in page.rows] == expected


def test_one_owner_s_customers_by_name_are_read_along_their_index(rosters: Member) -> None:
    rows = listing.ordered(wanted(rosters), dense=True)
    assert_read_along_an_index(rows)
    if connection.vendor == "sqlite":
        assert "party_owner" in rows[:51].explain()


def test_what_a_tag_names_is_counted_without_the_customers(few: None, olive: Member) -> None:
    tag = str(Party.objects.get(name="N1").taggings.get().tag_id)
    tagged = wanted(olive, Is("tag", Operator.ANY_OF, (tag,)))
    assert count_of(tagged) == 20
    actions.delete_party(Party.objects.get(name="N1"), by=olive)
    assert count_of(tagged) == 19 == len(page_of(tagged).rows)


def test_the_values_in_use_are_found_along_their_index(few: None, olive: Member) -> None:
    asked = wanted(olive)
    with CaptureQueriesContext(connection) as queries:
        assert len(list(parts_of(asked, asked.fields["country"]))) == 3
    if connection.vendor == "sqlite":  # of so few rows PostgreSQL may read any way
        with connection.cursor() as cursor:
            for query in queries:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                assert "TEMP B-TREE" not in str(cursor.fetchall())


@pytest.mark.parametrize("text", ["ber", "BERL", "Ö", "ö", "be", "ßa", "b%", ""])
def test_cities_that_begin_so_are_found_by_an_index_however_they_are_written(olive: Member, text: str) -> None:
    cities = ("Berlin", "BERLIN", "bERN", "Bergen", "Öhringen", "öland", "ßakel", "SSakel", "b%", "Köln")
    for city in cities:
        actions.create_party(by=None, name=city, city=city)
    asked = wanted(olive, Is("city", Operator.BEGINS, text))
    found = {party.city for party in page_of(asked).rows}
    assert found == {city for city in cities if city.lower().startswith(text.lower()) or (text == "ßa" and city == "SSakel")}
    if connection.vendor == "sqlite" and text == "ber":
        assert "party_city" in listing.fitting(asked, dense=False).explain()


@pytest.mark.parametrize("most", [1, 3, 10_000])
def test_either_of_two_words_finds_only_whom_a_member_sees(
    olive: Member, ana: Member, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many others are called so."""
    for name in ("Ann Moss", "Ann Reed", "Bo Moss", "Cem Moss", "Dag Hill"):
        actions.create_party(by=olive, name=name)
    Party.objects.filter(name__in=("Ann Reed", "Bo Moss")).update(owner=ana)
    actions.delete_party(Party.objects.get(name="Cem Moss"), by=olive)
    ana.reach = Reach.OWN
    monkeypatch.setattr(listing, "COUNTED", most)
    either = AnyOf((Is("name", Operator.CONTAINS, "ann"), Is("name", Operator.CONTAINS, "moss")))
    for member, names in ((olive, ["Ann Moss", "Bo Moss", "Ann Reed"]), (ana, ["Bo Moss", "Ann Reed"])):
        page = page_of(wanted(member, either))
        assert sorted(party.name for party in page.rows) == sorted(names)
        assert (page.count, page.capped) == (min(len(names), most), len(names) > most)


@pytest.mark.parametrize(("text", "found"), [("ANN.", {"Ann", "Bo"}), ("ann.x", {"Ann"}), ("nn", set()), ("an%", set())])
def test_addresses_that_begin_so_are_found_by_their_index(olive: Member, text: str, found: set[str]) -> None:
    for name, address in (("Ann", "Ann.X@example.org"), ("Bo", "ann.b@example.org"), ("Cem", "cem@ann.example")):
        actions.add_identity(actions.create_party(by=olive, name=name), by=olive, kind="email", value=address)
    asked = wanted(olive, Is("email", Operator.BEGINS, text))
    assert {party.name for party in page_of(asked).rows} == found
    others = wanted(olive, Not(Is("email", Operator.BEGINS, text)))
    assert {party.name for party in page_of(others).rows} == {"Ann", "Bo", "Cem"} - found
    if connection.vendor == "sqlite":
        assert "identity_normal (normal>? AND normal<?)" in listing.fitting(asked, dense=False).explain()


def test_the_first_pages_of_several_lists_are_read_together(olive: Member) -> None:
    for place, name in enumerate(("Ada", "Bo", "Cem", "Dag", "Eva")):
        actions.create_party(by=olive, name=name, city="Porto" if place % 2 else "Graz")
    lists = [
        wanted(olive, Is("city", Operator.IS, "Graz"), sort="name", reverse=True),
        wanted(olive, Is("city", Operator.IS, "Nowhere")),
        wanted(olive, Is("name", Operator.CONTAINS, "a"), sort="created"),
        wanted(olive),
    ]
    together = listing.first_pages_of(lists, size=2)
    assert together == [
        dataclasses.replace(page_of(each, size=2), found=mine.found) for each, mine in zip(lists, together, strict=True)
    ]
    assert [page.rows[0].owner for page in together if page.rows] == [None, None, None]
    assert listing.first_pages_of([], size=2) == []

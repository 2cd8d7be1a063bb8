"""The list stays fast whatever its size: every order is read from an index, never sorted whole."""

import pytest
from django.db import connection

from perennial.people import actions
from perennial.people.models import Party
from perennial.people.queries import listing
from perennial.people.queries.listing import SORTS, Wanted
from perennial.team.models import Member


@pytest.fixture
def few(olive: Member) -> None:
    for number in range(20):
        actions.create_party(by=None, name=f"N{number}", country="DE" if number % 2 else "SE", tags=["t"])


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_no_order_sorts_the_table(few: None, olive: Member, sort: str, reverse: bool) -> None:
    for wanted in (
        Wanted(sort=sort, reverse=reverse),
        Wanted(sort=sort, reverse=reverse, country="DE", stages=("lead", "new")),
    ):
        rows = listing._sorted(listing._wanted(olive, wanted, dense=True), wanted, dense=True)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # so few rows would be sorted; a million must not be
                for way in ("seqscan", "sort", "bitmapscan", "incremental_sort"):
                    cursor.execute(f"SET LOCAL enable_{way} = off")
            assert "Sort" not in rows[:51].explain()
        else:
            assert "TEMP B-TREE" not in rows[:51].explain()


@pytest.mark.parametrize("wanted", [Wanted(sort="value", country="DE"), Wanted(text="n1", sort="order"), Wanted(tags=(1,))])
def test_a_page_is_the_same_however_it_is_read(few: None, olive: Member, wanted: Wanted) -> None:
    pages = [list(listing._sorted(listing._wanted(olive, wanted, dense=dense), wanted, dense=dense)) for dense in (True, False)]
    assert pages[0] == pages[1]


def test_the_count_stops_where_nobody_counts_any_more(few: None, olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "COUNTED", 15)
    page = listing.page_for(olive, Wanted())
    assert (page.count, page.capped, len(page.rows)) == (15, True, Party.objects.count())

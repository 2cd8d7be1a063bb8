"""The picture of a rhythm says where today is, and how far its axis goes."""

import datetime as dt
import re

import pytest

from perennial.purchases.strip import Expected, draw

TODAY = dt.date(2026, 11, 22)


def words(first: dt.date) -> list[tuple[str, str, str]]:
    """Place, anchor and word of what stands below the axis of a customer who ordered once."""
    return re.findall(r'<text x="([\d.]+)%" y="12" text-anchor="(\w+)">([^<]+)', draw([(first, 2500)], "EUR", TODAY, None))


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (dt.date(2026, 10, 23), [("0.0", "start", "Oct 2026"), ("50.0", "middle", "Today"), ("100.0", "end", "Dec 2026")]),
        (dt.date(2025, 11, 18), [("0.0", "start", "Nov 2025"), ("100.0", "end", "Today")]),
        (TODAY, [("0.0", "start", "Today"), ("100.0", "end", "Jan 2027")]),
    ],
)
def test_today_stands_where_its_line_does(first: dt.date, said: list[tuple[str, str, str]]) -> None:
    assert words(first) == said


def test_what_is_expected_makes_the_axis_longer_and_is_explained() -> None:
    first, expected = dt.date(2026, 6, 1), Expected(dt.date(2026, 12, 1), dt.date(2026, 12, 20), dt.date(2027, 1, 15))
    picture = draw([(first, 2500), (TODAY, 2500)], "EUR", TODAY, expected)
    assert re.findall(r">([^<]+)</text>", picture) == ["Jun 2026", "Today", "Jan 2027"]
    assert "next order, 8 times of 10" in picture

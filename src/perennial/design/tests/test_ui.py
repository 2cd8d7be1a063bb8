"""The atoms."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import timezone, translation
from django_cotton.compiler_regex import CottonCompiler

from perennial.design import charts
from perennial.design.forms import MoneyField
from perennial.design.templatetags import ui
from perennial.kernel.clock import standing_at
from perennial.kernel.money import Money

NOON = dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC)


def drawn(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_an_icon_is_decoration_in_the_colour_of_its_text() -> None:
    assert 'aria-hidden="true"' in ui.icon("phone")
    assert "currentColor" in ui.icon("phone")


def test_an_icon_that_does_not_exist_never_breaks_a_page() -> None:
    assert "<svg" in ui.icon("no-such-icon")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana", "A"),
        ("Olive Hart", "OH"),
        ("maria del carmen ruiz", "MR"),
        ("山田 太郎", "山太"),
        ("", "?"),
        ("  ", "?"),
        ("🎈", "🎈"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_names_are_text() -> None:
    for tag in ("face", "logo"):
        assert "<b>" not in drawn("{% " + tag + " name %}", name="<b>x</b> <i>y</i>")
    assert "<b>" not in drawn("{% tag label 30 'leaf' %}", label="<b>")


@pytest.mark.parametrize(("degrees", "name"), [(0, "hue-0"), (150, "hue-5"), (155, "hue-5"), (346, "hue-0"), (720, "hue-0")])
def test_hues(degrees: int, name: str) -> None:
    assert ui.hue_class(degrees) == name


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (dt.timedelta(seconds=10), "now"),
        (dt.timedelta(minutes=5), "5 min ago"),
        (dt.timedelta(hours=3), "3 h ago"),
        (dt.timedelta(days=1, hours=2), "1 day ago"),
        (dt.timedelta(days=13), "13 days ago"),
        (dt.timedelta(days=30), "16 May"),
        (dt.timedelta(days=400), "11 May 2025"),
        (dt.timedelta(days=-2), "in 2 days"),
    ],
)
def test_ago(before: dt.timedelta, words: str) -> None:
    with standing_at(NOON), timezone.override(dt.UTC):
        said = ui.ago(NOON - before)
    assert f">{words}</time>" in said
    assert re.search(r'datetime="20\d\d-\d\d-\d\dT', said)


def test_nothing_was_never_ago() -> None:
    assert ui.ago(None) == ""


def test_money_has_a_real_minus() -> None:
    assert ui.money(-123456, "EUR") == "−€1,234.56"
    assert ui.money_whole(123456, "EUR") == "€1,235"
    assert ui.money(500, "JPY") == "¥500"
    assert ui.money(None, "EUR") == ""


def test_a_chart_has_a_table_and_no_style() -> None:
    one = charts.Series("Orders", [3, 5, 4, 6], predicted=1, band=[(4, 4), (3, 8)])
    figure = charts.lines("Orders <by> month", ["Jan", "Feb", "Mar", "Apr"], [one])
    assert "style=" not in figure
    assert "<by>" not in figure
    assert figure.count("<tr>") == 5
    assert 'class="pred"' in figure


@pytest.mark.parametrize(("highest", "said"), [(1, "01"), (2, "012"), (3, "0123"), (4, "01234")])
def test_an_axis_of_whole_numbers_says_none_twice(highest: float, said: str) -> None:
    drawn = charts.axis(highest, lambda value: f"{value:.0f}")
    assert re.findall(r">(\d+)</text>", drawn) == list(said)
    assert drawn.count("<line") == len(said)


@pytest.mark.parametrize("values", [[], [0], [0, 0], [-3, -5], [1e12, 2e12]])
def test_charts_take_any_numbers(values: list[float]) -> None:
    labels = [str(n) for n in range(len(values))]
    charts.spark(values)
    charts.lines("x", labels, [charts.Series("x", values)])
    charts.columns("x", labels, values)
    charts.bars([(label, value, "") for label, value in zip(labels, values, strict=True)], "x")


def test_a_currency_alone_is_no_amount() -> None:
    assert MoneyField(currencies=("EUR",), required=False).clean(["", "EUR"]) is None
    with pytest.raises(ValidationError):
        MoneyField(currencies=("EUR",)).clean(["", "EUR"])


@pytest.mark.parametrize("typed", ["a lot", "1e999", "9" * 40, "NaN", "--1"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField(currencies=("EUR",)).clean([typed, "EUR"])


@pytest.mark.parametrize(("language", "minor"), [("en", 125000), ("de", 125)])
def test_a_lone_separator_is_read_as_the_language_has_it(language: str, minor: int) -> None:
    with translation.override(language):
        assert MoneyField(currencies=("EUR",)).clean(["1,250", "EUR"]) == Money(minor, "EUR")


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("1,250.50", 125050), ("1.250,50", 125050), ("1 250,50", 125050), ("-3", -300), ("−3", -300), ("12,5", 1250)],
)
def test_money_is_read_as_people_write_it(typed: str, minor: int) -> None:
    assert MoneyField(currencies=("EUR",)).clean([typed, "EUR"]) == Money(minor, "EUR")


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_bar_of_many_thousands_is_as_full_as_it_says(language: str) -> None:
    """A browser reads numbers without separators only; with one the bar would be full from the beginning."""
    part = CottonCompiler().process('<c-progress label="Merging" :value="done" :max="total" />')
    with translation.override(language):
        bar = drawn(part, done=1203, total=2034)
    assert 'max="2034"' in bar
    assert 'value="1203"' in bar

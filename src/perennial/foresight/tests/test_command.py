"""`perennial foresight`, as an analyst with somebody else's file uses it."""

import csv
import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from perennial.foresight.science.tests.cdnow import START, sample_log


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path, log = tmp_path_factory.mktemp("log") / "orders.csv", sample_log()
    lines = zip(log.customer.tolist(), log.day.tolist(), log.value.tolist(), strict=True)
    body = "\n".join(f"C{customer},{START + dt.timedelta(day)},1,{value / 100:.2f}" for customer, day, value in lines)
    path.write_text(f"customer,date,quantity,amount\n{body}\n")
    path.with_name("linked.csv").symlink_to(path)
    return path


def told(*arguments: str) -> dict[str, object]:
    out = StringIO()
    call_command("foresight", *arguments, "--json", stdout=out, stderr=StringIO())
    answer: dict[str, object] = json.loads(out.getvalue(), parse_constant=pytest.fail)
    return answer


def test_a_backtest_tells_figures_and_writes_a_line_for_everybody(orders: Path, tmp_path: Path) -> None:
    out = tmp_path / "p.csv"
    answer = told("backtest", "--orders", str(orders), "--as-of", "1997-09-30", "--horizon-days", "91", "--out", str(out))
    assert answer["customers"] == 2357
    assert answer["beats_rules"] is True
    assert answer["whole_horizon_seen"] is True
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert len(rows) == 2357
    assert all(0 <= float(row["p_any"]) <= 1 and float(row["expected_value"]) >= 0 for row in rows)
    assert all(
        "1997-10-01" <= row["next_order_lo"] <= row["next_order_on"] <= row["next_order_hi"] <= "1997-12-30" for row in rows
    )


def test_what_came_later_changes_no_line(orders: Path, tmp_path: Path) -> None:
    short, lines = tmp_path / "short.csv", orders.read_text().splitlines()
    short.write_text("\n".join([lines[0], *(line for line in lines[1:] if line.split(",")[1] <= "1997-10-01")]))
    written = []
    for file in (orders, short):
        out = tmp_path / f"p-{file.stem}.csv"
        told("backtest", "--orders", str(file), "--as-of", "1997-09-30", "--horizon-days", "60", "--out", str(out))
        written.append(out.read_bytes())
    assert written[0] == written[1]


def test_a_score_looks_ahead_of_the_log(orders: Path, tmp_path: Path) -> None:
    out = tmp_path / "p.csv"
    answer = told("score", "--orders", str(orders), "--out", str(out))
    assert answer["as_of"] == "1998-06-30"
    assert min(row["next_order_on"] for row in csv.DictReader(out.open(encoding="utf-8"))) > "1998-06-30"


def test_a_log_of_a_few_days_is_said_to_be_short(tmp_path: Path) -> None:
    path, said = tmp_path / "short.csv", StringIO()
    path.write_text("customer,date\na,2026-01-01\nb,2026-01-02\na,2026-01-02\n")
    call_command("foresight", "score", "--orders", str(path), stdout=said)
    assert "2 days only are known" in said.getvalue()
    assert told("score", "--orders", str(path))["days_known"] == 2


ALL_ALIKE = {
    "nobody comes again": ([], "0 of 200", "nobody_came"),
    "everybody comes again": ([(who, 450 + who % 30) for who in range(200)], "200 of 200", "everybody_came"),
}


@pytest.mark.parametrize(("later", "came", "reason"), ALL_ALIKE.values(), ids=ALL_ALIKE)
def test_where_all_do_the_same_nothing_is_judged(tmp_path: Path, later: list[tuple[int, int]], came: str, reason: str) -> None:
    path, said = tmp_path / "log.csv", StringIO()
    before = [(who, (who * 37 + time * 83) % 440) for who in range(200) for time in range(1 + who % 6)]
    days = ((who, dt.date(2025, 1, 1) + dt.timedelta(day)) for who, day in (*before, *later, (999, 600)))
    path.write_text("customer,date\n" + "".join(f"{who},{day}\n" for who, day in days))
    asked = ("backtest", "--orders", str(path), "--as-of", str(dt.date(2025, 1, 1) + dt.timedelta(445)))
    call_command("foresight", *asked, stdout=said)
    assert f"{came} customers came" in said.getvalue()
    assert "nobody can say who was right: go by a rule of thumb" in said.getvalue()
    assert "etter than" not in said.getvalue()
    answer: Any = told(*asked)
    assert (answer["beats_rules"], answer["verdict"]["use_model"], answer["verdict"]["why"]) == (None, False, "too_few_came")
    assert answer["value"] is None
    for way in answer["ways"]:
        assert {name for name, figure in way.items() if figure is None} == set(way["missing"])
        assert way["missing"]["auc"] == reason


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["backtest"], "Say which day"),
        (["backtest", "--as-of", "1990-01-01"], "must lie between"),
        (["backtest", "--as-of", "yesterday"], "is no date"),
        (["score", "--horizon-days", "0"], "is no number of days"),
        (["score", "--horizon-days", "9" * 5_000], "99 is no number of days"),
        (["score", "--as-of", "0001-01-01"], "must not lie before the first purchase"),
        (["score", "--out", "/nowhere/p.csv"], "cannot be written"),
        (["score", "--out", "{orders}"], "overwrite the purchases"),
        (["score", "--out", "{orders.parent}/../{orders.parent.name}/orders.csv"], "overwrite the purchases"),
        (["score", "--out", "{orders.parent}/linked.csv"], "overwrite the purchases"),
    ],
)
def test_what_cannot_be_is_refused_in_words(orders: Path, arguments: list[str], words: str) -> None:
    arguments = [argument.format(orders=orders) for argument in arguments]
    with pytest.raises(CommandError, match=words):
        call_command("foresight", *arguments, "--orders", str(orders), stdout=StringIO())


def test_who_comes_first_afterwards_changes_nobody(orders: Path, tmp_path: Path) -> None:
    """Their names lie between the others', and something is given back that was bought before."""
    mixed, lines = tmp_path / "mixed.csv", orders.read_text().splitlines()
    later = [f"C{i}x,1998-0{i % 6 + 1}-11,9,99.50" for i in range(900)] + ["C4,1998-02-01,-1,-29.33", "C18,9999-01-01,1,1e9"]
    mixed.write_text("\n".join([lines[0], *later, *lines[:0:-1]]))
    written = []
    for file in (orders, mixed):
        out = tmp_path / f"p-{file.stem}.csv"
        told("backtest", "--orders", str(file), "--as-of", "1997-09-30", "--out", str(out))
        written.append(out.read_bytes())
    assert written[0] == written[1]


def test_nothing_but_things_given_back(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("customer,date,amount\na,2026-01-01,-5\nb,2026-01-11,-1\n")
    with pytest.raises(CommandError, match="Nothing was ever bought"):
        call_command("foresight", "score", "--orders", str(log), stdout=StringIO())


def test_a_log_may_reach_to_the_end_of_time(tmp_path: Path) -> None:
    log, out = tmp_path / "log.csv", tmp_path / "p.csv"
    log.write_text("customer,date\na,2026-01-01\na,2026-02-01\nb,2026-01-11\nc,9999-12-30\n")
    told("score", "--orders", str(log), "--out", str(out))
    assert {row["next_order_hi"] for row in csv.DictReader(out.open(encoding="utf-8"))} <= {"9999-12-30", "9999-12-31"}


def test_no_name_in_the_file_is_a_formula(tmp_path: Path) -> None:
    log, out = tmp_path / "log.csv", tmp_path / "p.csv"
    names = ["=HYPERLINK(1)", "@home", "+cmd", "-2+3", "+49 170 12", "-12", "Ada"]
    log.write_text("customer,date\n" + "".join(f"{name},2026-01-01\n" for name in names))
    told("score", "--orders", str(log), "--out", str(out))
    kept = {row["customer"] for row in csv.DictReader(out.open(encoding="utf-8"))}
    assert kept == {"'=HYPERLINK(1)", "'@home", "'+cmd", "'-2+3", "+49 170 12", "-12", "Ada"}

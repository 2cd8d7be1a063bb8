"""Report cards of the business's own purchases: made by themselves, asked for, shown."""

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perennial.foresight.actions.reporting import ReportError, ask_for_report, make_report_card
from perennial.foresight.actions.silence import learn_silences
from perennial.foresight.keptreports import is_card_due, listed_reports, regular_report
from perennial.foresight.models import Report
from perennial.foresight.reporting import Card, report_card
from perennial.foresight.reportjobs import make_regular_report
from perennial.foresight.science.histories import Log
from perennial.foresight.science.silences import Silences
from perennial.foresight.science.tests.cdnow import sample_log
from perennial.foresight.silencewords import silences_of
from perennial.foresight.tests.conftest import FIRST, LAST, NOW
from perennial.kernel import clock
from perennial.kernel.clock import start_of_day
from perennial.kernel.jobs.testing import run_jobs
from perennial.lake.actions import sync
from perennial.purchases.actions import cancel_order, refund_order
from perennial.purchases.actions.bulk import OrderRow, write_orders
from perennial.purchases.models import Order
from perennial.team.models import AuditEntry, Member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]


@pytest.fixture
def at_the_end(home: Path, buyers: list[int]) -> Iterator[None]:
    """The day of the last order, with a lake that knows all."""
    with clock.standing_at(NOW):
        sync()
        yield


def test_the_card_by_itself_is_of_the_quarter_that_passed(at_the_end: None) -> None:
    made = make_report_card()
    assert made is not None
    assert made.as_of == FIRST + dt.timedelta(LAST - 1 - 90)
    assert (made.horizon_days, made.is_regular, made.currency) == (90, True, "EUR")
    card = Card.of_plain(made.content)
    log = sample_log()
    some = log.customer % 4 == 0
    log = Log.of(log.customer[some], log.day[some], log.value[some])
    same = report_card(log, LAST - 1 - 90, 90)
    assert card.buyers.came == same.buyers.came
    assert card.buyers.said == pytest.approx(same.buyers.said)
    assert card.value is not None
    assert same.value is not None
    assert card.value.came == same.value.came
    assert regular_report() == made


def test_a_card_is_made_once_a_month_by_itself(at_the_end: None) -> None:
    assert is_card_due()
    make_regular_report.call()
    assert not is_card_due()
    make_regular_report.call()
    assert Report.objects.filter(kind="card").count() == 1


def test_a_card_that_is_asked_for(at_the_end: None, yuki: Member) -> None:
    day = FIRST + dt.timedelta(300)
    ask_for_report(day, 180, by=yuki)
    ask_for_report(day, 180, by=yuki)
    run_jobs()
    (kept,) = listed_reports()
    assert (kept.as_of, kept.horizon_days, kept.is_regular, kept.by) == (day, 180, False, yuki)
    assert AuditEntry.objects.filter(action="foresight.report.asked", member=yuki).count() == 2
    make_report_card(day, 180)
    assert Report.objects.get().is_regular is False


def test_a_card_of_a_day_before_all_days_says_that_nothing_was_known(at_the_end: None, yuki: Member, client: Client) -> None:
    ask_for_report(dt.date.min, 7, by=yuki)
    run_jobs()
    (kept,) = listed_reports()
    assert Card.of_plain(kept.content).customers == 0
    client.force_login(yuki)
    assert client.get(f"/foresight/reports/{kept.pk}/").status_code == 200
    assert client.get(f"/foresight/reports/{10**30}/").status_code == 404


def test_a_horizon_that_is_not_over_or_makes_no_sense_is_refused(at_the_end: None, yuki: Member) -> None:
    with pytest.raises(ReportError, match="not over yet"):
        ask_for_report(FIRST + dt.timedelta(LAST - 40), 90, by=yuki)
    with pytest.raises(ReportError, match="not over yet"):
        ask_for_report(dt.date.max, 730, by=yuki)
    with pytest.raises(ReportError, match="at least a week"):
        ask_for_report(FIRST, 3, by=yuki)


def test_without_orders_there_is_no_card(home: Path, workspace: object, olive: Member, client: Client) -> None:
    assert make_report_card() is None
    client.force_login(olive)
    answer = client.get("/foresight/")
    assert "Nothing to judge yet" in answer.content.decode()
    for page in ("", "silence/", "outcomes/"):
        assert "Import orders" in client.get(f"/foresight/{page}").content.decode()


def test_the_page_says_it_in_plain_words(at_the_end: None, client: Client, olive: Member, vik: Member) -> None:
    made = make_report_card()
    assert made is not None
    card = Card.of_plain(made.content)
    client.force_login(vik)
    page = client.get("/foresight/").content.decode()
    assert f"We said {round(card.buyers.said)} customers would order again within 90 days; {card.buyers.came:.0f} did." in page
    assert "Test at another date" not in page
    client.force_login(olive)
    page = client.get(f"/foresight/reports/{made.pk}/").content.decode()
    assert "Test at another date" in page
    for word in ("Ranking (AUC)", "Log loss", "Brier score", "Rule: own average gap", "A season", "BG/NBD"):
        assert word in page


def test_asking_on_the_page(at_the_end: None, client: Client, yuki: Member, ana: Member) -> None:
    client.force_login(ana)
    assert client.get("/foresight/test/").status_code == 403
    client.force_login(yuki)
    wrong = client.post("/foresight/test/", {"as_of": "2026-06-20", "horizon_days": "90"})
    assert wrong.status_code == 422
    assert "not over yet" in wrong.content.decode()
    assert client.post("/foresight/test/", {"as_of": "2025-10-01", "horizon_days": "90"}).status_code == 303
    run_jobs()
    assert Report.objects.get().as_of == dt.date(2025, 10, 1)


def test_the_list_costs_the_same_with_one_and_with_three(at_the_end: None, client: Client, olive: Member) -> None:
    client.force_login(olive)
    counted = []
    for horizon in (30, 60, 90):
        make_report_card(FIRST + dt.timedelta(300), horizon, by=olive)
        client.get("/foresight/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/foresight/")
        counted.append(len(queries))
    assert counted[0] == counted[2]


def test_the_curve_of_silences(at_the_end: None, client: Client, vik: Member) -> None:
    kept = learn_silences()
    assert kept is not None
    found = silences_of(kept.content["curve"])
    log = sample_log().until(LAST - 1)
    some = log.customer % 4 == 0
    who, day = log.customer[some], log.day[some]
    gaps = np.diff(day)[np.diff(who) == 0]
    last = day[np.append(np.diff(who) != 0, True)]
    same = Silences.of(*_counted(gaps, LAST - 1 - last))
    assert found is not None
    assert same is not None
    assert found.window == same.window
    assert found.bend == same.bend
    assert found.gone == pytest.approx(same.gone, abs=1e-3)
    client.force_login(vik)
    page = client.get("/foresight/silence/?days=60").content.decode()
    assert "Customers who have not bought for 60 days are" in page
    assert "Kaplan" in page
    for odd in ("-3", "x", "99999999", ""):
        assert client.get(f"/foresight/silence/?days={odd}").status_code == 200


def test_silences_of_a_shop_that_has_just_begun(workspace: object, client: Client, vik: Member) -> None:
    client.force_login(vik)
    assert learn_silences() is None
    assert "Too little is known yet" in client.get("/foresight/silence/").content.decode()


def _counted(gaps: np.ndarray, still: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    days, place = np.unique(np.concatenate([gaps, still]), return_inverse=True)
    ended = np.bincount(place[: len(gaps)], minlength=len(days))
    return days, ended, np.bincount(place) - ended


def test_what_was_undone_later_had_counted_at_the_time(at_the_end: None, yuki: Member, tmp_path: Path) -> None:
    """An order that is cancelled or given back after the day of the test, and what came in another currency since, change
    nothing of what would have been said on that day."""
    day = FIRST + dt.timedelta(300)
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    asked = ("foresight", "backtest", "--as-of", day.isoformat(), "--json", "--out")
    call_command(*asked, str(before), stdout=StringIO())
    card = make_report_card(day, 90)
    old = Order.objects.filter(placed_at__lt=start_of_day(day)).order_by("pk")
    cancelled, in_full, in_part = old[0], old[7], old[14]
    cancel_order(cancelled, by=yuki)
    refund_order(in_full, by=yuki, amount_minor=in_full.total_minor)
    refund_order(in_part, by=yuki, amount_minor=in_part.total_minor // 2)
    noon = dt.datetime.combine(day + dt.timedelta(5), dt.time(12), tzinfo=dt.UTC)
    write_orders(OrderRow(f"X{i}", in_part.party_id, noon, "CHF", 5_000, ()) for i in range(3_000))
    sync()
    call_command(*asked, str(after), stdout=StringIO())
    assert after.read_text() == before.read_text()
    again = make_report_card(day, 90)
    assert card is not None
    assert again is not None
    assert again.currency == "EUR"
    assert Card.of_plain(again.content).buyers.said == Card.of_plain(card.content).buyers.said

"""Sample data: what is in it, that it can be made again, and that it leaves without a trace of itself."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from perennial.connect.sample import parts
from perennial.connect.sample.company import load_company, whole_history
from perennial.connect.sample.history import Purchase
from perennial.connect.sample.jobs import remove_sample_job
from perennial.connect.sample.parts import SamplePart
from perennial.connect.sample.population import grow_population
from perennial.connect.sample.process import HORIZON_DAYS, live
from perennial.connect.sample.regions import REGIONS
from perennial.connect.sample.removing import remove_sample
from perennial.connect.sample.team import DOMAIN, carers, hire_colleagues
from perennial.kernel import clock
from perennial.kernel.jobs import Job
from perennial.people.models import Anniversary, Identity, Party, Remembrance, Tag
from perennial.people.normalise import normal_identity
from perennial.promises.models import Cadence, FollowUp
from perennial.purchases.actions import Line, place_order
from perennial.purchases.models import Cancellation, Order, OrderLine, Product, PurchaseSummary, Refund, Subscription
from perennial.purchases.words import LINES
from perennial.team.models import AuditEntry, Member
from perennial.timeline.models import Touchpoint

SOME = 600


def silent(text: str) -> None:
    """Nobody listens."""


@pytest.fixture(scope="session")
def history() -> list[Purchase]:
    """The history of the first customers."""
    return [purchase for purchase in whole_history() if purchase.customer <= SOME]


@pytest.fixture
def company(olive: Member, history: list[Purchase]) -> Member:
    load_company(history, by=olive, team=carers(hire_colleagues(by=olive, password="")), say=silent)
    return olive


def test_the_whole_history_is_there_and_ends_yesterday() -> None:
    everything = whole_history()
    assert len(everything) == 69_659
    assert len({purchase.customer for purchase in everything}) == 23_570
    assert everything[-1].day == clock.today() - dt.timedelta(days=1)


def test_every_purchase_is_an_order_with_the_amounts_of_the_file(company: Member, history: list[Purchase]) -> None:
    assert Order.objects.count() == len(history)
    charged = sum(Order.objects.values_list("total_minor", flat=True))
    assert charged == sum(purchase.amount_minor for purchase in history)
    order = Order.objects.order_by("-quantity")[0]
    assert sum(line.total_minor for line in order.lines.all()) == order.total_minor


def test_it_has_everything_that_a_company_has(company: Member) -> None:
    for model in (
        Anniversary, Cadence, Cancellation, FollowUp, Product, PurchaseSummary, Refund, Remembrance, Subscription, Touchpoint
    ):  # fmt: skip
        assert model.objects.exists(), model
    assert Party.objects.organisations().exists()
    assert Party.objects.exclude(owner=None).values("owner").distinct().count() == 5
    assert not Party.objects.filter(sample=False).exists()
    assert not Party.objects.filter(orders__gt=0, stage="lead").exists()


def test_nobody_is_written_to_by_accident(company: Member) -> None:
    mails = Identity.objects.filter(kind="email").values_list("value", flat=True)
    assert all(re.search(r"@example\.(com|org|net)$", mail) for mail in mails)
    assert len(set(mails)) == len(mails)


def test_invented_telephone_numbers_can_be_told_apart_from_real_ones() -> None:
    import random

    chance = random.Random(1)
    for region in REGIONS:
        for _ in range(20):
            if number := region.number(chance):
                assert normal_identity("phone", number, region.country) == number


def test_the_same_seed_makes_the_same_people(company: Member, history: list[Purchase], olive: Member) -> None:
    names = list(Party.objects.order_by("name").values_list("name", flat=True))
    remove_sample(by=olive)
    load_company(history, by=olive, team=carers(hire_colleagues(by=olive, password="")), say=silent)
    assert list(Party.objects.order_by("name").values_list("name", flat=True)) == names


def test_removing_takes_all_of_it_and_nothing_else(company: Member) -> None:
    real = Party.objects.create(name="Real Customer", sort_name="customer real")
    vip = Tag.objects.get(name="VIP")
    real.taggings.create(tag=vip)
    busy = Member.objects.get(email=f"amina@{DOMAIN}")
    AuditEntry.objects.create(member=busy, action="people.party.viewed")
    remove_sample(by=company)
    assert list(Party.objects.all()) == [real]
    assert list(Tag.objects.all()) == [vip]
    assert set(Member.objects.filter(email__endswith=DOMAIN)) == {company, busy}
    for model in (Order, Touchpoint, FollowUp, Product, PurchaseSummary, Subscription):
        assert not model.objects.exists(), model
    assert AuditEntry.objects.filter(action="connect.sample.removed", member=company).exists()


def test_what_a_real_customer_bought_of_it_is_found_afterwards(company: Member) -> None:
    real = Party.objects.create(name="Real Customer", sort_name="customer real")
    tea = Product.objects.filter(sample=True).earliest("pk")
    Product.objects.filter(pk=tea.pk).update(name="Zinnober kettle")
    tea.refresh_from_db()
    place_order(real, by=company, number="R-1", lines=[Line(product=tea, total_minor=100)])
    assert LINES.find([["zinnober"]], 9) == []
    remove_sample(by=company)
    assert LINES.find([["zinnober"]], 9) == [*OrderLine.objects.values_list("pk", flat=True)]


def test_removing_is_one_click_for_those_who_manage(company: Member, client: Client, ana: Member) -> None:
    client.force_login(ana)
    assert client.post("/settings/sample/removal/").status_code == 403
    client.force_login(company)
    assert "Remove sample data" in client.get("/settings/sample/").content.decode()
    assert client.post("/settings/sample/removal/").status_code == 303
    assert Job.objects.filter(path=remove_sample_job.module_path).count() == 1
    assert "being removed" in client.get("/settings/sample/").content.decode()


def test_it_is_not_loaded_beside_real_customers(client: Client, olive: Member) -> None:
    Party.objects.create(name="Real Customer", sort_name="customer real")
    client.force_login(olive)
    client.post("/settings/sample/loading/")
    assert not Job.objects.exists()


def test_a_load_that_was_interrupted_goes_on_with_the_parts_that_are_missing(
    olive: Member, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    told: list[str] = []

    def ends(_owner: Member) -> None:
        if "killed" not in told:
            told.append("killed")
            raise KeyboardInterrupt
        told.append("second")

    some = [
        SamplePart(key="first", saying="", load=lambda _owner: told.append("first")),
        SamplePart(key="second", saying="", load=ends, remove=lambda: told.append("half of second")),
        SamplePart(key="third", saying="", load=lambda _owner: told.append("third")),
    ]
    monkeypatch.setattr(parts, "sample_parts", some)
    parts.note_parts()
    with pytest.raises(KeyboardInterrupt):
        parts.load_parts(olive, silent)
    Party.objects.create(name="Sample", sort_name="sample", sample=True)
    for _start in range(2):
        call_command("demo", "--no-serve", "--json")
        assert not parts.has_parts_to_come()
    assert told == ["first", "killed", "half of second", "second", "third"]


def grow(customers: int, by: Member, seed: int = 5) -> Callable[[], list[tuple[str, int]]]:
    grow_population(customers, seed=seed, by=by, team=[by], say=silent, bar=lambda chunks, total: iter(chunks))
    return lambda: list(Party.objects.order_by("id").values_list("name", "orders"))


@pytest.mark.django_db(transaction=True)
def test_a_population_of_any_size_from_a_seed(olive: Member) -> None:
    people = grow(300, olive)()
    assert len(people) == 300
    assert Touchpoint.objects.count() > 300 * 10
    assert sum(orders for _name, orders in people) == Order.objects.count() > 300 * 3
    assert PurchaseSummary.objects.count() == 300
    remove_sample(by=olive)
    assert grow(300, olive)() == people


def test_customers_come_buy_and_leave() -> None:
    import random

    chance = random.Random(3)
    lives = [live(chance, 0) for _ in range(2000)]
    assert all(0 <= life.joined == life.bought[0] for life in lives)
    assert all(life.bought == sorted(life.bought) and life.bought[-1] < HORIZON_DAYS for life in lives)
    assert 4 < sum(len(life.bought) for life in lives) / len(lives) < 6


def test_a_history_that_is_not_installed_is_told_before_the_button(
    client: Client, olive: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(olive)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    page = client.get("/settings/sample/").content.decode()
    assert "make demo" in page
    assert "/settings/sample/loading/" not in page
    assert client.post("/settings/sample/loading/").status_code == 302
    assert not Job.objects.exists()

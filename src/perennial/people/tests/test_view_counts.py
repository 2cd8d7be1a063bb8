"""How many customers each view holds stands on its tab: fetched apart from the list, counted no further than that."""

import datetime as dt
import re

import pytest
from django.test import Client

from perennial.kernel import clock
from perennial.people.actions import create_party
from perennial.people.models import Party
from perennial.records import counting, listing
from perennial.records.models import View
from perennial.team.models import Member

GIVEN = ("Mine", "At risk", "New this month")
TABS, VIEWS = "/lists/customers/tabs/", "/lists/customers/views/"


@pytest.fixture
def web(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    for name, stage in (("Ann", "loyal"), ("Bo", "lead"), ("Cleo", "lead")):
        create_party(by=olive, name=name, stage=stage)
    for name, query in (("Leads", "?stage=lead"), ("Gone", "?city=x")):
        client.post(f"{VIEWS}new/{query}", {"name": name})
    return client


def counts(browser: Client, query: str = "") -> dict[str, str]:
    page = browser.get(TABS + query).content.decode()
    told = re.findall(r"(?:<bdi>([^<]*)</bdi>|(All customers))(?:<span class=\"lists-count\">([^<]*)</span>)?</a>", page)
    return {name or "all": count for name, _all, count in told if name not in GIVEN}


def test_each_tab_says_how_many_it_holds(web: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'hx-get="/lists/customers/tabs/' in web.get("/customers/").content.decode()
    assert counts(web) == {"all": "3", "Leads": "2", "Gone": "0"}
    assert 'hx-get="/lists/customers/tabs/' not in web.get(TABS).content.decode()  # asked once
    for module in (counting, listing):
        monkeypatch.setattr(module, "COUNTED", 1)
    with clock.standing_at(clock.now() + dt.timedelta(minutes=1)):
        assert counts(web) == {"all": "1+", "Leads": "1+", "Gone": "0"}


def test_counts_are_remembered_for_a_moment_and_for_one_member(web: Client, ana: Member, olive: Member) -> None:
    assert counts(web)["Leads"] == "2"
    create_party(by=olive, name="Dot", stage="lead")
    assert counts(web)["Leads"] == "2"
    View.objects.update(shared=True)
    Party.objects.filter(name="Dot").update(owner=ana)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    browser = Client()
    browser.force_login(Member.objects.get(pk=ana.pk))
    view = View.objects.get(name="Leads")
    assert counts(browser, f"?view={view.pk}") == {"all": "1", "Leads": "1"}
    with clock.standing_at(clock.now() + dt.timedelta(minutes=1)):
        assert counts(web)["Leads"] == "3"


def test_a_view_that_cannot_be_understood_is_not_counted(web: Client) -> None:
    View.objects.filter(name="Gone").update(condition={"field": "shoe", "value": "x"})
    assert counts(web) == {"all": "3", "Leads": "2", "Gone": ""}


def test_the_list_comes_with_views_of_ones_own_of_those_at_risk_and_of_the_new(web: Client, olive: Member) -> None:
    create_party(by=olive, name="Eve", stage="at_risk")
    Party.objects.filter(name="Ann").update(owner=olive, created_at=clock.now() - dt.timedelta(days=40))
    page = web.get(TABS).content.decode()
    assert re.findall(r"<bdi>([^<]*)</bdi><span class=\"lists-count\">([^<]*)<", page)[:3] == [
        ("Mine", "1"),
        ("At risk", "1"),
        ("New this month", "3"),
    ]
    lists = {key: web.get(f"/customers/?view={key}").context["page"].rows for key in ("mine", "risk", "new")}
    assert {key: [party.name for party in rows] for key, rows in lists.items()} == {
        "mine": ["Ann"],
        "risk": ["Eve"],
        "new": ["Eve", "Cleo", "Bo"],
    }

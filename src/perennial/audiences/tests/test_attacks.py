"""What somebody may try who means ill, or mistypes: nothing beyond reach is told, and nobody's order fails by a rule."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from perennial.audiences.actions import AudienceRefusedError, change_audience, create_audience, refresh_audience
from perennial.audiences.asking import every_field
from perennial.audiences.history import field_of_audience
from perennial.audiences.models import Audience
from perennial.audiences.reading import from_json
from perennial.audiences.tests.conftest import bought
from perennial.audiences.text import from_text
from perennial.people.models import Party
from perennial.records.tests.defining import Define
from perennial.team.choices import Reach
from perennial.team.models import Member, Workspace
from tests.apiclient import Program

SECRET = "Credit limit"


@pytest.fixture
def guarded(define: Define, olive: Member, juno: Party) -> Audience:
    """An audience that asks a field which managers see; Juno is in it."""
    define(SECRET, seen_by=["manager"])
    hidden = next(key for key, field in every_field().items() if str(field.label) == SECRET)
    rule = {"all": [{"not": {"field": hidden, "operator": "is", "value": "hush"}}, {"did": "bought"}]}
    audience = create_audience(by=olive, name="Guarded", condition=from_json(rule, every_field()))
    bought(juno, 3)
    refresh_audience(audience)
    return audience


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "bought(within = 0001-01-01..)",
        "bought(within = ..0001-01-01)",
        "bought(within = 9999-12-31..)",
        "bought(within = 3660 years)",
        "sequence(bought(within = 0001-01-01..), bought())",
        "bought(sum >= 1000000000000 CLF)",
        "bought(average >= 0.005)",
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Auckland", "America/New_York"])
def test_no_rule_stands_in_the_way_of_an_order(text: str, zone: str, juno: Party) -> None:
    Workspace.objects.update(time_zone=zone)
    audience = create_audience(by=None, name="At the end", condition=from_text(text, every_field()))
    bought(juno, 3)
    inside = audience.stays.open().exists()
    assert refresh_audience(audience).entered == 0
    assert audience.stays.open().exists() == inside


@pytest.mark.django_db
def test_an_amount_between_two_cents_is_reached_by_the_next_one(juno: Party) -> None:
    bought(juno, 3, euros=10)
    for text, fits in (("sum >= 10.005", False), ("sum > 9.995", True), ("sum <= 10.005", True), ("sum < 9.995", False)):
        audience = create_audience(by=None, name=text, condition=from_text(f"bought({text})", every_field()))
        assert refresh_audience(audience).entered == fits, text


@pytest.mark.django_db
def test_what_is_asked_of_a_hidden_field_is_not_told(guarded: Audience, juno: Party, marek: Member, magnus: Member) -> None:
    """The page and its neighbours are there, with the rest of the rule."""
    browser, program = Client(), Program(marek)
    browser.force_login(marek)
    addresses = [
        *(reverse("audiences:page", args=[guarded.pk]) + query for query in ("", "?show=passages")),
        reverse("audiences:index"),
        reverse("audiences:edit", args=[guarded.pk]),
        reverse("audiences:whys", args=[juno.pk]) + f"?audience={guarded.pk}",
        reverse("team:history", args=["audiences.audience", guarded.pk]),
    ]
    pages = {address: browser.get(address).content.decode() for address in addresses}
    pages |= {f"api{end}": program("GET", f"/audiences{end}").content.decode() for end in ("", f"/{guarded.pk}")}
    members = program.told("GET", f"/audiences/{guarded.pk}/members")["items"]
    assert [one["why"] for one in members] == [
        ["a condition on a field that you may not see decides it", "bought once on 18 Nov 2026"]
    ]
    assert [[reason["ask"]["did"] for reason in one["reasons"]] for one in members] == [["bought"]]
    assert not [address for address, page in pages.items() if "hush" in page or SECRET in page]
    assert "Matches a condition on a field that you may not see" in pages[addresses[0]]
    field = field_of_audience("condition")
    assert field is not None
    assert field.words_of is not None
    assert field.words_of([guarded.condition], marek) == [
        "matches a condition on a field that you may not see and bought something"
    ]
    assert program.told("GET", f"/audiences/{guarded.pk}")["condition"] == {}
    assert "hush" in Program(magnus)("GET", f"/audiences/{guarded.pk}").content.decode()


@pytest.mark.django_db
def test_a_rule_with_a_hidden_part_does_not_lose_it_as_text(guarded: Audience, marek: Member) -> None:
    browser, hidden = Client(), guarded.condition["all"][0]["not"]["field"]
    browser.force_login(marek)
    rows = {"c.match": "all", "c.0.what": f"field.{hidden}", "c.0.asked": "not-is", "c.1.what": "did.bought"}
    address = reverse("audiences:edit", args=[guarded.pk])
    page = browser.post(address, {"as": "rows", "act": "as-text", **rows}).content.decode()
    assert 'name="c.0.what"' in page
    kept = browser.post(address, {"as": "rows", "act": "keep", "name": "Guarded", "version": "1", **rows})
    assert kept.status_code == 422
    guarded.refresh_from_db()
    assert guarded.version == 1


@pytest.mark.django_db
def test_how_many_are_in_it_tells_nothing_of_others_customers(marek: Member, ana: Member, juno: Party, omar: Party) -> None:
    """Somebody who sees their own customers only could else ask anything of anybody, and read the answer off the number."""
    Party.objects.filter(pk=juno.pk).update(owner=ana)
    Party.objects.filter(pk=omar.pk).update(owner=marek)
    rules = {"Asked": {"field": "city", "operator": "is", "value": "Bonn"}, "All": {"all": []}}
    for name, rule in rules.items():
        refresh_audience(create_audience(by=marek, name=name, condition=from_json(rule, every_field())))
    marek.reach = Reach.OWN
    marek.save()
    told = {one["name"]: one["size"] for one in Program(marek).told("GET", "/audiences")["items"]}
    assert told == {"Asked": 0, "All": 1}
    browser = Client()
    browser.force_login(marek)
    rows = {row.audience.name: row for row in browser.get(reverse("audiences:index")).context["rows"]}
    assert {name: (row.size, row.entered, row.spark) for name, row in rows.items()} == {"Asked": (0, 0, ""), "All": (1, 1, "")}
    page = browser.get(reverse("audiences:page", args=[rows["Asked"].audience.pk])).context
    assert (page["size"], page["entered"], page["chart"]) == (0, 0, "")
    marek.reach = Reach.ALL
    marek.save()
    assert {one["size"] for one in Program(marek).told("GET", "/audiences")["items"]} == {1, 2}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_let_audiences_ask_for_each_other(olive: Member) -> None:
    one, other = (create_audience(by=olive, name=name, condition=from_text("everybody", every_field())) for name in "AB")
    both, said = threading.Barrier(2), []

    def change(audience: Audience, asks: Audience) -> None:
        both.wait()
        try:
            rule = from_json({"audience": str(asks.pk)}, every_field())
            said.append(change_audience(audience, by=olive, version=1, condition=rule).version)
        except AudienceRefusedError as refused:
            said.append(str(refused)[:38])
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(said) == {2, "Audiences cannot ask for each other in"}


@pytest.mark.django_db
def test_a_refresh_stops_at_another_rule(juno: Party, olive: Member) -> None:
    """Who belongs by the new one is found by a job of its own; this one would let them in by the old one."""
    audience = create_audience(by=olive, name="Those", condition=from_text("everybody", every_field()))
    old = Audience.objects.get(pk=audience.pk)
    change_audience(audience, by=olive, version=1, condition=from_text("bought()", every_field()))
    assert refresh_audience(old).entered == 0
    assert not audience.stays.exists()

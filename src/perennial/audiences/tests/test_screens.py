"""The screens of audiences: the list, the builder step by step, the page of one, what several have in common, why not."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from perennial.audiences import owed
from perennial.audiences.actions import refresh_audience
from perennial.audiences.asking import every_field
from perennial.audiences.models import Audience
from perennial.audiences.reading import from_json
from perennial.audiences.ready import PATTERNS
from perennial.audiences.saying import Wording
from perennial.audiences.tests.conftest import NOW, bought
from perennial.audiences.tests.test_deciding import QUIET, TWICE, made
from perennial.audiences.tree import to_json
from perennial.kernel import clock
from perennial.kernel.manifests import Whose
from perennial.people.models import Party
from perennial.team.models import AuditEntry, Member
from perennial.timeline.actions import log_touchpoint

pytestmark = pytest.mark.django_db
ROWS = {
    "c.match": "all",
    "c.0.what": "did.bought",
    "c.0.operator": "at-least",
    "c.0.value": "2",
    "c.0.measure": "count",
    "c.0.within": "last",
    "c.0.count": "90",
    "c.0.unit": "day",
}


@pytest.fixture
def browser(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def sent(browser: Client, act: str, more: dict[str, Any] | None = None, to: str = "/audiences/new/") -> Any:
    return browser.post(to, {**ROWS, "name": "Regulars", "act": act, **(more or {})})


def test_the_list_costs_the_same_for_one_and_for_three(browser: Client, django_assert_max_num_queries: Any) -> None:
    made(TWICE, "First")
    browser.get("/audiences/")
    with django_assert_max_num_queries(60) as one:
        browser.get("/audiences/")
    for name in ("Second", "Third"):
        made({"all": [TWICE, QUIET]}, name)
    with django_assert_max_num_queries(60) as three:
        answer = browser.get("/audiences/")
    assert len(one) == len(three)
    assert "bought at least twice in the last 90 days" in answer.content.decode().lower()


def test_a_sentence_has_no_capital_in_its_middle(olive: Member) -> None:
    lately = {"did": "bought", "measure": "days_since_last", "operator": "at-least", "value": 60}
    said = Wording.of(olive).rule({"all": [TWICE, lately]})
    assert said == "bought at least twice in the last 90 days and last bought at least 60 days ago"


def test_the_opposite_of_what_happened_is_said_as_people_do(olive: Member) -> None:
    quiet = {"not": {"did": "touched", "within": "last-60-days"}}
    assert Wording.of(olive).rule({"all": [TWICE, quiet]}).endswith("and was not in touch in the last 60 days")


def test_the_name_of_a_new_one_is_typed_at_once(browser: Client) -> None:
    assert "autofocus" in browser.get("/audiences/new/").content.decode()
    assert "autofocus" not in sent(browser, "row:c").content.decode()


def test_what_is_built_in_rows_is_kept_as_a_tree(browser: Client) -> None:
    answer = sent(browser, "keep")
    audience = Audience.objects.get()
    assert answer.headers["Location"] == f"/audiences/{audience.pk}/"
    assert audience.condition == {
        "all": [{"did": "bought", "within": "last-90-days", "measure": "count", "operator": "at-least", "value": 2}]
    }


def test_rows_groups_and_orders_come_double_and_go(browser: Client) -> None:
    row = sent(browser, "row:c").content.decode()
    assert 'name="c.1.what"' in row
    grouped = sent(browser, "group:c").content.decode()
    assert 'name="c.1.match"' in grouped
    assert 'name="c.1.0.what"' in grouped
    ordered = sent(browser, "order:c").content.decode()
    assert 'name="c.1.days"' in ordered
    assert 'name="c.1.1.what"' in ordered
    assert 'name="c.1.what"' in sent(browser, "copy:c.0").content.decode()
    assert 'name="c.0.what"' not in sent(browser, "drop:c.0").content.decode()
    assert 'name="c.0.w0.field"' in sent(browser, "only:c.0").content.decode()
    assert 'name="c.0.w0.field"' not in sent(browser, "any:c.0.w0", {"c.0.w0.field": "channel"}).content.decode()


def test_asking_of_another_thing_that_happened_keeps_how_often_and_when(browser: Client) -> None:
    typed = {
        "c.0.was": "did.bought",
        "c.0.what": "did.touched",
        "c.0.operator": "never",
        "c.0.within": "last",
        "c.0.count": "60",
    }
    said = sent(browser, "step", typed | {"c.0.w0.field": "product"}).context["builder"].json()["all"][0]
    assert said["did"] == "touched"
    assert (said["operator"], said["value"], said["within"]) == ("at-most", 0, "last-60-days")
    assert not said["where"]
    money = sent(browser, "step", typed | {"c.0.operator": "at-least", "c.0.value": "100", "c.0.measure": "sum"})
    assert money.context["builder"].json()["all"][0]["value"] == "1"


def test_the_count_follows_what_is_typed(browser: Client, juno: Party, omar: Party) -> None:
    bought(juno, 10)
    bought(juno, 20)
    bought(omar, 10)
    answer = browser.post("/audiences/new/", {**ROWS, "act": "count"}, headers={"HX-Request": "true"})
    assert "Juno Hart" in (told := answer.content.decode())
    assert "Omar Vale" not in told
    assert "<form" not in told


def test_what_is_not_complete_is_refused_at_its_place_and_left_out_of_the_count(browser: Client, juno: Party) -> None:
    part = {"c.1.what": "field.city", "c.1.asked": "is", "c.1.value": ""}
    answer = sent(browser, "keep", part)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Audience.objects.exists()
    assert sent(browser, "count", part).status_code == 200


def test_what_was_not_filled_in_yet_is_not_called_wrong(browser: Client) -> None:
    for part in ({"c.1.what": "field.city", "c.1.asked": "is"}, {"c.1.what": "field.stage", "c.1.asked": "any_of"}):
        assert "errorlist" not in sent(browser, "step", part).content.decode()
    wrong = {"c.1.what": "field.created", "c.1.asked": "from", "c.1.value": "day", "c.1.value.day": "soon"}
    assert "errorlist" in sent(browser, "keep", wrong).content.decode()


def test_a_condition_without_a_choice_asks_for_one(browser: Client) -> None:
    answer = sent(browser, "keep", {"c.1.what": "field.stage", "c.1.asked": "any-of"})
    assert answer.status_code == 422
    assert "Take at least one choice for “Stage”." in answer.content.decode()


def test_a_kept_tree_of_every_kind_comes_back_as_it_was(browser: Client) -> None:
    other = made({"all": []}, "Everybody")
    said: dict[str, Any] = {
        "any": [
            TWICE,
            {"not": {"any": [{"field": "city", "operator": "is", "value": "Bonn"}, {"audience": str(other.pk)}]}},
            {"not": {"field": "stage", "operator": "any_of", "value": ["lead", "new"]}},
            {"sequence": [{"did": "touched"}, {"did": "bought", "within": "2026-05-03.."}], "within_days": 7},
            {
                "did": "bought",
                "where": [{"field": "channel", "operator": "any_of", "value": ["web"]}],
                "within": "this-year",
                "measure": "sum",
                "operator": "more-than",
                "value": 99,
            },
        ]
    }
    audience = made(said, "All kinds")
    page = browser.get(f"/audiences/{audience.pk}/edit/")
    assert to_json(from_json(page.context["builder"].json(), every_field())) == audience.condition


def test_two_who_change_it_at_once_are_told(browser: Client) -> None:
    audience = made(TWICE)
    answer = sent(browser, "keep", {"version": "0"}, to=f"/audiences/{audience.pk}/edit/")
    assert answer.status_code == 422
    assert "Somebody else changed" in answer.content.decode()


def test_every_ready_made_one_can_be_counted_and_switched_on(browser: Client, juno: Party) -> None:
    bought(juno, 3)
    assert browser.get("/audiences/ready-made/").status_code == 200
    for pattern in PATTERNS:
        assert browser.get(f"/audiences/ready-made/{pattern.key}/count/").status_code == 200, pattern.key
        browser.post(f"/audiences/ready-made/{pattern.key}/")
    assert Audience.objects.kept().count() == len(PATTERNS)
    assert browser.post("/audiences/ready-made/nothing/").status_code == 404


def test_its_page_says_who_is_in_it_and_why_and_who_left(browser: Client, juno: Party) -> None:
    audience = made(TWICE)
    bought(juno, 10)
    bought(juno, 20)
    assert "bought twice since" in browser.get(f"/audiences/{audience.pk}/").content.decode()
    assert "entered" in browser.get(f"/audiences/{audience.pk}/?show=passages&before=nonsense").content.decode()
    out = browser.get(f"/audiences/{audience.pk}/members.csv").getvalue().decode()
    assert "Juno Hart" in out
    assert "bought twice since" in out
    assert AuditEntry.objects.filter(action="records.list.exported").exists()


def test_an_audience_whose_field_is_gone_says_so(browser: Client) -> None:
    audience = made(TWICE)
    Audience.objects.update(condition={"field": "no_such", "operator": "is", "value": "x"})
    for path in ("/audiences/", f"/audiences/{audience.pk}/", f"/audiences/{audience.pk}/edit/"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "no_such" in answer.content.decode()


def test_several_are_compared_in_a_picture_that_is_a_table(browser: Client, juno: Party, omar: Party) -> None:
    everybody, lead = made({"all": []}, "Everybody"), made({"field": "stage", "operator": "any_of", "value": ["lead"]}, "Leads")
    refresh_audience(everybody)
    refresh_audience(lead)
    answer = browser.get("/audiences/overlap/", {"a": [everybody.pk, lead.pk]})
    assert [(line.inside, line.count) for line in answer.context["lines"]] == [([True, True], 1), ([True, False], 1)]
    assert browser.get("/audiences/overlap/", {"a": [everybody.pk]}).status_code == 200


def test_the_customers_page_says_in_which_they_are_and_why_not_in_others(browser: Client, juno: Party) -> None:
    audience = made(TWICE, "Regulars")
    assert "In none of them now" in browser.get(f"/customers/{juno.pk}/").content.decode()
    told = browser.get(f"/customers/{juno.pk}/audiences/", {"audience": audience.pk}).content.decode()
    assert "is not in “Regulars”" in told
    assert "Bought nothing" in told


def test_deleting_and_restoring_from_the_page(browser: Client) -> None:
    audience = made(TWICE, "Regulars")
    browser.post(f"/audiences/{audience.pk}/deletion/")
    assert browser.get(f"/audiences/{audience.pk}/").status_code == 404
    assert "Regulars" in browser.get("/audiences/deleted/").content.decode()
    browser.post(f"/audiences/{audience.pk}/restoration/")
    assert browser.get(f"/audiences/{audience.pk}/").status_code == 200


def test_rows_become_a_text_and_a_text_becomes_rows(browser: Client) -> None:
    page = sent(browser, "as-text").content.decode()
    assert "bought(count &gt;= 2, within = 90 days)" in page
    rows = browser.post("/audiences/new/", {"as": "text", "text": "bought(count >= 3) or city is Bonn", "act": "as-rows"})
    assert rows.context["builder"].json()["any"][0]["value"] == "3"
    assert 'name="c.1.asked"' in rows.content.decode()


def test_a_text_that_is_wrong_is_told_where_and_not_kept(browser: Client) -> None:
    for act in ("keep", "as-rows", "count"):
        wrong = {"as": "text", "text": "bought(count >= 2) and\ncity is", "name": "Regulars", "act": act}
        assert "Line 2, character" in browser.post("/audiences/new/", wrong).content.decode()
    assert not Audience.objects.exists()
    browser.post("/audiences/new/", {"as": "text", "text": "not bought(within = 60 days)", "name": "Silent", "act": "keep"})
    assert Audience.objects.get().name == "Silent"


def test_today_tells_who_enters_from_when_it_was_asked_to_until_somebody_was_in_touch(
    browser: Client, juno: Party, omar: Party, olive: Member, django_assert_num_queries: Any
) -> None:
    audience = made(TWICE, "Regulars")
    bought(omar, 10)
    bought(omar, 20)
    refresh_audience(audience)
    with clock.standing_at(NOW + dt.timedelta(minutes=1)):
        browser.post(f"/audiences/{audience.pk}/telling/", {"on": "yes"})
        assert not owed.entered(Whose(), 5, frozenset())
    with clock.standing_at(NOW + dt.timedelta(minutes=2)):
        bought(juno, 10)
        bought(juno, 20)
        with django_assert_num_queries(2):
            (row,) = owed.entered(Whose(), 5, frozenset())
        assert (row.party_name, row.why) == ("Juno Hart", "Entered “Regulars” today")
        told = owed.entered(Whose(asker=olive), 5, frozenset())[0].why
        assert told == "Entered “Regulars” today: bought twice since 1 Nov 2026"
        assert owed.count_entered(Whose(), frozenset()) == 1
        assert not owed.entered(Whose(), 5, frozenset({row.key}))
        assert not owed.entered(Whose(owner_id=olive.pk), 5, frozenset())
        assert "Entered “Regulars” today: bought twice since 1 Nov 2026" in browser.get("/?whose=all").content.decode()
    with clock.standing_at(NOW + dt.timedelta(minutes=3)):
        log_touchpoint(party_id=juno.pk, kind="call", by=olive, text="Thanked", direction="both")
        assert not owed.entered(Whose(), 5, frozenset())

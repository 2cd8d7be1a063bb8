"""The screens of Today: what they say, how many questions they ask, and who may."""

import datetime as dt

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perennial.kernel import clock
from perennial.people.models import Party
from perennial.team.models import Member
from perennial.today.models import Snooze
from perennial.today.tests.conftest import SOURCE, Debts
from perennial.today.tests.test_queries import customers

QUERIES = 8  # of the part that is Today; the frame around it has its own


@pytest.fixture
def ana_at(client: Client, ana: Member) -> Client:
    client.force_login(ana)
    caches["process"].clear()
    return client


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_with_one_row_as_with_three(
    debts: Debts, ana_at: Client, ana: Member, count: int, django_assert_num_queries
) -> None:
    for party in customers(count):
        debts.add(party, owner=ana)
    ana_at.get("/settings/")  # the first request of a session notes where from and when
    with django_assert_num_queries(QUERIES):
        assert ana_at.get("/", headers={"HX-Request": "true"}).status_code == 200


def test_reading_a_page_waits_for_nobody_who_writes(debts: Debts, ana_at: Client, ana: Member, ada: Party) -> None:
    """SQLite lets one write at a time: a page that wrote would stand still while an index is made or a batch is written."""
    debts.add(ada, owner=ana)
    ana_at.get("/settings/")  # the first request of a session notes where from and when
    caches["process"].clear()
    with CaptureQueriesContext(connection) as asked:
        assert ana_at.get("/customers/").status_code == 200
    assert {one["sql"].lstrip("(").split(" ", 1)[0] for one in asked} == {"SELECT"}


def test_it_says_in_one_sentence_what_is_owed(debts: Debts, ana_at: Client, ana: Member, ada: Party) -> None:
    debts.add(ada, owner=ana, value=2140_00)
    page = ana_at.get("/").content.decode()
    assert "1 debts worth €2,140 are open." in page
    assert "Ada Pohl" in page
    assert "Silent for 40 days" in page


def test_an_empty_workspace_says_what_to_do_first(debts: Debts, ana_at: Client) -> None:
    assert "Start with the people you sell to" in ana_at.get("/").content.decode()


def test_an_empty_queue_is_good_news(debts: Debts, ana_at: Client, ada: Party) -> None:
    assert "Nothing owed" in ana_at.get("/").content.decode()


def test_a_part_is_answered_without_the_page_around_it(debts: Debts, ana_at: Client, ada: Party) -> None:
    part = ana_at.get("/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="today"' in part


def test_snoozing_through_the_form(debts: Debts, ana_at: Client, ana: Member, ada: Party) -> None:
    row = debts.add(ada, owner=ana)
    form = ana_at.get("/today/snoozes/new/", {"source": SOURCE, "key": row.key, "party": ada.pk})
    assert "On holiday" in form.content.decode()
    assert "Snooze Ada Pohl" in form.content.decode()
    tomorrow = clock.today() + dt.timedelta(days=1)
    asked = {"source": SOURCE, "key": row.key, "party": ada.pk, "when": tomorrow.isoformat(), "reason": "On holiday"}
    answer = ana_at.post("/today/snoozes/", asked)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert "Ada Pohl sleeps until" in ana_at.get("/").content.decode()
    assert "On holiday" in ana_at.get("/today/snoozes/").content.decode()
    ana_at.post(f"/today/snoozes/{Snooze.objects.get().pk}/waking/")
    assert not Snooze.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"when": "another"}, {"when": "yesterday"}, {"reason": ""}, {"when": "another", "day": "2001-01-01"}, {"source": "x"}],
)
def test_a_wrong_form_is_shown_again(debts: Debts, ana_at: Client, ana: Member, ada: Party, change: dict[str, str]) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    asked = {"source": SOURCE, "key": "1", "party": str(ada.pk), "when": tomorrow.isoformat(), "reason": "On holiday"} | change
    assert ana_at.post("/today/snoozes/", asked).status_code == 422
    assert not Snooze.objects.exists()


def test_nobody_elses_customer_is_snoozed_by_number(debts: Debts, ana_at: Client, ada: Party) -> None:
    ada.deleted_at = clock.now()
    ada.save()
    tomorrow = clock.today() + dt.timedelta(days=1)
    asked = {"source": SOURCE, "key": "1", "party": ada.pk, "when": tomorrow.isoformat(), "reason": "On holiday"}
    assert ana_at.post("/today/snoozes/", asked).status_code == 404


def test_who_may_only_look_sees_no_snooze(debts: Debts, client: Client, vik: Member, ada: Party) -> None:
    debts.add(ada)
    client.force_login(vik)
    assert "data-snooze" not in client.get("/?scope=team").content.decode()
    assert client.get("/today/snoozes/new/").status_code == 403
    assert client.post("/today/snoozes/").status_code == 403


@pytest.mark.parametrize("page", ["", "2", "0", "x", "99999999999", "²"])
def test_pages_of_a_group(debts: Debts, ana_at: Client, ana: Member, page: str) -> None:
    for party in customers(26):
        debts.add(party, owner=ana)
    assert ana_at.get(f"/today/groups/{SOURCE}/", {"page": page}).status_code in (200, 404)


def test_who_works_alone_owes_what_nobody_was_made_responsible_for(
    debts: Debts, client: Client, olive: Member, ada: Party
) -> None:
    debts.add(ada)
    client.force_login(olive)
    caches["process"].clear()
    page = client.get("/").content.decode()
    assert "Ada Pohl" in page
    assert "See what the team owes" not in page
    Member.objects.create_user(email="bo@example.com", name="Bo")
    assert "Ada Pohl" not in client.get("/").content.decode()
    assert "Ada Pohl" in client.get("/?scope=team").content.decode()

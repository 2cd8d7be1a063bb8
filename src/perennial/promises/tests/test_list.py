"""The list of follow-ups: mine, everybody's, what ended; filters and views; what can be done with each; and what it costs."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perennial.people.models import Party
from perennial.people.tests.test_listing import assert_read_along_an_index
from perennial.promises.actions import complete_follow_up, drop_follow_up, set_follow_up
from perennial.promises.kind import FOLLOW_UPS
from perennial.promises.models import Completion, FollowUp
from perennial.promises.tests.conftest import NOON, add_party
from perennial.records import listing
from perennial.records.choices import Operator
from perennial.records.compiling import compiled
from perennial.records.conditions import All, Condition, Is
from perennial.records.models import View
from perennial.records.tests.planning import plan_or_indexes
from perennial.records.wanted import Wanted
from perennial.team.models import Member

LIST, TODAY = "/follow-ups/", NOON.date()


@pytest.fixture
def desk(client: Client, ana: Member, olive: Member, juno: Party, omar: Party) -> Client:
    client.force_login(ana)
    for party, text, days, owner in (
        (juno, "Send the quote", 3, ana),
        (omar, "Call about beans", 0, ana),
        (juno, "Bring samples", 1, olive),
        (omar, "Ask for a reference", 9, ana),
        (omar, "Offer a trial", 2, ana),
    ):
        set_follow_up(party_id=party.pk, text=text, due_on=TODAY + dt.timedelta(days=days), owner=owner, by=olive)
    complete_follow_up(FollowUp.objects.get(text="Ask for a reference"), by=ana)
    drop_follow_up(FollowUp.objects.get(text="Offer a trial"), by=ana, because="Bought elsewhere")
    return client


def texts(browser: Client, query: str = "") -> list[str]:
    return [follow_up.text for follow_up in browser.get(LIST + query).context["page"].rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Call about beans", "Send the quote"]),
        ("?view=mine", ["Call about beans", "Send the quote"]),
        ("?view=open", ["Call about beans", "Bring samples", "Send the quote"]),
        ("?view=ended", ["Offer a trial", "Ask for a reference"]),
        ("?view=all&page=7", []),
        ("?q=bean", ["Call about beans"]),
        ("?q=%F0%9F%98%80", []),
        ("?due=next-2-days", ["Call about beans", "Bring samples"]),
        ("?due.before=2026-11-21&is_open=yes", ["Call about beans"]),
        ("?ended=today", ["Offer a trial", "Ask for a reference"]),
        ("?owner=me&is_open=no&sort=-created", ["Ask for a reference", "Offer a trial"]),
        ('?where={"not":{"field":"owner","value":"me"}}', ["Bring samples"]),
    ],
)
def test_follow_ups_are_filtered_and_sorted(desk: Client, query: str, found: list[str]) -> None:
    assert texts(desk, query) == found


def test_the_list_opens_with_what_a_member_has_to_do(desk: Client, vik: Member, olive: Member) -> None:
    def opened(member: Member) -> tuple[str, int]:
        browser = Client()
        browser.force_login(member)
        page = browser.get(LIST).context
        return page["view"].key, page["page"].count

    assert opened(olive) == ("mine", 1)
    assert opened(vik) == ("open", 3)  # who only looks has nothing to do
    assert desk.get(LIST + "?view=yours").status_code == 404


def test_only_what_differs_is_kept_as_a_view(desk: Client) -> None:
    assert "Save view" not in desk.get(LIST + "?view=all").content.decode()
    assert "Save view" in desk.get(LIST + "?q=bean").content.decode()


def test_me_is_whoever_looks_also_in_a_shared_view(desk: Client, ana: Member, olive: Member) -> None:
    assert desk.post("/lists/follow_ups/views/new/?owner=me", {"name": "To do"}).status_code == 303
    View.objects.update(shared=True)
    browser = Client()
    browser.force_login(olive)
    address = f"?view={View.objects.get().pk}"
    assert texts(browser, address) == ["Bring samples"]
    assert [chip.said for chip in browser.get(LIST + address).context["chips"]] == ["me"]


def test_rows_say_what_can_be_done_to_whom_it_may_concern(desk: Client, vik: Member) -> None:
    quote = FollowUp.objects.get(text="Send the quote")
    page = desk.get(LIST).content.decode()
    for name in ("", "completion/", "postponement/", "dropping/"):
        assert f"/follow-ups/{quote.pk}/{name}" in page
    ended = desk.get(LIST + "?view=ended&is_open=no&col=outcome,ended").content.decode()
    assert "Dropped: Bought elsewhere" in ended
    assert "reopening/" in ended
    browser = Client()
    browser.force_login(vik)
    assert "completion/" not in browser.get(LIST).content.decode()


def test_follow_ups_are_taken_out(desk: Client, olive: Member) -> None:
    desk.force_login(olive)
    answer = desk.get("/lists/follow_ups/export.csv?view=ended&fields=all")
    rows = b"".join(answer).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert rows[0] == "id,text,customer,due,owner,is_open,outcome,ended,created,customer_owner"
    assert "Offer a trial,Omar Vale,2026-11-22,Ana,no,Dropped: Bought elsewhere,2026-11-20T" in rows[1]


def test_a_member_sees_the_follow_ups_of_the_customers_within_reach(desk: Client, ana: Member, juno: Party) -> None:
    Party.objects.filter(pk=juno.pk).update(owner=ana)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    assert texts(desk, "?view=open") == ["Bring samples", "Send the quote"]
    assert b"Omar" not in desk.get(LIST + "?view=all").content


@pytest.mark.parametrize("view", ["mine", "ended"])
def test_the_list_costs_the_same_for_one_and_for_three(client: Client, ana: Member, view: str) -> None:
    client.force_login(ana)
    client.get(LIST)
    costs = []
    for number in range(3):
        for _each in range(1 + number):
            one = set_follow_up(party_id=add_party("Customer").pk, text="Call", due_on=TODAY, owner=ana, by=ana)
            if view == "ended":
                complete_follow_up(one, by=ana)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{LIST}?view={view}").context["page"].rows
        costs.append(len(asked))
    assert costs == [costs[0]] * 3


def wanted(member: Member, condition: Condition = All(), sort: str = "", reverse: bool = False) -> Wanted:
    fields = FOLLOW_UPS.fields_for(member)
    return Wanted(kind=FOLLOW_UPS, member=member, fields=fields, condition=condition, sort=sort, reverse=reverse)


OPEN, ENDED = Is("is_open", Operator.IS, True), Is("is_open", Operator.IS, False)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("sort", ["due", "created"])
def test_no_order_sorts_the_table(desk: Client, olive: Member, sort: str, reverse: bool) -> None:
    mine = Is("owner", Operator.ANY_OF, ("me",))
    for condition in (All(), OPEN, ENDED, All((OPEN, mine))):
        assert_read_along_an_index(listing.ordered(wanted(olive, condition, sort, reverse), dense=True))


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (OPEN, "followup_"),
        (ENDED, "followup_ended"),
        (Is("owner", Operator.ANY_OF, ("me",)), "owner_id"),
        (Is("customer", Operator.ANY_OF, ("5",)), "followup_party"),
        (Is("due", Operator.FROM, TODAY), "followup_day"),
        (Is("ended", Operator.FROM, TODAY), "completion_at"),
    ],
)
def test_each_filter_has_an_index(desk: Client, olive: Member, query: Condition, index: str) -> None:
    assert Completion.objects.count() == 2
    asked = compiled(query, FOLLOW_UPS.fields_for(olive)).on(FollowUp.objects.order_by())
    assert index in plan_or_indexes(asked, FollowUp, Completion)

"""Customers for the boards and calendars that the screens and the tests show."""

import datetime as dt

from playwright.sync_api import Page

from perennial.kernel import clock
from perennial.people.actions import create_party, keep_anniversary
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.promises.actions import set_follow_up
from perennial.promises.models import FollowUp
from perennial.purchases.models import Order
from perennial.records.actions import define_field, hide_given_view
from perennial.records.given import given_view
from perennial.team.models import Member
from tests.browser.buyers import beans, buyer

PEOPLE = (("Ann Ames", "lead"), ("Bo Berg", "lead"), ("Cleo Cole", "active"), ("سلمى شاهين", "loyal"), ("Eve Egan", "lost"))


def parties(by: Member) -> list[Party]:
    """A few customers in several stages, with birthdays in this month and something due."""
    today = clock.today()
    made = [create_party(by=by, name=name, stage=stage, owner=by, city="Berlin") for name, stage in PEOPLE]
    for number, party in enumerate(made):
        keep_anniversary(party, by=by, month=today.month, day=12 if number < 4 else 13, year=1980 + number)
    set_follow_up(
        party_id=made[0].pk, text="Send the drawing of the table", due_on=today + dt.timedelta(days=1), owner=by, by=by
    )
    return made


def board(by: Member) -> str:
    """A board by stage."""
    parties(by)
    return "/customers/?layout=board:stage"


def calendar(by: Member) -> str:
    """A month with birthdays, more of them on one day than it shows."""
    parties(by)
    return "/customers/?layout=calendar:birthday"


def renewals(by: Member) -> str:
    """A month whose entries can be moved to another day."""
    renewal = define_field(by=by, holder="customers", type="date", name="Renewal", options=[])
    create_party(by=by, name="Ann Ames", custom={renewal.key: "2026-05-12"})
    return f"/customers/?layout=calendar:{renewal.key}&month=2026-05"


def week(by: Member) -> str:
    """A week of follow-ups that can be moved to another day."""
    for number, party in enumerate(parties(by)):
        due = clock.today() + dt.timedelta(days=number % 3)
        set_follow_up(party_id=party.pk, text=f"Ask {party.name} how the turntable works out", due_on=due, owner=by, by=by)
    return f"/customers/?layout=calendar:follow_up&month={clock.today()}"


def hidden_view(by: Member) -> str:
    """A list opened at a view that is among nobody's tabs."""
    parties(by)
    view = given_view(CUSTOMERS, "risk")
    assert view is not None
    hide_given_view(view, by=by, for_all=True)
    return "/customers/?view=risk"


def views_open(page: Page) -> None:
    """The menu of all views."""
    page.locator("[popovertarget=views]").click()


def beside(by: Member) -> str:
    """A customer beside the list."""
    return f"/customers/?sort=name&open={parties(by)[0].pk}"


def order_beside(by: Member) -> str:
    """An order with a refund beside its list."""
    buyer(by)
    return f"/orders/?open={Order.objects.get(number='W-1000').pk}"


def product_beside(by: Member) -> str:
    """A product that was sold, beside the catalogue."""
    buyer(by)
    return f"/products/?open={beans(by).pk}"


def follow_up_beside(by: Member) -> str:
    """An open follow-up beside its list."""
    parties(by)
    return f"/follow-ups/?open={FollowUp.objects.get().pk}"


def moving(by: Member) -> str:
    """Where a card is to go, as a page of its own."""
    return f"/lists/customers/records/{parties(by)[0].pk}/move/?layout=board:stage&from=lead"

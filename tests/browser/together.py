"""Changes of many customers, for the screens."""

from perennial.kernel.jobs.testing import run_jobs
from perennial.people.actions import edit_party
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.records.bulk.starting import Chosen, start_bulk, undo_bulk
from perennial.records.listing import Wanted
from perennial.records.models import BulkChange
from perennial.team.models import Member
from tests.browser.people import customers


def changed_together(by: Member) -> BulkChange:
    """A change that was undone, but for a customer whom somebody changed since."""
    customers(by)
    wanted = Wanted(kind=CUSTOMERS, member=by, fields=CUSTOMERS.fields_for(by))
    change = start_bulk(Chosen(wanted), "set.city", "Edinburgh", by=by)
    run_jobs()
    edit_party(Party.objects.order_by("pk")[0], by=by, city="Leith")
    undo_bulk(change, by=by)
    run_jobs()
    return change


def changes_page(by: Member) -> str:
    """The list of changes: one undone, one done, one under way."""
    changed_together(by)
    wanted = Wanted(kind=CUSTOMERS, member=by, fields=CUSTOMERS.fields_for(by))
    start_bulk(Chosen(wanted), "tag", "spring letter", by=by)
    run_jobs()
    start_bulk(Chosen(wanted), "set.stage", "active", by=by)
    return "/changes/"


def change_page(by: Member) -> str:
    """One change with what its undo had to leave."""
    return f"/changes/{changed_together(by).pk}/"


def running_page(by: Member) -> str:
    """The list of customers while a change is under way."""
    customers(by)
    wanted = Wanted(kind=CUSTOMERS, member=by, fields=CUSTOMERS.fields_for(by))
    start_bulk(Chosen(wanted), "set.stage", "active", by=by)
    return "/customers/?view=all"

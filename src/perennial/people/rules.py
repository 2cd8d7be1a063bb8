"""Who may do what with customers."""

from typing import Any

from perennial.people.models import Party
from perennial.team.permissions import Permission
from perennial.team.reach import is_within_reach
from perennial.team.rules import may


def may_see(member: Any, party: Party | None = None) -> bool:
    """Whether `member` may read a customer's page: within their reach, and a deleted one only who may restore it."""
    if party is not None and not is_within_reach(member, party.owner_id):
        return False
    if party is not None and party.is_deleted:
        return may(member, Permission.DELETE_CUSTOMERS)
    return may(member, Permission.SEE_CUSTOMERS)


def may_create(member: Any) -> bool:
    """Whether `member` may write down a new customer."""
    return may(member, Permission.EDIT_CUSTOMERS)


def may_edit(member: Any, party: Party) -> bool:
    """Whether `member` may change what is known of a customer; nobody edits a deleted one."""
    return not party.is_deleted and may(member, Permission.EDIT_CUSTOMERS) and is_within_reach(member, party.owner_id)


def may_delete(member: Any, party: Party | None = None) -> bool:
    """Whether `member` may delete a customer, see the deleted ones and restore them."""
    return may(member, Permission.DELETE_CUSTOMERS) and (party is None or is_within_reach(member, party.owner_id))


def may_export(member: Any) -> bool:
    """Whether `member` may take customers' data out."""
    return may(member, Permission.EXPORT)


def may_see_looks(member: Any, party: Party) -> bool:
    """Who opened a customer: for whoever may read the audit log, and for the one who is responsible for the customer."""
    return may(member, Permission.SEE_AUDIT_LOG) or (may_see(member, party) and party.owner_id == member.pk)

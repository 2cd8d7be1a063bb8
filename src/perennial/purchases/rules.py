"""Who may do what with purchases."""

from typing import Any

from perennial.purchases.models import Order, Product
from perennial.team.permissions import Permission
from perennial.team.reach import is_within_reach
from perennial.team.rules import may


def may_see_purchases(member: Any) -> bool:
    """Whoever sees customers sees what they bought."""
    return may(member, Permission.SEE_CUSTOMERS)


def may_see_order(member: Any, order: Order) -> bool:
    """An order follows its customer: not shown once they are deleted, nor beyond the member's reach."""
    return may_see_purchases(member) and not order.party.is_deleted and is_within_reach(member, order.party.owner_id)


def may_edit_purchases(member: Any) -> bool:
    """Placing, changing, cancelling, refunding; starting and ending subscriptions."""
    return may(member, Permission.EDIT_PURCHASES)


def may_change_order(member: Any, order: Order) -> bool:
    """An order whose customer was deleted is left alone."""
    return may_edit_purchases(member) and may_see_order(member, order)


def may_delete_orders(member: Any) -> bool:
    """Deleting orders and restoring them changes what their customers ever bought: for those who may delete customers."""
    return may(member, Permission.DELETE_CUSTOMERS)


def may_edit_product(member: Any, product: Product | None = None) -> bool:
    """Products and categories belong to those who keep the catalogue."""
    return may(member, Permission.EDIT_CATALOGUE)


def may_edit_stage_rules(member: Any) -> bool:
    """The lifecycle rules hold for everybody's customers."""
    return may(member, Permission.EDIT_RULES)

"""Who may do what with predictions."""

from typing import Any

from perennial.team.permissions import Permission
from perennial.team.rules import may


def may_see_reports(member: Any) -> bool:
    """How predictions did is told in sums over all customers: for those who see all of them."""
    return may(member, Permission.SEE_FORESIGHT)


def may_ask_for_reports(member: Any) -> bool:
    """Letting a card of another date be made, which takes the machine a while."""
    return may(member, Permission.TEST_FORESIGHT)


def may_set_holdout(member: Any) -> bool:
    """Whether, and how many, customers at risk are kept off Today."""
    return may(member, Permission.EDIT_RULES)

"""What a member may do where there is nothing to tell yet."""

import dataclasses

from perennial.connect.rules import may_import
from perennial.foresight.rules import may_ask_for_reports
from perennial.purchases.models import Order
from perennial.team.models import Member


@dataclasses.dataclass(frozen=True, slots=True)
class Beginning:
    """Whether the next step is to bring orders in, or to let them be learnt from."""

    imports: bool
    learns: bool


def beginning(member: Member) -> Beginning:
    """The next step of a page that is empty. One query."""
    anything = Order.objects.exists()
    return Beginning(imports=not anything and may_import(member), learns=anything and may_ask_for_reports(member))

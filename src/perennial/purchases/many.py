"""What can be done to very many orders at once: how it is asked for, said, done and taken back."""

from django.utils.translation import gettext_lazy as _

from perennial.purchases.actions import together
from perennial.purchases.rules import may_delete_orders
from perennial.records.bulk.acts import Act, Many

DELETE = Many(change=together.delete_many, take_back=together.restore_many, may=may_delete_orders, comes_back=True)
ORDER_ACTS = (
    Act(
        key="delete",
        label=_("Delete"),
        icon="trash-2",
        many=DELETE,
        title=_("Delete"),
        told=lambda value: str(_("Deleted")),
        text=_("They count no more; the sums and stages of their customers follow. You can undo it for 30 days."),
        danger=True,
        order=9,
    ),
)

"""What an action says when it will not do what was asked: what, where, and how to mend it."""

from django.utils.functional import Promise


class PurchaseRefused(Exception):  # noqa: N818
    """The action was not done; the message is for people. `field` names the input to be mended, when it is one."""

    def __init__(self, message: "str | Promise", field: str = "") -> None:
        super().__init__(str(message))
        self.field = field


class OrderRefused(PurchaseRefused):
    """An order cannot be placed, changed or cancelled so."""


class RefundRefused(PurchaseRefused):
    """A refund cannot be given so."""


class ProductRefused(PurchaseRefused):
    """A product cannot be kept so."""


class SubscriptionRefused(PurchaseRefused):
    """A subscription cannot be started, paused or ended so."""


class Conflict(PurchaseRefused):
    """Somebody else changed the record since it was opened; nothing was written."""

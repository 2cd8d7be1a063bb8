"""What purchases tells."""

import dataclasses
import datetime as dt

from perennial.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OrderPlaced(Event):
    """A customer bought something; `total_minor` is what was charged, in `currency`."""

    order_id: int
    party_id: int
    number: str
    placed_at: dt.datetime
    total_minor: int
    currency: str
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OrdersWritten(Event):
    """Some thousand orders were written at once: an import, sample data. The single facts are not told besides."""

    count: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OrderChanged(Event):
    """Facts of an order changed: the names of its fields, “lines” among them."""

    order_id: int
    party_id: int
    fields: tuple[str, ...]
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OrderCancelled(Event):
    """An order no longer counts."""

    order_id: int
    party_id: int
    reason: str = ""
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OrderReinstated(Event):
    """The cancellation of an order was taken back."""

    order_id: int
    party_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OrderRefunded(Event):
    """Money was given back for an order, wholly (`in_full`) or in part."""

    order_id: int
    party_id: int
    refund_id: int
    amount_minor: int
    currency: str
    in_full: bool
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OrderDeleted(Event):
    """An order is gone as if it had never been: a member deleted it, an import was undone, or sample data removed."""

    order_id: int
    party_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OrderRestored(Event):
    """An order that a member deleted is there again as it was."""

    order_id: int
    party_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ProductCreated(Event):
    """A product joined the catalogue."""

    product_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ProductChanged(Event):
    """Facts of a product changed: the names of its fields."""

    product_id: int
    fields: tuple[str, ...]
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ProductDeleted(Event):
    """A product left the catalogue; it can be restored, and what was sold of it stays."""

    product_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ProductRestored(Event):
    """A deleted product is in the catalogue again."""

    product_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionStarted(Event):
    """A customer took a standing order."""

    subscription_id: int
    party_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionChanged(Event):
    """A subscription has another name, price, interval or product: the names of its fields."""

    subscription_id: int
    party_id: int
    fields: tuple[str, ...]
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionRenewed(Event):
    """A subscription fell due and was renewed by an order."""

    subscription_id: int
    party_id: int
    renewal_id: int
    order_id: int
    due_on: dt.date


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionPaused(Event):
    """A subscription rests."""

    subscription_id: int
    party_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionResumed(Event):
    """A subscription goes on: after a pause, or because its cancellation was taken back."""

    subscription_id: int
    party_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionCancelled(Event):
    """A subscription ends, and why."""

    subscription_id: int
    party_id: int
    reason: str
    words: str
    ends_on: dt.date
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RhythmFitted(Event):
    """The rhythm of the customer base was fitted anew, so everybody's expected days moved."""

    fit_id: int
    customers: int
    gaps: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class StageRulesChanged(Event):
    """The thresholds of the lifecycle stages changed."""

    by_id: int | None = None

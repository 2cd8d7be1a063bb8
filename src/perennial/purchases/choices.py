"""The fixed words of purchases."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderStatus(TextChoices):
    OPEN = "open", _("Open")
    PAID = "paid", _("Paid")
    FULFILLED = "fulfilled", _("Fulfilled")
    REFUNDED = "refunded", _("Refunded")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def counted(cls) -> list[str]:
        """Those that count as a purchase."""
        return [cls.OPEN, cls.PAID, cls.FULFILLED]


class Channel(TextChoices):
    """Where an order came from, when it is written down by hand; imports may bring others."""

    SHOP = "shop", _("Shop")
    WEB = "web", _("Online")
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    VISIT = "visit", _("Visit")
    SUBSCRIPTION = "subscription", _("Subscription")
    OTHER = "other", _("Other")


class SubscriptionStatus(TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    CANCELLED = "cancelled", _("Cancelled")


class CancellationReason(TextChoices):
    OUTGROWN = "outgrown", _("Outgrown")
    COMPETITOR = "competitor", _("Went to a competitor")
    PRICE = "price", _("Price")
    SERVICE = "service", _("Service")
    MOVED = "moved", _("Moved away")
    OTHER = "other", _("Other")

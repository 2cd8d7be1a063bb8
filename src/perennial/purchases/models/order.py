"""Orders, their lines and their refunds."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.purchases.choices import OrderStatus
from perennial.records.models import Customised
from perennial.records.sampling import sample_index
from perennial.search.fields import WordField


class Order(Customised):
    """One purchase. `number` is what the customer sees and what imports match by; it is unique. `total_minor` is the sum that
    was charged; `refunded_minor` the sum of its refunds. Deleting is an import's undo; a customer's order is cancelled."""

    id = IdField()
    number = WordField(_("number"), max_length=80, unique=True)
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+", db_index=False)  # order_party serves it
    placed_at = models.DateTimeField(_("placed"))
    channel = models.CharField(_("channel"), max_length=20, default="shop")
    status = models.CharField(_("status"), max_length=10, choices=OrderStatus.choices, default=OrderStatus.PAID)
    currency = models.CharField(_("currency"), max_length=3)
    total_minor = models.BigIntegerField(_("total"), default=0)
    refunded_minor = models.BigIntegerField(default=0)
    quantity = models.IntegerField(default=0)  # the sum over its lines, in whole units
    batch = models.BigIntegerField(null=True, editable=False)
    version = models.IntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["party", "-placed_at", "-id"], name="order_party"),
            models.Index(fields=["-placed_at", "-id"], name="order_placed"),
            models.Index(fields=["status", "-placed_at", "-id"], name="order_status"),
            models.Index(fields=["channel", "-placed_at", "-id"], name="order_channel"),
            models.Index(fields=["-total_minor", "-id"], name="order_total"),
            models.Index(fields=["refunded_minor"], name="order_refunded"),
            models.Index(fields=["quantity"], name="order_quantity"),
            sample_index("order_one_in_128"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def refundable_minor(self) -> int:
        """What may still be given back."""
        return max(0, self.total_minor - self.refunded_minor)

    @property
    def is_cancelled(self) -> bool:
        return self.status == OrderStatus.CANCELLED

    @property
    def is_changeable(self) -> bool:
        """Its lines may be changed as long as nothing was given back and it was not cancelled."""
        return not self.is_cancelled and self.refunded_minor == 0


class OrderCancellation(models.Model):
    """That an order was cancelled: when, by whom, why, and what it was before, so that it can be taken back."""

    id = IdField()
    order = models.OneToOneField(Order, models.CASCADE, related_name="cancellation")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    status_before = models.CharField(max_length=10, choices=OrderStatus.choices)

    def __str__(self) -> str:
        return f"cancellation of {self.order_id}"


class OrderLine(models.Model):
    """`quantity_milli` is in thousandths, so that 0.75 kg is exact; `total_minor` is what the line cost after discounts."""

    id = IdField()
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey("purchases.Product", models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("what"), max_length=200, blank=True)
    quantity_milli = models.BigIntegerField(_("quantity"), default=1000)
    total_minor = models.BigIntegerField(_("amount"), default=0)

    def __str__(self) -> str:
        return self.name


class Refund(models.Model):
    """Money given back for an order, wholly or in part."""

    id = IdField()
    order = models.ForeignKey(Order, models.CASCADE, related_name="refunds")
    at = models.DateTimeField(_("when"), default=clock.now)
    amount_minor = models.BigIntegerField(_("amount"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    key = models.CharField(max_length=120, null=True, blank=True, unique=True)  # the same refund is told once
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="refund_is_positive")]

    def __str__(self) -> str:
        return f"{self.amount_minor} of {self.order_id}"

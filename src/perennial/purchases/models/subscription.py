"""Subscriptions, their renewals and how they end."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.purchases.choices import CancellationReason, SubscriptionStatus


class Subscription(models.Model):
    """A standing order: every `every_months` months, until it is cancelled. `started_on` is the anchor of every later due day:
    31 January, 28 February, 31 March. `renews_on` is the next day on which it is due, None once it has ended."""

    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    product = models.ForeignKey("purchases.Product", models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("what"), max_length=200)
    price_minor = models.BigIntegerField(_("price"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    every_months = models.PositiveSmallIntegerField(_("every … months"), default=1)
    started_on = models.DateField(_("started on"))
    renews_on = models.DateField(_("renews on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=SubscriptionStatus.choices, default=SubscriptionStatus.ACTIVE)
    version = models.IntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["party"], name="subscription_party"),
            models.Index(fields=["status", "renews_on"], name="subscription_due"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(every_months__range=(1, 120)), name="subscription_interval"),
            models.CheckConstraint(condition=models.Q(price_minor__gte=0), name="subscription_price"),
        ]

    def __str__(self) -> str:
        return self.name


class Pause(models.Model):
    """A time in which a subscription rests; nothing falls due. Open while `ended_at` is empty."""

    id = IdField()
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="pauses")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription"], condition=models.Q(ended_at=None), name="paused_once")
        ]

    def __str__(self) -> str:
        return f"pause of {self.subscription_id}"


class Renewal(models.Model):
    """One renewal that happened, for the day it was due; a day is renewed once."""

    id = IdField()
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="renewals")
    due_on = models.DateField()
    at = models.DateTimeField(default=clock.now)
    order = models.ForeignKey("purchases.Order", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["subscription", "due_on"], name="renewed_once")]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.due_on}"


class Cancellation(models.Model):
    """Why and when a subscription ended, in the customer's words if they gave any."""

    id = IdField()
    subscription = models.OneToOneField(Subscription, models.CASCADE, related_name="cancellation")
    status_before = models.CharField(
        max_length=10, choices=SubscriptionStatus.choices, default=SubscriptionStatus.ACTIVE, editable=False
    )
    renews_before = models.DateField(null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=12, choices=CancellationReason.choices)
    words = models.TextField(_("in their words"), blank=True)
    ends_on = models.DateField(_("ends on"))
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.get_reason_display()

"""How likely subscriptions are to be renewed."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from perennial.purchases.choices import SubscriptionStatus


class RenewalChanceQuerySet(models.QuerySet["RenewalChance"]):
    def going(self) -> "RenewalChanceQuerySet":
        """Of subscriptions that go on: one that rests or has ended falls due no more."""
        return self.filter(subscription__status=SubscriptionStatus.ACTIVE)

    def least(self) -> "RenewalChanceQuerySet":
        """Of each customer the one subscription of those that is least likely to go on: what is said of them, and asked."""
        theirs = RenewalChance.objects.going().filter(subscription__party=OuterRef("subscription__party"))
        less = Q(of_100__lt=OuterRef("of_100")) | Q(of_100=OuterRef("of_100"), pk__lt=OuterRef("pk"))
        return self.going().filter(~Exists(theirs.filter(less)))


class RenewalChance(models.Model):
    """Of a hundred subscriptions like this one so many (`of_100`) are renewed when they fall due next; written anew when that
    number changes."""

    subscription = models.OneToOneField("purchases.Subscription", models.CASCADE, primary_key=True, related_name="+")
    of_100 = models.SmallIntegerField()

    objects = RenewalChanceQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["of_100", "subscription"], name="renewal_of_100")]

    def __str__(self) -> str:
        return f"renewal of {self.subscription_id}"

"""What may be offered to whom, and what goes together."""

from typing import ClassVar

from django.db import models

from perennial.kernel.ids import IdField


class Suggestion(models.Model):
    """Products that are new to a customer, the best first: `products` holds [product, the one that speaks most for it or 0,
    how many bought both, how many bought that one (if none speaks for it: this one)]. What they buy again is counted when it
    is asked for."""

    party = models.OneToOneField("people.Party", models.CASCADE, primary_key=True, related_name="+")
    products = models.JSONField()

    def __str__(self) -> str:
        return f"suggestions for {self.party_id}"


class Companion(models.Model):
    """Another product that lies in the same baskets: `both` of `baskets` that held the product. `place` 1 is the best."""

    id = IdField()
    product = models.ForeignKey("purchases.Product", models.CASCADE, related_name="+", db_index=False)  # companion_once
    other = models.ForeignKey("purchases.Product", models.CASCADE, related_name="+")
    place = models.SmallIntegerField()
    both = models.IntegerField()
    baskets = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["product", "place"], name="companion_once")]

    def __str__(self) -> str:
        return f"{self.other_id} with {self.product_id}"


class Suggesting(models.Model):
    """How suggestions are made now: `tried` is what `choosing.Tried` tells. There is one row."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    made_at = models.DateTimeField()
    customers = models.IntegerField()
    products = models.IntegerField()
    tried = models.JSONField()

    def __str__(self) -> str:
        return f"suggesting since {self.made_at}"

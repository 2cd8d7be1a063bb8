"""Products and their categories."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.records.models import Customised
from perennial.records.ordering import NewestIndex
from perennial.search.fields import WordField


class Category(models.Model):
    id = IdField()
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name_plural = "categories"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["parent", "name"], name="category_once")]

    def __str__(self) -> str:
        return self.name


class Product(Customised):
    """Something that can be bought. `sku` is how the shop's other systems name it."""

    id = IdField()
    sku = WordField(_("article number"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, related_name="products")
    price_minor = models.BigIntegerField(_("price"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    is_offered = models.BooleanField(_("offered"), default=True)
    sample = models.BooleanField(default=False, editable=False)
    batch = models.BigIntegerField(null=True, editable=False)
    version = models.IntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="product_name"),
            models.Index(fields=["is_offered", "name", "id"], name="product_offered"),
            NewestIndex(fields=["price_minor", "id"], name="product_price"),
        ]

    def __str__(self) -> str:
        return self.name

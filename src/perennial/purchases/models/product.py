"""Products and their categories."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
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


class ProductQuerySet(models.QuerySet["Product"]):
    def kept(self) -> "ProductQuerySet":
        """Those of the catalogue, not deleted."""
        return self.filter(deleted_at=None)

    def deleted(self) -> "ProductQuerySet":
        """Those that were deleted and can be restored."""
        return self.filter(deleted_at__isnull=False)


class Product(Customised):
    """Something that can be bought. `sku` is how the shop's other systems name it. One that was deleted is in no list and keeps
    its article number; what was sold of it stays."""

    id = IdField()
    sku = WordField(_("article number"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, related_name="products")
    price_minor = models.BigIntegerField(_("price"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    is_offered = models.BooleanField(_("offered"), default=True)
    sample = models.BooleanField(default=False, editable=False)
    batch = models.BigIntegerField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, db_index=False
    )
    version = models.IntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-deleted_at", "-id"], name="product_deleted", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=["name", "id"], name="product_name"),
            models.Index(fields=["is_offered", "name", "id"], name="product_offered"),
            NewestIndex(fields=["price_minor", "id"], name="product_price"),
        ]

    def __str__(self) -> str:
        return self.name

"""Products as they come in."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perennial.connect.kinds.base import Context, Field, Kind, Options, Record, Verdict, settle
from perennial.connect.kinds.journal import keep_changes
from perennial.connect.kinds.parsing import to_minor
from perennial.connect.reading.cells import BadCell
from perennial.kernel import clock
from perennial.kernel.bulk import bulk_find, bulk_update
from perennial.kernel.ids import new_ids
from perennial.kernel.money import LARGEST_MINOR
from perennial.purchases.actions.bulk import ProductRow, write_products
from perennial.purchases.models import Category, Product
from perennial.purchases.words import index_anew

COLUMNS = ("name", "price_minor", "currency", "category_id", "is_offered")


class Products(Kind):
    holder = "products"
    key = "products"
    label = gettext_lazy("Products")
    icon = "package"
    help = gettext_lazy("What you sell: article numbers, names, categories, prices.")
    words_from = ("products",)
    needed = frozenset({"sku", "currency"})
    rules = (("auto", gettext_lazy("By article number")),)
    fields = (
        Field(key="sku", label=gettext_lazy("Article number"), most=80),
        Field(key="name", label=gettext_lazy("Name")),
        Field(key="category", label=gettext_lazy("Category (Drinks / Tea)")),
        Field(key="price", label=gettext_lazy("Price"), shape="money"),
        Field(key="currency", label=gettext_lazy("Currency"), shape="currency"),
        Field(key="offered", label=gettext_lazy("Offered (yes or no)"), shape="truth"),
    )
    sample = (
        ("SKU", "Name", "Category", "Price", "Currency", "Active"),
        ("TEA-100", "Darjeeling First Flush, 100 g", "Drinks / Tea", "14.90", "EUR", "yes"),
        ("CUP-2", "Cup, handmade", "Tableware", "22.00", "EUR", "yes"),
    )

    def missing(self, mapped: Iterable[str]) -> str:
        return "" if "sku" in set(mapped) else _("Map one column to the article number: products are recognised by it.")

    def key_of(self, record: Record, options: Options) -> str:
        if not record.get("sku"):
            raise BadCell(_("the row has no article number"))
        if "price" in record:
            record["price"] = to_minor(record["price"], record.get("currency") or options.currency)
            if not 0 <= record["price"] <= LARGEST_MINOR:
                raise BadCell(_("the price is less than nothing, or more than can be kept"))
        return str(record["sku"])

    def title_of(self, record: Record) -> str:
        return str(record.get("name") or record.get("sku") or "")

    def weigh(self, groups: Sequence[Verdict], context: Context) -> None:
        ids = dict(bulk_find(Product, "sku", {group.key for group in groups}, ("sku", "id")))
        products = {product.sku: product for product in Product.objects.in_bulk(list(ids.values())).values()}
        categories = CategoryPaths()
        for group in groups:
            record, product = group.record, products.get(group.key)
            if product:
                group.found = product
                if product.deleted_at is not None:
                    group.fail(_("This product was deleted here; restore it, then bring it in again"))
                    continue
                group.changes = self._changes(product, record, categories)
            settle(group, context.options.mode, _("Not known yet"), _("Known already"))

    def _changes(self, product: Product, record: Record, categories: "CategoryPaths") -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "name": record.get("name"),
            "price_minor": record.get("price"),
            "currency": record.get("currency"),
        }
        changes = {k: (getattr(product, k), v) for k, v in wanted.items() if v not in (None, "") and v != getattr(product, k)}
        if "offered" in record and record["offered"] != product.is_offered:
            changes["is_offered"] = (product.is_offered, record["offered"])
        if record.get("category") and record["category"] != (before := categories.path(product.category_id)):
            changes["category"] = (before, record["category"])
        return changes

    def write(self, verdicts: Sequence[Verdict], context: Context) -> None:
        categories = CategoryPaths()
        created = [verdict for verdict in verdicts if verdict.action == "create"]
        for id_, verdict in zip(new_ids(len(created) or 1), created, strict=False):
            verdict.made = id_
        rows = [
            ProductRow(
                id=verdict.made,
                sku=verdict.key,
                name=verdict.record.get("name") or verdict.key,
                currency=verdict.record.get("currency") or context.options.currency,
                price_minor=verdict.record.get("price"),
                category_id=categories.at(verdict.record.get("category", "")),
                is_offered=verdict.record.get("offered", True),
            )
            for verdict in created
        ]
        write_products(rows, batch=context.import_id)
        self._update([verdict for verdict in verdicts if verdict.action == "update"], context, categories)

    def _update(self, verdicts: Sequence[Verdict], context: Context, categories: "CategoryPaths") -> None:
        rows, journal, now = [], [], clock.now()
        for verdict in verdicts:
            product, before = verdict.found, {}
            for field, (old, new) in verdict.changes.items():
                if field.startswith("custom_"):  # written by `custom.CustomColumns`
                    continue
                name = "category_id" if field == "category" else field
                before[name] = product.category_id if field == "category" else old
                setattr(product, name, categories.at(new) if field == "category" else new)
            rows.append((product.pk, product.version + 1, now, *(getattr(product, name) for name in COLUMNS)))
            journal.append((product.pk, product.version + 1, before))
        bulk_update(Product, ("id", "version", "updated_at", *COLUMNS), rows)
        index_anew(verdict.found.pk for verdict in verdicts)
        keep_changes(context.import_id, "purchases.product", journal)


class CategoryPaths:
    """Categories by their path, “Drinks / Tea”, made as they are needed."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[str, int | None]] = {
            id_: (name, parent) for id_, name, parent in Category.objects.values_list("id", "name", "parent_id")
        }
        self.ids: dict[tuple[int | None, str], int] = {(parent, name): id_ for id_, (name, parent) in self.rows.items()}

    def path(self, id_: int | None) -> str:
        names: list[str] = []
        while id_ is not None and id_ in self.rows and len(names) < 20:
            name, id_ = self.rows[id_]
            names.append(name)
        return " / ".join(reversed(names))

    def at(self, path: str) -> int | None:
        parent: int | None = None
        for name in filter(None, (part.strip()[:120] for part in path.split(" / "))):
            if (parent, name) not in self.ids:
                made = Category.objects.create(name=name, parent_id=parent)
                self.ids[parent, name], self.rows[made.pk] = made.pk, (name, parent)
            parent = self.ids[parent, name]
        return parent

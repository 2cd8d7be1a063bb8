"""What the list of orders finds by typed words: numbers, whose order it is, what was bought, and fields of the business."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from perennial.people.hanging import with_customer_named
from perennial.purchases.models import Order, OrderLine, Product
from perennial.purchases.queries import number_beginning
from perennial.purchases.words import LINES, ORDERS, PRODUCTS
from perennial.records.choices import Operator
from perennial.records.fields import Way
from perennial.search.queries import Wanted


def ways(operator: Operator, text: str) -> Sequence[Way]:
    """An order's number begins so, its customer's name holds every word, one of its products or of its
    lines without one does, or its own fields do. Each is one list that an index gives."""
    numbered = number_beginning(text.strip().lstrip("#"))
    found = [Way(Order.objects.filter(numbered).values("pk"), numbered)]
    if customer := with_customer_named(Order.objects.all(), text):
        found.append(customer)
    if len(text.strip()) > 1 and (groups := Wanted.of(text).groups):
        products = Product.objects.filter(PRODUCTS.holding(groups)).order_by().values("pk")
        bought = (OrderLine.objects.filter(product__in=products), OrderLine.objects.filter(LINES.holding(groups)))
        found += [Way(lines.values("order_id"), Q(Exists(lines.filter(order=OuterRef("pk"))))) for lines in bought]
        worded = ORDERS.holding(groups)
        found.append(Way(Order.objects.filter(worded).values("pk"), worded))
    return found

"""Customers with purchases, for the screens and the tests that need them."""

import datetime as dt

from perennial.kernel import clock
from perennial.people.actions import create_party
from perennial.people.models import Party
from perennial.purchases.actions import (
    Line,
    cancel_order,
    cancel_subscription,
    create_category,
    create_product,
    fit_rhythm,
    pause_subscription,
    place_order,
    refund_order,
    restage,
    start_subscription,
)
from perennial.purchases.models import Order, Product
from perennial.team.models import Member


def beans(by: Member) -> Product:
    """A product in a category below another."""
    found = Product.objects.filter(sku="B-1").first()
    if found:
        return found
    drinks = create_category("Drinks", by=by)
    shelf = create_category("Coffee", by=by, parent=drinks)
    create_product(by=by, name="شاي بالنعناع", sku="T-1", price_minor=450, currency="EUR", category=drinks, is_offered=False)
    return create_product(by=by, name="House blend, 500 g", sku="B-1", price_minor=1250, currency="EUR", category=shelf)


def buyer(by: Member) -> Party:
    """Someone who ordered every twelve days and is silent now, with every look that an order and a subscription has."""
    found = Party.objects.filter(name="Ida Marsh").first()
    if found:
        return found
    party, product = create_party(by=by, name="Ida Marsh"), beans(by)
    orders = [
        place_order(
            party,
            by=by,
            number=f"W-{1000 + nth}",
            channel="web" if nth % 2 else "shop",
            placed_at=clock.now() - dt.timedelta(days=25 + 12 * nth),
            lines=[Line(product=product, quantity_milli=2000, total_minor=2500), Line(name="Filter papers", total_minor=390)],
        )
        for nth in range(9)
    ]
    refund_order(orders[0], by=by, amount_minor=390, reason="The papers were torn", key="torn")
    refund_order(orders[7], by=by, amount_minor=2890, reason="Never arrived", key="lost")
    cancel_order(orders[8], by=by, reason="Ordered twice")
    for nth in range(12):
        other = create_party(by=by, name=f"Neighbour {nth}")
        for visit in range(4):
            day = clock.now() - dt.timedelta(days=5 + 14 * visit + nth % 3)
            place_order(other, by=by, lines=[Line(name="Cake", total_minor=450)], placed_at=day)
    fit_rhythm()
    restage()
    started = clock.today() - dt.timedelta(days=100)
    start_subscription(party, by=by, name="Coffee box", price_minor=2490, started_on=started, product=product)
    rests = start_subscription(party, by=by, name="Tea box", price_minor=990, started_on=started, every_months=3)
    pause_subscription(rests, by=by)
    ends = start_subscription(party, by=by, name="Magazine", price_minor=4900, started_on=started, every_months=12)
    cancel_subscription(ends, by=by, reason="price", words="Too dear since the move, sorry.")
    return party


def buyer_page(by: Member) -> str:
    return f"/customers/{buyer(by).pk}/"


def _order(by: Member, number: str, place: str = "") -> str:
    buyer(by)
    return f"/orders/{Order.objects.get(number=number).pk}/{place}"


def order_page(by: Member) -> str:
    """An order of which a part was given back."""
    return _order(by, "W-1000")


def cancelled_order_page(by: Member) -> str:
    return _order(by, "W-1008")


def refund_page(by: Member) -> str:
    return _order(by, "W-1001", "refund/")


def change_order_page(by: Member) -> str:
    return _order(by, "W-1001", "change/")


def orders_page(by: Member) -> str:
    buyer(by)
    return "/orders/"


def products_page(by: Member) -> str:
    beans(by)
    return "/products/"


def product_page(by: Member) -> str:
    return f"/products/{beans(by).pk}/"


def stages_page(by: Member) -> str:
    buyer(by)
    return "/settings/stages/"


def subscription_page(by: Member) -> str:
    return f"/subscriptions/of/{buyer(by).pk}/new/"

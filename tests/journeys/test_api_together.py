"""Many changes in one request of a program: of orders, products and follow-ups by the same rules as on the screens."""

import datetime as dt

from perennial.people.actions import create_party
from perennial.promises.actions import set_follow_up
from perennial.promises.models import DeletedFollowUp, FollowUp
from perennial.purchases.actions import Line, create_product, place_order
from perennial.purchases.models import Order, Product
from perennial.team.models import Member
from tests.apiclient import Program


def test_orders_products_and_follow_ups_are_changed_together(olive: Member, ana: Member) -> None:
    rosa = create_party(by=olive, name="Rosa Lindqvist")
    order = place_order(rosa, by=olive, lines=[Line(name="Tea", total_minor=900)])
    product = create_product(by=olive, name="Tea", sku="T-1", currency="EUR", price_minor=900)
    call = set_follow_up(party_id=rosa.pk, text="Call", due_on=dt.date(2036, 1, 1), owner=olive, by=olive)
    operations = [
        {"method": "PATCH", "path": f"/orders/{order.pk}", "body": {"channel": "phone", "version": 1}},
        {"method": "POST", "path": f"/orders/{order.pk}/cancellation"},
        {"method": "PATCH", "path": f"/products/{product.pk}", "body": {"price_minor": 990, "version": 1}},
        {"method": "DELETE", "path": f"/products/{product.pk}"},
        {"method": "DELETE", "path": f"/follow-ups/{call.pk}"},
    ]
    told = Program(olive).told("POST", "/bulk", {"operations": operations})
    assert [one["status"] for one in told["results"]] == [200, 200, 200, 204, 204]
    assert Order.objects.values_list("channel", "status").get() == ("phone", "cancelled")
    assert Product.objects.deleted().values_list("price_minor", flat=True).get() == 990
    assert (FollowUp.objects.count(), DeletedFollowUp.objects.count()) == (0, 1)
    refused = Program(ana).told("POST", "/bulk", {"operations": operations[2:4]})
    assert {one["status"] for one in refused["results"]} == {403}

"""What was deleted, for the screens that list it and bring it back."""

from perennial.promises.actions import delete_follow_up
from perennial.promises.models import FollowUp
from perennial.purchases.actions import delete_order, delete_product
from perennial.purchases.models import Order
from perennial.team.models import Member
from tests.browser import buyers, customers


def deleted_follow_ups_page(by: Member) -> str:
    customers.with_follow_ups(by)
    delete_follow_up(FollowUp.objects.order_by("pk")[0], by=by)
    return "/follow-ups/deleted/"


def deleted_orders_page(by: Member) -> str:
    buyers.orders_page(by)
    delete_order(Order.objects.order_by("pk")[0], by=by)
    return "/orders/deleted/"


def deleted_products_page(by: Member) -> str:
    delete_product(buyers.beans(by), by=by)
    return "/products/deleted/"

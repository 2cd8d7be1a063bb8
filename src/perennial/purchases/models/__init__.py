from perennial.purchases.models.order import Order, OrderLine, Refund
from perennial.purchases.models.product import Category, Product
from perennial.purchases.models.rhythm import RhythmFit
from perennial.purchases.models.subscription import Cancellation, Renewal, Subscription
from perennial.purchases.models.summary import PurchaseSummary

__all__ = [
    "Cancellation",
    "Category",
    "Order",
    "OrderLine",
    "Product",
    "PurchaseSummary",
    "Refund",
    "Renewal",
    "RhythmFit",
    "Subscription",
]

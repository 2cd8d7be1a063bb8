from perennial.purchases.models.deleted import DeletedOrder
from perennial.purchases.models.order import Order, OrderCancellation, OrderLine, Refund
from perennial.purchases.models.product import Category, Product
from perennial.purchases.models.rhythm import RhythmFit
from perennial.purchases.models.rules import StageRules
from perennial.purchases.models.stageanswer import StageAnswer
from perennial.purchases.models.subscription import Cancellation, Pause, Renewal, Subscription
from perennial.purchases.models.summary import PurchaseSummary

__all__ = [
    "Cancellation",
    "Category",
    "DeletedOrder",
    "Order",
    "OrderCancellation",
    "OrderLine",
    "Pause",
    "Product",
    "PurchaseSummary",
    "Refund",
    "Renewal",
    "RhythmFit",
    "StageAnswer",
    "StageRules",
    "Subscription",
]

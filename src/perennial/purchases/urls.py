from django.urls import URLPattern, URLResolver, path

from perennial.purchases.views import ending, ordering, orders, products, stages, subscriptions

app_name = "purchases"
urlpatterns: list[URLPattern | URLResolver] = [
    path("orders/", orders.index, name="orders"),
    path("orders/new/", ordering.create, name="new_order"),
    path("orders/customers/", ordering.customers, name="customers"),
    path("orders/deleted/", orders.deleted, name="deleted_orders"),
    path("orders/<int:id>/", orders.show, name="order"),
    path("orders/<int:id>/deletion/", orders.deletion, name="order_deletion"),
    path("orders/<int:id>/restoration/", orders.restoration, name="order_restoration"),
    path("orders/<int:id>/change/", ordering.change, name="change_order"),
    path("orders/<int:id>/refund/", ending.refund, name="refund"),
    path("orders/<int:id>/cancellation/", ending.cancellation, name="cancellation"),
    path("orders/<int:id>/reinstatement/", ending.reinstatement, name="reinstatement"),
    path("products/", products.index, name="products"),
    path("products/new/", products.create, name="new_product"),
    path("products/options/", products.options, name="product_options"),
    path("products/deleted/", products.deleted, name="deleted_products"),
    path("products/<int:id>/", products.edit, name="product"),
    path("products/<int:id>/deletion/", products.deletion, name="product_deletion"),
    path("products/<int:id>/restoration/", products.restoration, name="product_restoration"),
    path("subscriptions/of/<int:party_id>/new/", subscriptions.create, name="new_subscription"),
    path("subscriptions/<int:id>/", subscriptions.change, name="change_subscription"),
    path("subscriptions/<int:id>/cancellation/", subscriptions.cancellation, name="subscription_cancellation"),
    path("subscriptions/<int:id>/pause/", subscriptions.pause, name="subscription_pause"),
    path("subscriptions/<int:id>/resumption/", subscriptions.resumption, name="subscription_resumption"),
    path("subscriptions/<int:id>/reinstatement/", subscriptions.reinstatement, name="subscription_reinstatement"),
    path("settings/stages/", stages.rules, name="stages"),
]

"""What purchases offers to the registries."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.kernel import manifests
from perennial.kernel.jobs.works import Work, works
from perennial.kernel.manifests import (
    Command,
    Deed,
    Move,
    NavItem,
    OwedSource,
    Panel,
    PersonalData,
    SearchSource,
    SettingsPage,
    TimelineSource,
)
from perennial.lake.sources import sources
from perennial.people.choices import Stage
from perennial.people.reasons import StageReason, stage_reasons
from perennial.purchases import (
    custom,
    judging,
    lifecycle,
    moments,
    notices,  # noqa: F401 - notices names its kinds of notification
    panels,
    slipping,
)
from perennial.purchases.actions import Conflict, PurchaseRefused, settle_purchases
from perennial.purchases.customerfields import fields_of
from perennial.purchases.happened import BOUGHT, REFUNDED
from perennial.purchases.history import field_of_order, field_of_product
from perennial.purchases.lake import ORDER_SOURCE
from perennial.purchases.orderkind import ORDERS
from perennial.purchases.productkind import PRODUCTS as PRODUCT_KIND
from perennial.purchases.queries import is_anything_sold, order_for, order_hits, product_for, product_hits
from perennial.purchases.rules import (
    may_change_order,
    may_delete_orders,
    may_edit_product,
    may_edit_purchases,
    may_edit_stage_rules,
    may_see_purchases,
)
from perennial.purchases.words import LINES, PRODUCTS, index_lines, index_orders, index_products
from perennial.purchases.words import ORDERS as ORDER_WORDS
from perennial.records.happenings import happenings
from perennial.records.kinds import FieldSource, field_sources, kinds
from perennial.search.models import Vocabulary
from perennial.search.sources import Holder, holders
from perennial.team.histories import History, histories

sources.add(ORDER_SOURCE)
happenings.add(BOUGHT, REFUNDED)
custom.offer()
kinds.add(ORDERS, PRODUCT_KIND)
manifests.nav.add(
    NavItem(
        key="purchases.orders",
        label=_("Orders"),
        icon="shopping-bag",
        url_name="purchases:orders",
        order=40,
        may=may_see_purchases,
        shortcut="o",
    ),
    NavItem(
        key="purchases.products",
        label=_("Products"),
        icon="package",
        url_name="purchases:products",
        order=45,
        may=may_see_purchases,
    ),
)
manifests.commands.add(
    Command(
        key="purchases.new_order",
        label=_("New order"),
        icon="shopping-bag",
        url_name="purchases:new_order",
        words=_("sale purchase buy"),
        may=may_edit_purchases,
        dialog=True,
    ),
    Command(
        key="purchases.new_product",
        label=_("New product"),
        icon="package-plus",
        url_name="purchases:new_product",
        words=_("article item catalogue"),
        may=may_edit_product,
        dialog=True,
    ),
    Command(
        key="purchases.deleted_orders",
        label=_("Deleted orders"),
        icon="archive-restore",
        url_name="purchases:deleted_orders",
        words=_("restore undo trash bin"),
        may=may_delete_orders,
        order=81,
    ),
    Command(
        key="purchases.deleted_products",
        label=_("Deleted products"),
        icon="archive-restore",
        url_name="purchases:deleted_products",
        words=_("restore undo trash bin"),
        may=may_edit_product,
        order=81,
    ),
)
manifests.settings_pages.add(
    SettingsPage(
        key="purchases.stages",
        label=_("Lifecycle stages"),
        help=_("From when on a customer counts as new, loyal, at risk or lost."),
        icon="sprout",
        url_name="purchases:stages",
        may=may_edit_stage_rules,
    )
)
manifests.search_sources.add(
    SearchSource(key="purchases.orders", label=_("Orders"), find=order_hits, order=20),
    SearchSource(key="purchases.products", label=_("Products"), find=product_hits, order=60),
)
holders.add(
    Holder(key="purchases.Product", vocabulary=Vocabulary.TEXTS, held=PRODUCTS.held, fill=index_products, order=40),
    Holder(key="purchases.Order", vocabulary=Vocabulary.TEXTS, held=ORDER_WORDS.held, fill=index_orders, order=45),
    Holder(key="purchases.OrderLine", vocabulary=Vocabulary.TEXTS, held=LINES.held, fill=index_lines, order=46),
)
manifests.panels.add(
    Panel(key="purchases.slipping", template="purchases/slipping.html", context=judging.slipping_panel, place="next", order=5),
    Panel(
        key="purchases.purchases", template="purchases/purchases.html", context=judging.purchases_panel, place="main", order=20
    ),
    Panel(
        key="purchases.subscriptions",
        template="purchases/subscriptions.html",
        context=panels.subscriptions_panel,
        place="side",
        order=40,
    ),
)
field_sources.add(FieldSource(key="purchases", fields=fields_of))
manifests.timeline_sources.add(
    TimelineSource(
        key="purchases.orders",
        label=_("Orders"),
        icon="shopping-bag",
        moments=moments.purchases_of,
        kinds=(moments.ORDER, moments.REFUND, moments.CANCELLED),
        order=30,
    ),
    TimelineSource(
        key="purchases.subscriptions",
        label=_("Subscriptions"),
        icon="repeat",
        moments=moments.subscriptions_of,
        kinds=(moments.SUBSCRIPTION,),
        order=33,
    ),
)
manifests.owed_sources.add(
    OwedSource(
        key="purchases.slipping",
        label=_("Slipping away"),
        help=_("Customers who have not bought for long, measured by how they usually buy."),
        icon="trending-down",
        rows=judging.owed_rows,
        count=judging.owed_count,
        stake=judging.owed_stake,
        clause=slipping.owed_clause,
        hue=30,
        order=30,
    )
)
manifests.personal_data.add(
    PersonalData(key="purchases.Order", path="party", order=30),
    PersonalData(key="purchases.OrderLine", path="order__party", order=31),
    PersonalData(key="purchases.OrderCancellation", path="order__party", order=32),
    PersonalData(key="purchases.Refund", path="order__party", order=33),
    PersonalData(key="purchases.DeletedOrder", path="party", told_as="purchases.Order", order=33),
    PersonalData(key="purchases.Subscription", path="party", order=34),
    PersonalData(key="purchases.Pause", path="subscription__party", order=35),
    PersonalData(key="purchases.Renewal", path="subscription__party", order=36),
    PersonalData(key="purchases.Cancellation", path="subscription__party", order=37),
    PersonalData(key="purchases.PurchaseSummary", path="party", order=38),
    PersonalData(key="purchases.StageAnswer", path="party", order=39),
)
manifests.moves.add(
    Move(
        key="purchases.Order",
        words=lambda count: ngettext("%(count)s order", "%(count)s orders", count) % {"count": count},
        order=30,
    ),
    Move(key="purchases.DeletedOrder", order=30),
    Move(key="purchases.OrderLine", path="order__party", how="hang", order=31),
    Move(key="purchases.OrderCancellation", path="order__party", how="hang", order=32),
    Move(key="purchases.Refund", path="order__party", how="hang", order=33),
    Move(
        key="purchases.Subscription",
        words=lambda count: ngettext("%(count)s subscription", "%(count)s subscriptions", count) % {"count": count},
        order=34,
    ),
    Move(key="purchases.Pause", path="subscription__party", how="hang", order=35),
    Move(key="purchases.Renewal", path="subscription__party", how="hang", order=36),
    Move(key="purchases.Cancellation", path="subscription__party", how="hang", order=37),
    Move(key="purchases.PurchaseSummary", how="derive", settle=settle_purchases, order=38),
    Move(key="purchases.StageAnswer", how="derive", order=39),
)
manifests.deeds.add(
    Deed(key="purchases.order.placed", label=_("Placed an order")),
    Deed(key="purchases.order.changed", label=_("Changed an order")),
    Deed(key="purchases.order.cancelled", label=_("Cancelled an order")),
    Deed(key="purchases.order.reinstated", label=_("Reinstated an order")),
    Deed(key="purchases.order.deleted", label=_("Deleted an order")),
    Deed(key="purchases.order.restored", label=_("Restored an order")),
    Deed(key="purchases.order.refunded", label=_("Refunded an order")),
    Deed(key="purchases.product.created", label=_("Added a product")),
    Deed(key="purchases.product.changed", label=_("Changed a product")),
    Deed(key="purchases.product.deleted", label=_("Deleted a product")),
    Deed(key="purchases.product.restored", label=_("Restored a product")),
    Deed(key="purchases.category.created", label=_("Added a category")),
    Deed(key="purchases.stage_rules.changed", label=_("Changed the rules of the stages")),
    Deed(key="purchases.subscription.started", label=_("Started a subscription")),
    Deed(key="purchases.subscription.changed", label=_("Changed a subscription")),
    Deed(key="purchases.subscription.paused", label=_("Paused a subscription")),
    Deed(key="purchases.subscription.resumed", label=_("Resumed a subscription")),
    Deed(key="purchases.subscription.cancelled", label=_("Ended a subscription")),
    Deed(key="purchases.subscription.reinstated", label=_("Reinstated a subscription")),
)
histories.add(
    History(
        key="purchases.order",
        label=_("Order"),
        find=order_for,
        url=lambda order: reverse("purchases:order", args=[order.pk]),
        field=field_of_order,
        may_edit=lambda member, order: may_change_order(member, order) and not order.is_cancelled,
        refusals=(PurchaseRefused,),
        topic=lambda order: ("party", order.party_id),
    ),
    History(
        key="purchases.product",
        label=_("Product"),
        find=product_for,
        url=lambda product: reverse("purchases:product", args=[product.pk]),
        field=field_of_product,
        may_edit=may_edit_product,
        refusals=(PurchaseRefused,),
    ),
)
manifests.api_routers.add(
    manifests.ApiRouter(
        key="purchases", routes="perennial.purchases.api.routes", refusals=(PurchaseRefused,), conflicts=(Conflict,), order=40
    )
)
stage_reasons.add(
    *(
        StageReason(key=f"purchases.{stage.value}", words=partial(lifecycle.because, stage.value))
        for stage in (*lifecycle.ORDER, Stage.LEAD)
    )
)
manifests.first_steps.add(
    manifests.FirstStep(
        key="orders",
        label=_("Let their orders follow"),
        text=_("Every customer has a rhythm of buying. From a few orders each, Today knows who falls out of it."),
        act=_("See the orders"),
        url_name="purchases:orders",
        icon="receipt-text",
        is_done=is_anything_sold,
        may=may_edit_purchases,
        order=30,
    )
)
works.add(
    Work(key="purchases.renew_subscriptions", label=_("Renewing subscriptions"), icon="refresh-cw", did=_("%(n)s renewed")),
    Work(key="purchases.refresh_rhythm", label=_("Working out how often customers buy"), icon="activity"),
    Work(key="purchases.restage_everybody", label=_("Working out everybody’s stage"), icon="milestone", did=_("%(n)s changed")),
    Work(key="purchases.follow_rhythm", label=_("Working out anew how often customers buy"), icon="activity"),
)

"""What purchases offers to the registries."""

from django.utils.translation import gettext_lazy as _

from perennial.kernel import manifests
from perennial.kernel.manifests import OwedSource, PersonalData
from perennial.purchases import slipping

manifests.owed_sources.add(
    OwedSource(
        key="purchases.slipping",
        label=_("Slipping from their own rhythm"),
        help=_("Repeat customers whose silence is long for the gaps they usually leave between orders."),
        icon="trending-down",
        rows=slipping.owed_rows,
        count=slipping.owed_count,
        stake=slipping.owed_stake,
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
    PersonalData(key="purchases.Subscription", path="party", order=34),
    PersonalData(key="purchases.Pause", path="subscription__party", order=35),
    PersonalData(key="purchases.Renewal", path="subscription__party", order=36),
    PersonalData(key="purchases.Cancellation", path="subscription__party", order=37),
    PersonalData(key="purchases.PurchaseSummary", path="party", order=38),
    PersonalData(key="purchases.StageAnswer", path="party", order=39),
)

"""What foresight offers to the registries."""

from django.utils.translation import gettext_lazy as _

from perennial.connect.sample.parts import SamplePart, sample_parts
from perennial.foresight import panels, slipping
from perennial.foresight import reportjobs as reportjobs  # names its schedule
from perennial.foresight.actions import forget_suggestions, score_customers
from perennial.foresight.customerfields import fields_of
from perennial.foresight.definitions import (
    BUYERS,
    CURRENCIES,
    PRODUCT_BUYERS,
    PRODUCT_DAYS,
    PURCHASE_DAYS,
    SILENCES,
)
from perennial.foresight.nextproducts import companions_part, next_products_panel
from perennial.foresight.rules import may_see_reports, may_set_holdout
from perennial.foresight.sample import forget_predictions, load_predictions
from perennial.kernel import manifests
from perennial.kernel.jobs.works import Work, works
from perennial.kernel.manifests import Deed, Move, NavItem, Panel, PersonalData, SettingsPage, WorkedOut
from perennial.lake.core import definitions
from perennial.purchases.judging import judges
from perennial.purchases.parts import ProductPart, product_parts
from perennial.records.kinds import FieldSource, field_sources

definitions.add(PURCHASE_DAYS, CURRENCIES, BUYERS, SILENCES, PRODUCT_DAYS, PRODUCT_BUYERS)
judges.add(slipping.MODELS)
sample_parts.add(
    SamplePart(
        key="foresight",
        saying="Learning what customers will do",
        load=load_predictions,
        remove=forget_predictions,
        order=20,
    )
)
field_sources.add(FieldSource(key="foresight", fields=fields_of))
manifests.personal_data.add(
    PersonalData(key="foresight.Score", path="party", order=60),
    PersonalData(key="foresight.Point", path="party", order=61),
    PersonalData(key="foresight.Flag", path="party", order=62),
    PersonalData(key="foresight.Suggestion", path="party", order=65),
    PersonalData(key="foresight.RenewalChance", path="subscription__party", order=66),
)
manifests.moves.add(
    Move(key="foresight.Score", how="derive", settle=score_customers, order=60),
    Move(key="foresight.Point", how="stay", order=61),
    Move(key="foresight.Flag", once=("last_on",), order=62),
    Move(key="foresight.Suggestion", how="derive", settle=forget_suggestions, order=65),
    Move(key="foresight.RenewalChance", path="subscription__party", how="hang", order=66),
)
manifests.worked_out.add(
    WorkedOut(key="foresight.Score"),
    WorkedOut(key="foresight.Point"),
    WorkedOut(key="foresight.Flag"),
    WorkedOut(key="foresight.Suggestion"),
    WorkedOut(key="foresight.Companion"),
    WorkedOut(key="foresight.RenewalChance"),
)
works.add(
    Work(key="foresight.fit_and_score", label=_("Learning what customers will do"), icon="brain", did=_("%(n)s changed")),
    Work(key="foresight.score_everybody", label=_("Working out what to expect"), icon="sparkles", did=_("%(n)s changed")),
    Work(key="foresight.follow_written", label=_("Following many new orders"), icon="sparkles", did=_("%(n)s changed")),
    Work(key="foresight.score_customer", label=_("Working out what to expect of one customer"), icon="sparkles"),
    Work(key="foresight.score_buyers", label=_("Working out what to expect of some customers"), icon="sparkles"),
    Work(key="foresight.follow_purchases", label=_("Looking whether there is much to learn"), icon="eye"),
    Work(
        key="foresight.suggest_products",
        label=_("Working out what customers may buy next"),
        icon="shopping-basket",
        did=_("%(n)s changed"),
    ),
)
manifests.panels.add(
    Panel(
        key="foresight.next_products",
        template="foresight/next_products.html",
        context=next_products_panel,
        place="main",
        order=26,
    )
)
product_parts.add(
    ProductPart(key="foresight.companions", template="foresight/companions.html", context=companions_part, order=10)
)
works.add(
    Work(key="foresight.make_report", label=_("Making a report card"), icon="badge-check", member=2),
    Work(
        key="foresight.learn_from_renewals",
        label=_("Learning which subscriptions are renewed"),
        icon="repeat",
        did=_("%(n)s changed"),
    ),
    Work(
        key="foresight.tell_renewals_of_customer",
        label=_("Working out whether one customer renews a subscription"),
        icon="repeat",
    ),
    Work(key="foresight.make_regular_report", label=_("Looking whether a report card is due"), icon="badge-check"),
)
manifests.nav.add(
    NavItem(
        key="foresight",
        label=_("Foresight"),
        icon="telescope",
        url_name="foresight:index",
        order=60,
        may=may_see_reports,
        shortcut="r",
    )
)
manifests.panels.add(
    Panel(
        key="foresight.expecting", template="foresight/expecting.html", context=panels.expecting_panel, place="main", order=25
    )
)
manifests.panels.add(
    Panel(key="foresight.renewals", template="foresight/renewing.html", context=panels.renewing_panel, place="side", order=41)
)
manifests.settings_pages.add(
    SettingsPage(
        key="foresight.holdout",
        label=_("Holdout"),
        help=_("How many customers at risk are kept off Today, to measure what getting in touch changes."),
        icon="flask-conical",
        url_name="foresight:holdout",
        may=may_set_holdout,
    )
)
manifests.deeds.add(
    Deed(key="foresight.report.asked", label=_("Asked for a report card")),
    Deed(key="foresight.holdout.changed", label=_("Changed who is kept off Today by lot")),
    Deed(key="foresight.fit.asked", label=_("Asked for predictions to be learnt anew")),
)

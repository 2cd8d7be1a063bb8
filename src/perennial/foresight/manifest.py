"""What foresight offers to the registries."""

from django.utils.translation import gettext_lazy as _

from perennial.foresight.actions import score_customers
from perennial.foresight.definitions import BUYERS, CURRENCIES, PURCHASE_DAYS, RETENTION, RHYTHMS, SILENCES
from perennial.kernel import manifests
from perennial.kernel.jobs.works import Work, works
from perennial.kernel.manifests import Move, PersonalData
from perennial.lake.core import definitions

definitions.add(PURCHASE_DAYS, CURRENCIES, BUYERS, RETENTION, SILENCES, RHYTHMS)
manifests.personal_data.add(
    PersonalData(key="foresight.Score", path="party", order=60),
    PersonalData(key="foresight.Point", path="party", order=61),
    PersonalData(key="foresight.Flag", path="party", order=62),
)
manifests.moves.add(
    Move(key="foresight.Score", how="derive", settle=score_customers, order=60),
    Move(key="foresight.Point", how="stay", order=61),
    Move(key="foresight.Flag", once=("last_on",), order=62),
)
works.add(
    Work(key="foresight.fit_and_score", label=_("Learning what customers will do"), icon="brain", did=_("%(n)s changed")),
    Work(key="foresight.score_everybody", label=_("Working out what to expect"), icon="sparkles", did=_("%(n)s changed")),
    Work(key="foresight.score_customer", label=_("Working out what to expect of one customer"), icon="sparkles"),
    Work(key="foresight.score_buyers", label=_("Working out what to expect of some customers"), icon="sparkles"),
    Work(key="foresight.follow_purchases", label=_("Looking whether there is much to learn"), icon="eye"),
)

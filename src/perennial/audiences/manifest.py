"""What audiences offer to the registries."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.audiences import screens  # noqa: F401 - offers the screens
from perennial.audiences.actions import AudienceRefusedError, ConflictError
from perennial.audiences.customerfields import fields_of
from perennial.audiences.settling import settle_audiences
from perennial.kernel import manifests
from perennial.kernel.jobs.works import Work, works
from perennial.kernel.manifests import Deed, Move, PersonalData, WorkedOut
from perennial.records.kinds import FieldSource, field_sources

field_sources.add(FieldSource(key="audiences", fields=fields_of))
manifests.personal_data.add(PersonalData(key="audiences.Stay", path="party", order=60))
manifests.moves.add(
    Move(
        key="audiences.Stay",
        how="derive",
        settle=settle_audiences,
        words=lambda count: ngettext("%(count)s audience", "%(count)s audiences", count) % {"count": count},
        order=60,
    )
)
manifests.worked_out.add(WorkedOut(key="audiences.Stay"))
manifests.deeds.add(
    Deed(key="audiences.audience.created", label=_("Made an audience")),
    Deed(key="audiences.audience.changed", label=_("Changed an audience")),
    Deed(key="audiences.audience.deleted", label=_("Deleted an audience")),
    Deed(key="audiences.audience.restored", label=_("Restored an audience")),
)
manifests.api_routers.add(
    manifests.ApiRouter(
        key="audiences",
        routes="perennial.audiences.api.routes",
        refusals=(AudienceRefusedError,),
        conflicts=(ConflictError,),
        order=70,
    )
)
works.add(
    Work(
        key="audiences.refresh_audience_job",
        label=_("Finding who is in an audience"),
        icon="users",
        did=_("%(n)s entered or left"),
    ),
    Work(
        key="audiences.decide_customers_job",
        label=_("Deciding in which audiences customers are"),
        icon="users",
        did=_("%(n)s entered or left"),
    ),
    Work(
        key="audiences.refresh_audiences_job",
        label=_("Deciding all audiences anew"),
        icon="users",
        did=_("%(n)s entered or left"),
    ),
)

"""What packs offer."""

from django.utils.translation import gettext_lazy as _

from perennial.kernel import manifests
from perennial.kernel.manifests import Deed
from perennial.packs.queries import was_ever_chosen
from perennial.packs.rules import may_use_packs

manifests.settings_pages.add(
    manifests.SettingsPage(
        key="packs",
        label=_("Starter packs"),
        help=_("Fields, stages, check-ins and words for your kind of business, in one click"),
        icon="package-open",
        url_name="packs:packs",
        order=45,
        may=may_use_packs,
    )
)
manifests.deeds.add(
    Deed(key="packs.pack.installed", label=_("Set a starter pack up")),
    Deed(key="packs.pack.removed", label=_("Removed a starter pack")),
)
manifests.first_steps.add(
    manifests.FirstStep(
        key="packs",
        label=_("Say what kind of business you are"),
        text=_("A starter pack sets fields, stages, check-ins and words. You can take it away again."),
        act=_("Choose a starter pack"),
        url_name="packs:packs",
        icon="package-open",
        is_done=was_ever_chosen,
        may=may_use_packs,
        order=10,
    )
)

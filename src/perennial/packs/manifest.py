"""What packs offer."""

from django.utils.translation import gettext_lazy as _

from perennial.kernel import manifests
from perennial.kernel.manifests import Deed
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

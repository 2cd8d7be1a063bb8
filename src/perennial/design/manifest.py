"""What the design itself offers to the palette."""

from django.utils.translation import gettext_lazy as _

from perennial.kernel import manifests

manifests.commands.add(
    manifests.Command(
        key="design.help",
        label=_("Help"),
        icon="life-buoy",
        url_name="design:help",
        words=_("how tour keys shortcuts questions"),
        order=95,
    ),
    manifests.Command(
        key="design.news",
        label=_("What’s new"),
        icon="sprout",
        url_name="design:news",
        words=_("version changes release"),
        order=96,
    ),
)

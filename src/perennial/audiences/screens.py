"""What the screens of audiences offer: a place in the navigation, commands."""

from django.utils.translation import gettext_lazy as _

from perennial.audiences.rules import may_edit_audiences, may_see_audiences
from perennial.kernel import manifests
from perennial.kernel.manifests import Command, NavItem

manifests.nav.add(
    NavItem(
        key="audiences",
        label=_("Audiences"),
        icon="blend",
        url_name="audiences:index",
        order=25,
        may=may_see_audiences,
        shortcut="a",
    )
)
manifests.commands.add(
    Command(
        key="audiences.new",
        label=_("New audience"),
        icon="blend",
        url_name="audiences:new",
        words=_("segment group build target who"),
        order=30,
        may=may_edit_audiences,
    ),
    Command(
        key="audiences.ready",
        label=_("Ready-made audiences"),
        icon="sparkles",
        url_name="audiences:ready",
        words=_("segment RFM loyal VIP lapsed at risk birthdays champions"),
        order=31,
        may=may_see_audiences,
    ),
    Command(
        key="audiences.deleted",
        label=_("Deleted audiences"),
        icon="archive-restore",
        url_name="audiences:deleted",
        words=_("restore undo trash bin"),
        order=83,
        may=may_edit_audiences,
    ),
)

"""What today offers."""

from django.utils.translation import gettext_lazy as _

from perennial.kernel import manifests
from perennial.kernel.manifests import Deed
from perennial.today.queries import count_for_navigation

manifests.nav.add(
    manifests.NavItem(
        key="today",
        label=_("Today"),
        icon="sun",
        url_name="today:today",
        order=10,
        count=count_for_navigation,
        shortcut="t",
        phone=True,
    )
)
manifests.commands.add(
    manifests.Command(
        key="today.snoozes",
        label=_("See what is snoozed"),
        icon="alarm-clock",
        url_name="today:snoozes",
        words=_("sleep later wake"),
    )
)
manifests.personal_data.add(manifests.PersonalData(key="today.Snooze", path="party"))
manifests.moves.add(manifests.Move(key="today.Snooze"))
manifests.deeds.add(
    Deed(key="today.row.snoozed", label=_("Snoozed a row of Today")),
    Deed(key="today.row.woken", label=_("Woke a row of Today")),
)

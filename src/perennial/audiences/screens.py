"""What the screens of audiences offer: a place in the navigation, commands."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from perennial.audiences import owed
from perennial.audiences.actions import AudienceRefusedError
from perennial.audiences.history import field_of_audience
from perennial.audiences.queries import audience_for
from perennial.audiences.rules import may_edit_audiences, may_see_audiences
from perennial.audiences.sample import load_audiences
from perennial.audiences.telling import panel
from perennial.connect.sample.parts import SamplePart, sample_parts
from perennial.kernel import manifests
from perennial.kernel.manifests import Command, NavItem, OwedSource, Panel
from perennial.team.histories import History, histories

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
manifests.panels.add(Panel(key="audiences", template="audiences/panel.html", context=panel, place="side", order=45))
sample_parts.add(SamplePart(key="audiences", saying="Gathering audiences", load=load_audiences))
manifests.owed_sources.add(
    OwedSource(
        key="audiences.entered",
        label=_("New in an audience"),
        help=_(
            "Customers who entered an audience that tells so here. Gone once somebody was in touch with them, or after two "
            "weeks."
        ),
        icon="blend",
        rows=owed.entered,
        count=owed.count_entered,
        clause=owed.entered_clause,
        hue=195,
        order=60,
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
histories.add(
    History(
        key="audiences.audience",
        label=_("Audience"),
        find=audience_for,
        url=lambda audience: reverse("audiences:page", args=[audience.pk]),
        field=field_of_audience,
        may_edit=lambda member, audience: may_edit_audiences(member),
        refusals=(AudienceRefusedError,),
        topic=lambda audience: ("audience", audience.pk),
    )
)

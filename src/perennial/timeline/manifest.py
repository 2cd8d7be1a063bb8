"""What the timeline offers: kinds of touchpoint, the timeline on the customer's page, ways to log from anywhere."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.kernel import manifests
from perennial.kernel.manifests import Command, Deed, Move, Panel, PersonalData, SearchSource, TimelineSource, TouchpointKind
from perennial.lake.core import definitions
from perennial.lake.sources import sources
from perennial.records.happenings import happenings
from perennial.search.models import Vocabulary
from perennial.search.sources import Holder, holders
from perennial.timeline import notices  # noqa: F401 - names its kinds of notification
from perennial.timeline.actions import TouchpointError, recompute_contacts, unsealed
from perennial.timeline.choices import COMPLAINT, WITHDRAWAL, Direction
from perennial.timeline.definitions import DIRECTLY_FOLLOWS
from perennial.timeline.happened import TOUCHED
from perennial.timeline.lake import TOUCHPOINT_SOURCE
from perennial.timeline.panel import brief_panel, timeline_panel
from perennial.timeline.queries import entry_hits, touchpoint_moments, was_anything_logged
from perennial.timeline.rules import may_log
from perennial.timeline.words import ENTRIES, index_entries

sources.add(TOUCHPOINT_SOURCE)
happenings.add(TOUCHED)
definitions.add(DIRECTLY_FOLLOWS)
holders.add(Holder(key="timeline.Touchpoint", vocabulary=Vocabulary.TEXTS, held=ENTRIES.held, fill=index_entries, order=20))
manifests.search_sources.add(SearchSource(key="timeline", label=_("Notes and touchpoints"), find=entry_hits, order=40))
manifests.touchpoint_kinds.add(
    TouchpointKind(key="note", label=_("Note"), icon="sticky-note", channel="note", hue=75, loggable=True, order=10),
    TouchpointKind(
        key="call",
        label=_("Call"),
        icon="phone",
        channel="phone",
        direction=Direction.TWO_WAY,
        hue=300,
        contact=True,
        loggable=True,
        order=20,
    ),
    TouchpointKind(
        key="missed_call",
        label=_("Call, not reached"),
        icon="phone-missed",
        channel="phone",
        direction=Direction.OUTBOUND,
        hue=30,
        order=25,
    ),
    TouchpointKind(
        key="visit",
        label=_("Visit"),
        icon="footprints",
        channel="in_person",
        direction=Direction.TWO_WAY,
        hue=320,
        contact=True,
        loggable=True,
        order=30,
    ),
    TouchpointKind(
        key="meeting",
        label=_("Meeting"),
        icon="users",
        channel="in_person",
        direction=Direction.TWO_WAY,
        hue=280,
        contact=True,
        loggable=True,
        order=40,
    ),
    TouchpointKind(
        key="email",
        label=_("E-mail"),
        icon="mail",
        channel="email",
        direction=Direction.OUTBOUND,
        hue=245,
        contact=True,
        loggable=True,
        order=50,
    ),
    TouchpointKind(
        key="message",
        label=_("Message"),
        icon="message-circle",
        channel="message",
        direction=Direction.OUTBOUND,
        hue=215,
        contact=True,
        loggable=True,
        order=60,
    ),
    TouchpointKind(
        key="letter",
        label=_("Letter"),
        icon="mailbox",
        channel="post",
        direction=Direction.OUTBOUND,
        hue=190,
        contact=True,
        loggable=True,
        order=70,
    ),
    TouchpointKind(
        key="review",
        label=_("Review"),
        icon="star",
        channel="web",
        direction=Direction.INBOUND,
        hue=340,
        loggable=True,
        order=80,
    ),
    TouchpointKind(
        key=COMPLAINT,
        label=_("Complaint"),
        icon="frown",
        channel="other",
        direction=Direction.INBOUND,
        hue=0,
        loggable=True,
        order=85,
    ),
    TouchpointKind(key="other", label=_("Other"), icon="circle-dot", hue=150, loggable=True, order=90),
    TouchpointKind(key=WITHDRAWAL, label=_("Withdrawn"), icon="undo-2", order=99),
)
manifests.personal_data.add(
    PersonalData(key="timeline.Touchpoint", path="party"),
    PersonalData(key="timeline.Pin", path="party"),
    PersonalData(key="timeline.ContactSummary", path="party"),
)
manifests.moves.add(
    Move(
        key="timeline.Touchpoint",
        words=lambda count: ngettext("%(count)s touchpoint", "%(count)s touchpoints", count) % {"count": count},
        opened=lambda: unsealed("merge"),
        order=20,
    ),
    Move(key="timeline.Pin", order=21),
    Move(key="timeline.ContactSummary", how="derive", settle=recompute_contacts, order=22),
)
manifests.timeline_sources.add(
    TimelineSource(
        key="timeline",
        label=_("Touchpoints"),
        icon="footprints",
        moments=touchpoint_moments,
        kinds=tuple(manifests.touchpoint_kinds.keys()),
        order=10,
    )
)
manifests.panels.add(Panel(key="timeline", template="timeline/panel.html", context=timeline_panel, place="main", order=90))
manifests.panels.add(Panel(key="timeline.brief", template="timeline/brief.html", context=brief_panel, place="brief", order=90))
manifests.commands.add(
    Command(
        key="timeline.call",
        label=_("Log a call"),
        icon="phone",
        url_name="timeline:log_call",
        dialog=True,
        may=may_log,
        words=_("phone telephone spoke"),
        shortcut="l",
        order=10,
    ),
    Command(
        key="timeline.note",
        label=_("Write a note"),
        icon="sticky-note",
        url_name="timeline:log_note",
        dialog=True,
        may=may_log,
        words=_("remember comment"),
        shortcut="w",
        order=11,
    ),
    Command(
        key="timeline.visit",
        label=_("Log a visit"),
        icon="footprints",
        url_name="timeline:log_visit",
        dialog=True,
        may=may_log,
        words=_("came in shop"),
        order=12,
    ),
    Command(
        key="timeline.meeting",
        label=_("Log a meeting"),
        icon="users",
        url_name="timeline:log_meeting",
        dialog=True,
        may=may_log,
        order=13,
    ),
    Command(
        key="timeline.message",
        label=_("Log a message"),
        icon="message-circle",
        url_name="timeline:log_message",
        dialog=True,
        may=may_log,
        words=_("e-mail letter chat"),
        order=14,
    ),
)
manifests.deeds.add(
    Deed(key="timeline.touchpoint.logged", label=_("Wrote something down")),
    Deed(key="timeline.touchpoint.corrected", label=_("Corrected what was written down")),
    Deed(key="timeline.touchpoint.withdrawn", label=_("Took back what was written down")),
    Deed(key="timeline.touchpoint.pinned", label=_("Pinned a note")),
    Deed(key="timeline.touchpoint.unpinned", label=_("Unpinned a note")),
)
manifests.api_routers.add(
    manifests.ApiRouter(key="timeline", routes="perennial.timeline.api.routes", refusals=(TouchpointError,), order=30)
)
manifests.first_steps.add(
    manifests.FirstStep(
        key="touchpoint",
        label=_("Log a call, a visit or a note"),
        text=_(
            "Five seconds from anywhere: press the key for it or use the palette. It counts as contact, and Today takes note."
        ),
        act=_("Log a call"),
        url_name="timeline:log_call",
        icon="phone",
        is_done=was_anything_logged,
        may=may_log,
        dialog=True,
        order=50,
    )
)

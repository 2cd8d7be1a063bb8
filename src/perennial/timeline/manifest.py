"""What the timeline offers: kinds of touchpoint, the data it keeps of people."""

from django.utils.translation import gettext_lazy as _

from perennial.kernel import manifests
from perennial.kernel.manifests import PersonalData, TouchpointKind
from perennial.timeline.choices import WITHDRAWAL, Direction

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
    TouchpointKind(key="other", label=_("Other"), icon="circle-dot", hue=150, loggable=True, order=90),
    TouchpointKind(key=WITHDRAWAL, label=_("Withdrawn"), icon="undo-2", order=99),
)
manifests.personal_data.add(
    PersonalData(key="timeline.Touchpoint", path="party"),
    PersonalData(key="timeline.Pin", path="party"),
    PersonalData(key="timeline.ContactSummary", path="party"),
)

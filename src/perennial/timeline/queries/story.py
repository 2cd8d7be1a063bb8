"""A customer's whole story: what every slice keeps of it, merged by time and read page by page."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perennial.kernel import manifests
from perennial.kernel.manifests import Label, Moment
from perennial.kernel.prepared import prepared
from perennial.team.mentions import kept_in
from perennial.timeline.choices import WITHDRAWAL, Direction
from perennial.timeline.kinds import kind_named
from perennial.timeline.models import Pin, Touchpoint

PAGE = 30
OWN = "timeline"
STAFF = "staff"
Position = tuple[dt.datetime, int]
GROUPS: Mapping[str, tuple[Label, frozenset[str]]] = {  # by the channels of their kinds
    "notes": (gettext_lazy("Notes"), frozenset({"note"})),
    "talks": (gettext_lazy("Calls and visits"), frozenset({"phone", "in_person"})),
    "messages": (gettext_lazy("Messages"), frozenset({"email", "message", "post"})),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """What of a story is to be shown; nothing chosen shows all."""

    group: str = ""
    direction: str = ""
    member_id: int | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.group or self.direction or self.member_id or self.text)

    @property
    def only_own(self) -> bool:
        """Direction, member and words are asked of touchpoints alone."""
        return bool(self.direction or self.member_id or self.text)


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """Some moments, newest first, and the position after which there are more."""

    moments: Sequence[Moment]
    more_before: Position | None

    @property
    def days(self) -> list[tuple[dt.date, list[Moment]]]:
        """The moments by calendar day."""
        return [(day, list(some)) for day, some in groupby(self.moments, lambda m: timezone.localtime(m.at).date())]


def story_of(party_id: int, *, before: Position | None = None, choice: Choice = Choice(), limit: int = PAGE) -> Page:
    """The newest `limit` moments of a customer strictly before a position. A fixed number of queries a source."""
    kinds = _kinds_of(choice.group)
    found: list[Moment] = []
    for source in manifests.timeline_sources:
        if source.key == OWN:
            found += touchpoint_moments(party_id, before, kinds, limit + 1, choice=choice)
        elif not choice.only_own and (kinds is None or kinds & set(source.kinds)):
            found += source.moments(party_id, before, kinds, limit + 1)
    found.sort(key=lambda moment: (moment.at, moment.id), reverse=True)
    shown = found[:limit]
    return Page(shown, (shown[-1].at, shown[-1].id) if len(found) > limit else None)


def groups() -> list[tuple[str, Label]]:
    """What a story can be narrowed to: groups of kinds of touchpoint, then what other slices keep."""
    own = [(key, label) for key, (label, _channels) in GROUPS.items()]
    return [*own, *((source.key, source.label) for source in manifests.timeline_sources if source.key != OWN)]


def touchpoint_moments(
    party_id: int, before: Position | None, kinds: frozenset[str] | None, limit: int, *, choice: Choice = Choice()
) -> list[Moment]:
    """Touchpoints that stand, newest first: two queries, each over an index."""
    if before is None and kinds is None and not choice:
        return _moments(_newest(party_id, limit=limit))
    standing = Touchpoint.objects.standing().filter(party=party_id)
    if before is not None:
        at, pk = before
        standing = standing.filter(happened_at__lte=at).filter(Q(happened_at__lt=at) | Q(pk__lt=pk))
    if kinds is not None:
        standing = standing.filter(kind__in=kinds)
    if choice.direction:
        standing = standing.filter(direction=choice.direction)
    if choice.member_id:
        standing = standing.filter(member=choice.member_id)
    if choice.text:
        standing = standing.filter(text__icontains=choice.text)
    return _moments(list(standing.select_related("member").order_by("-happened_at", "-pk")[:limit]))


@prepared
def _newest(party_id: int, *, limit: int) -> "QuerySet[Touchpoint]":
    standing = Touchpoint.objects.standing().filter(party=party_id).select_related("member")
    return standing.order_by("-happened_at", "-pk")[:limit]


@prepared
def _pinned(party_id: int) -> "QuerySet[Pin, int]":
    return Pin.objects.filter(party=party_id).order_by("-at", "-pk").values_list("touchpoint_id", flat=True)


def pinned_of(party_id: int) -> list[Moment]:
    """The entries that were pinned, in their last version, the one pinned last first. At most three queries."""
    originals = _pinned(party_id)
    if not originals:
        return []
    standing = Touchpoint.objects.standing().filter(Q(pk__in=originals) | Q(corrects__in=originals))
    by_original = {
        moment.data["touchpoint"].original_id: moment for moment in _moments(list(standing.select_related("member")))
    }
    return [by_original[pk] for pk in originals if pk in by_original]


def _kinds_of(group: str) -> frozenset[str] | None:
    if group in GROUPS:
        _label, channels = GROUPS[group]
        return frozenset(kind.key for kind in manifests.touchpoint_kinds if kind.channel in channels)
    source = manifests.timeline_sources.get(group)
    return frozenset(source.kinds) if source is not None and group != OWN else None


def _moments(touchpoints: Sequence[Touchpoint]) -> list[Moment]:
    corrected = [touchpoint.corrects_id for touchpoint in touchpoints if touchpoint.corrects_id]
    versions: dict[int, list[Touchpoint]] = {}
    if corrected:
        older = Touchpoint.objects.filter(Q(pk__in=corrected) | Q(corrects__in=corrected)).exclude(kind=WITHDRAWAL)
        for version in older.select_related("member").order_by("-pk"):
            versions.setdefault(version.original_id, []).append(version)
    return [_moment(touchpoint, versions.get(touchpoint.original_id, [])) for touchpoint in touchpoints]


def _moment(touchpoint: Touchpoint, versions: Sequence[Touchpoint]) -> Moment:
    kind = kind_named(touchpoint.kind)
    older = [version for version in versions if version.pk < touchpoint.pk]
    original = older[-1] if older else touchpoint
    # what was brought in from elsewhere is always learned late; what somebody here tells late is worth saying
    late = touchpoint.source == STAFF and original.recorded_at - touchpoint.happened_at > dt.timedelta(hours=1)
    return Moment(
        at=touchpoint.happened_at,
        id=touchpoint.pk,
        kind=touchpoint.kind,
        title=_title(touchpoint, str(kind.label)),
        text=touchpoint.text,
        icon=kind.icon,
        hue=kind.hue,
        who=str(original.member or ""),
        recorded_at=original.recorded_at if late else None,
        template="timeline/touchpoint.html",
        data={
            "touchpoint": touchpoint,
            "older": older,
            "look": kind.channel,
            "source": touchpoint.source,
            "mentions": kept_in(touchpoint.properties),
        },
    )


def _title(touchpoint: Touchpoint, label: str) -> str:
    if touchpoint.properties.get("outcome") == "left_message":
        return _("Call, left a message")
    if touchpoint.kind == "greeting" and (name := touchpoint.properties.get("name")):
        return _("Greeted: %(name)s") % {"name": _("birthday") if name == "birthday" else name}
    if touchpoint.direction == Direction.INBOUND:
        return _("%(kind)s from the customer") % {"kind": label}
    if touchpoint.direction == Direction.OUTBOUND and kind_named(touchpoint.kind).contact:
        return _("%(kind)s from us") % {"kind": label}
    return label

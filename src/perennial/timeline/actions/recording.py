"""Writing down what happened between a customer and us."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from perennial.kernel import clock, manifests
from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.people.actions import tell_followers
from perennial.people.mentioning import LONGEST_QUOTE, mentioned_in, tell_mentioned
from perennial.team.deeds import record_deed
from perennial.team.mentions import Mention, MentionUnclear
from perennial.team.mentions import told as names_of
from perennial.team.models import Member
from perennial.timeline.actions.contacts import add_to_summary
from perennial.timeline.choices import COMPLAINED, COMPLAINT, LONGEST_TEXT, MENTION, Direction
from perennial.timeline.events import TouchpointLogged
from perennial.timeline.models import Touchpoint
from perennial.timeline.words import ENTRIES

EARLIEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
CLOCK_SLACK = dt.timedelta(minutes=5)
LONGEST_PROPERTIES = 32_000


class TouchpointError(ValueError):
    """What was told cannot be kept; the message says why and how to mend it."""


@transaction.atomic
def log_touchpoint(
    *,
    party_id: int,
    kind: str,
    by: Member | None,
    text: str = "",
    direction: str | None = None,
    channel: str | None = None,
    happened_at: dt.datetime | None = None,
    source: str = "staff",
    key: str | None = None,
    properties: Mapping[str, Any] | None = None,
) -> Touchpoint:
    """Add an entry to a customer's timeline, bring the summary of contact up to date and tell `TouchpointLogged`.

    Direction and channel are the kind's own unless told. The same (`source`, `key`) told again changes nothing and answers
    with the first entry. Refuses unknown kinds, texts that are too long or hold characters that cannot be kept, and moments
    in the future or before 1900.
    """
    meaning = manifests.touchpoint_kinds.get(kind)
    if meaning is None:
        raise TouchpointError(_("“%(kind)s” is not a kind of touchpoint.") % {"kind": kind[:40]})
    if key is not None and (told := Touchpoint.objects.filter(source=source, key=key).first()):
        return told
    happened_at = happened_at or clock.now()
    check(text=text, happened_at=happened_at, properties=properties, direction=direction)
    mentions = mentioned(text, party_id) if by is not None else []
    touchpoint = Touchpoint(
        party_id=party_id,
        kind=kind,
        channel=channel or meaning.channel,
        direction=direction or meaning.direction,
        happened_at=happened_at,
        recorded_at=clock.now(),
        source=source,
        member=by,
        text=text,
        properties=dict(properties or {}) | ({"mentions": names_of(mentions)} if mentions else {}),
        key=key,
    )
    try:
        with transaction.atomic():
            touchpoint.save(force_insert=True)
    except IntegrityError:  # told a second time in the same moment
        if key is None:
            raise
        return Touchpoint.objects.get(source=source, key=key)
    ENTRIES.add([(touchpoint.pk, text)])
    add_to_summary(touchpoint)
    if by is not None:
        record_deed("timeline.touchpoint.logged", by=by, on=touchpoint)
    tell_mentioned(mentions, text, party_id, kind=MENTION, by=by)
    if kind == COMPLAINT:
        tell_followers({party_id: {"quote": " ".join(text.split())[:LONGEST_QUOTE]}}, kind=COMPLAINED, by=by)
    publish(
        TouchpointLogged(
            touchpoint_id=touchpoint.pk,
            party_id=party_id,
            kind=kind,
            channel=touchpoint.channel,
            direction=touchpoint.direction,
            happened_at=happened_at,
            contact=meaning.contact,
            by_id=by.pk if by else None,
        )
    )
    signal("party", id=party_id)
    return touchpoint


def mentioned(text: str, party_id: int) -> list[Mention]:
    """Who is mentioned; refuses with a TouchpointError."""
    try:
        return mentioned_in(text, party_id)
    except MentionUnclear as unclear:
        raise TouchpointError(str(unclear)) from None


def check(
    *, text: str, happened_at: dt.datetime, properties: Mapping[str, Any] | None = None, direction: str | None = None
) -> None:
    """Refuse what cannot be kept, with a sentence that says why."""
    if len(text) > LONGEST_TEXT:
        raise TouchpointError(
            _("The text has %(length)s characters; at most %(most)s fit. Shorten it or link to the document.")
            % {"length": number_format(len(text)), "most": number_format(LONGEST_TEXT)}
        )
    if "\x00" in text:
        raise TouchpointError(_("The text holds a null character, which cannot be kept. Remove it and try again."))
    if happened_at > clock.now() + CLOCK_SLACK:
        raise TouchpointError(_("This moment is in the future. Log what has happened; for what will, set a follow-up."))
    if happened_at < EARLIEST:
        raise TouchpointError(_("This moment is before 1900. Check the year."))
    if direction is not None and direction not in Direction.values:
        raise TouchpointError(_("“%(direction)s” is not a direction.") % {"direction": direction[:40]})
    if properties:
        _check_properties(properties)


def _check_properties(properties: Mapping[str, Any]) -> None:
    try:
        written = json.dumps(dict(properties), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise TouchpointError(_("The properties cannot be written as JSON.")) from None
    if len(written) > LONGEST_PROPERTIES or "\\u0000" in written:
        raise TouchpointError(_("The properties are longer than 32,000 characters or hold a null character."))

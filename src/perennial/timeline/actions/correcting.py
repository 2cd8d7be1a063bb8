"""Setting an entry right: a correction and a withdrawal are new entries; the old ones stay."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.people.mentioning import tell_mentioned
from perennial.team.deeds import record_deed
from perennial.team.mentions import kept_in
from perennial.team.models import Member
from perennial.timeline.actions.contacts import recompute_contacts
from perennial.timeline.actions.recording import TouchpointError, check, mentioned
from perennial.timeline.choices import MENTION, WITHDRAWAL
from perennial.timeline.events import TouchpointCorrected, TouchpointWithdrawn
from perennial.timeline.models import Touchpoint
from perennial.timeline.words import ENTRIES


@transaction.atomic
def correct_touchpoint(
    touchpoint: Touchpoint,
    *,
    by: Member | None,
    text: str | None = None,
    kind: str | None = None,
    direction: str | None = None,
    happened_at: dt.datetime | None = None,
) -> Touchpoint:
    """Add a version of an entry with what is right now; what is not named stays. Tells `TouchpointCorrected`.

    A correction that changes nothing is not written. Refuses to correct a version that is no longer the last one (somebody
    else corrected it meanwhile) and whatever `log_touchpoint` would refuse.
    """
    last = _last_version(touchpoint)
    if last.pk != touchpoint.pk:
        raise TouchpointError(_("Somebody corrected this entry in the meantime. Look at it again, then correct it."))
    after: dict[str, Any] = {
        "text": touchpoint.text if text is None else text,
        "kind": kind or touchpoint.kind,
        "direction": direction or touchpoint.direction,
        "happened_at": happened_at or touchpoint.happened_at,
    }
    changes = {
        field: (getattr(touchpoint, field), value) for field, value in after.items() if getattr(touchpoint, field) != value
    }
    if not changes:
        return touchpoint
    check(text=str(after["text"]), happened_at=after["happened_at"], direction=str(after["direction"]))
    mentions = mentioned(str(after["text"]), touchpoint.party_id) if by is not None and "text" in changes else None
    if mentions is not None:
        before = kept_in(touchpoint.properties)
        after["properties"] = {name: value for name, value in touchpoint.properties.items() if name != "mentions"}
        if kept := tell_mentioned(mentions, str(after["text"]), touchpoint.party_id, kind=MENTION, by=by, before=before):
            after["properties"]["mentions"] = kept
    return _new_version(touchpoint, by=by, changed=list(changes), **after)


@transaction.atomic
def withdraw_touchpoint(touchpoint: Touchpoint, *, by: Member | None) -> Touchpoint:
    """Take an entry back: it no longer stands on the timeline nor counts as contact. Tells `TouchpointWithdrawn`. Withdrawing
    twice is once."""
    last = _last_version(touchpoint)
    if last.kind == WITHDRAWAL:
        return last
    withdrawal = _version(last, by=by, kind=WITHDRAWAL, text="")
    withdrawal.save(force_insert=True)
    ENTRIES.remove([last.pk])
    recompute_contacts([last.party_id])
    record_deed("timeline.touchpoint.withdrawn", by=by, on=withdrawal, name=str(last))
    publish(TouchpointWithdrawn(original_id=last.original_id, party_id=last.party_id, by_id=by.pk if by else None))
    signal("party", id=last.party_id)
    return withdrawal


@transaction.atomic
def reinstate_touchpoint(touchpoint: Touchpoint, *, by: Member | None) -> Touchpoint:
    """Undo a withdrawal: the version before it stands again, as a new one. Changes nothing where none was withdrawn."""
    last = _last_version(touchpoint)
    if last.kind != WITHDRAWAL:
        return last
    before = Touchpoint.objects.exclude(kind=WITHDRAWAL)
    good = before.filter(corrects_id=last.original_id).order_by("-pk").first() or before.get(pk=last.original_id)
    return _new_version(good, by=by, changed=["withdrawn"])


def _last_version(touchpoint: Touchpoint) -> Touchpoint:
    # locking the original makes two people who correct the same entry at once take turns
    original = Touchpoint.objects.select_for_update().get(pk=touchpoint.original_id)
    return Touchpoint.objects.filter(corrects_id=original.pk).order_by("-pk").first() or original


def _version(of: Touchpoint, *, by: Member | None, **fields: object) -> Touchpoint:
    kept = {name: getattr(of, name) for name in ("kind", "channel", "direction", "happened_at", "source", "text", "properties")}
    return Touchpoint(**(kept | fields), party_id=of.party_id, member=by, recorded_at=clock.now(), corrects_id=of.original_id)


def _new_version(of: Touchpoint, *, by: Member | None, changed: list[str], **fields: object) -> Touchpoint:
    version = _version(of, by=by, **fields)
    version.save(force_insert=True)
    ENTRIES.remove([of.pk])
    ENTRIES.add([(version.pk, version.text)])
    recompute_contacts([of.party_id])
    # the audit log names what changed; the words themselves stay in the timeline, from which a person can be erased
    record_deed("timeline.touchpoint.corrected", by=by, on=version, changes=dict.fromkeys(changed, ("", "")))
    publish(
        TouchpointCorrected(
            touchpoint_id=version.pk, original_id=of.original_id, party_id=of.party_id, by_id=by.pk if by else None
        )
    )
    signal("party", id=of.party_id)
    return version

"""Making, changing, deleting and restoring audiences."""

from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from perennial.audiences.circles import circle_through
from perennial.audiences.events import AudienceChanged, AudienceCreated, AudienceDeleted, AudienceRestored
from perennial.audiences.models import Audience
from perennial.audiences.naming import asked_in
from perennial.audiences.tree import Tree, to_json
from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.team.deeds import changes_between, record_deed
from perennial.team.models import Member, Workspace

MOST_AUDIENCES = 500
LONGEST_NAME, LONGEST_DESCRIPTION = 120, 1_000


class AudienceRefusedError(Exception):
    """An audience cannot be kept so; the message is for people. `field` names the input to be mended, when it is one."""

    def __init__(self, message: "str | Promise", field: str = "") -> None:
        super().__init__(str(message))
        self.field = field


class ConflictError(AudienceRefusedError):
    """Somebody else changed the audience since it was opened; nothing was written."""


@transaction.atomic
def create_audience(
    *, by: Member | None, name: str, condition: Tree, description: str = "", ready_made: str = "", on_today: bool = False
) -> Audience:
    """A group of customers from now on. Tells `AudienceCreated`; a job finds who is in it. Refuses a name that
    is taken, and conditions that ask for an audience that is not there."""
    _hold_all()
    _refuse_too_many()
    audience = Audience(author=by, ready_made=ready_made, on_today=on_today)
    _write(audience, name=name, description=description, condition=to_json(condition))
    audience.save(force_insert=True)
    if by is not None:
        record_deed("audiences.audience.created", by=by, on=audience)
    publish(AudienceCreated(audience_id=audience.pk, by_id=by.pk if by else None))
    signal("audience", id=audience.pk)
    return audience


@transaction.atomic
def change_audience(audience: Audience, *, by: Member | None, version: int, **values: Any) -> Audience:
    """Another `name`, `description`, `condition` (a tree) or `on_today`. Tells `AudienceChanged`, nothing when all is as it
    was; after another condition a job finds who is in it. Refuses like `create_audience`, a circle of audiences, and a
    `version` that somebody else has moved on from."""
    _hold_all()
    kept = Audience.objects.select_for_update(of=("self",)).get(pk=audience.pk)
    if kept.deleted_at is not None:
        raise AudienceRefusedError(_("“%(name)s” was deleted. Restore it first.") % {"name": kept.name})
    if kept.version != version:
        raise ConflictError(_("Somebody else changed “%(name)s” since you opened it.") % {"name": kept.name})
    fields = ("name", "description", "condition", "on_today")
    before = {field: getattr(kept, field) for field in fields}
    if "condition" in values:
        values["condition"] = to_json(values["condition"])
    _write(kept, **values)
    changes = changes_between(before, {field: getattr(kept, field) for field in fields})
    if not changes:
        return kept
    if "condition" in changes:
        kept.tells_from = None
    elif "on_today" in changes and kept.tells_from is not None:
        kept.tells_from = clock.now()
    kept.version += 1
    kept.updated_at = clock.now()
    kept.save()
    if by is not None:
        record_deed("audiences.audience.changed", by=by, on=kept, changes=changes)
    publish(AudienceChanged(audience_id=kept.pk, fields=tuple(sorted(changes)), by_id=by.pk if by else None))
    signal("audience", id=kept.pk)
    return kept


@transaction.atomic
def delete_audience(audience: Audience, *, by: Member | None) -> Audience:
    """Take an audience out of sight; it can be restored, with its history. Doing it twice changes nothing. Tells
    `AudienceDeleted`. Refuses while another audience asks for it, and names that one."""
    _hold_all()
    kept = Audience.objects.select_for_update(of=("self",)).get(pk=audience.pk)
    if kept.deleted_at is not None:
        return kept
    others = Audience.objects.kept().exclude(pk=kept.pk).values_list("name", "condition")
    asking = sorted(name for name, condition in others if kept.pk in asked_in(condition).audiences)
    if asking:
        text = _("“%(other)s” asks for “%(name)s”. Change that audience first.")
        raise AudienceRefusedError(text % {"other": asking[0], "name": kept.name})
    kept.deleted_at, kept.deleted_by = clock.now(), by
    kept.save(update_fields=["deleted_at", "deleted_by"])
    if by is not None:
        record_deed("audiences.audience.deleted", by=by, on=kept)
    publish(AudienceDeleted(audience_id=kept.pk, by_id=by.pk if by else None))
    signal("audience", id=kept.pk)
    return kept


@transaction.atomic
def restore_audience(audience: Audience, *, by: Member | None) -> Audience:
    """Bring back a deleted audience; who is in it is found anew. Doing it twice changes nothing. Tells `AudienceRestored`.
    Refuses when its name was given to another, or when it asks for one that is no longer there."""
    _hold_all()
    kept = Audience.objects.select_for_update(of=("self",)).get(pk=audience.pk)
    if kept.deleted_at is None:
        return kept
    _refuse_too_many()
    kept.deleted_at, kept.deleted_by, kept.tells_from = None, None, None
    _write(kept, name=kept.name, condition=kept.condition)
    kept.save(update_fields=["deleted_at", "deleted_by", "tells_from"])
    if by is not None:
        record_deed("audiences.audience.restored", by=by, on=kept)
    publish(AudienceRestored(audience_id=kept.pk, by_id=by.pk if by else None))
    signal("audience", id=kept.pk)
    return kept


def _hold_all() -> None:
    """Whoever else makes, changes, deletes or restores one waits until the transaction ends: two who work on different ones
    could give one name to both, let them ask for each other, or delete what the other asks for."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=1).values_list("pk"))


def _refuse_too_many() -> None:
    if Audience.objects.kept().count() >= MOST_AUDIENCES:
        raise AudienceRefusedError(_("There are as many audiences as there can be. Delete one that nobody needs."))


def _write(audience: Audience, **values: Any) -> None:
    if "name" in values:
        audience.name = _name(values.pop("name"), audience)
    if "condition" in values:
        audience.condition = _condition(values.pop("condition"), audience)
    if "description" in values:
        audience.description = str(values.pop("description")).strip()[:LONGEST_DESCRIPTION]
    if "on_today" in values:
        audience.on_today = bool(values.pop("on_today"))
    if values:
        raise TypeError(f"an audience has no {sorted(values)}")


def _name(name: str, audience: Audience) -> str:
    name = " ".join(str(name).split())
    if not name:
        raise AudienceRefusedError(_("Give the audience a name."), "name")
    if len(name) > LONGEST_NAME:
        raise AudienceRefusedError(_("A name has at most %(most)s characters.") % {"most": LONGEST_NAME}, "name")
    same = Audience.objects.kept().alias(lower=Lower("name")).filter(lower=Lower(Value(name)))  # as the database compares them
    if same.exclude(pk=audience.pk).exists():
        raise AudienceRefusedError(_("There is an audience of this name already."), "name")
    return name


def _condition(condition: dict[str, Any], audience: Audience) -> dict[str, Any]:
    named = asked_in(condition).audiences
    if named - set(Audience.objects.kept().filter(pk__in=named).values_list("pk", flat=True)):
        raise AudienceRefusedError(_("The condition asks for an audience that is not there."), "condition")
    if circle := circle_through(audience.pk, condition):
        names = [name or audience.name for name in (*circle, circle[0])]
        text = _("Audiences cannot ask for each other in a circle: %(circle)s.")
        raise AudienceRefusedError(text % {"circle": " → ".join(f"“{name}”" for name in names)}, "condition")
    return condition

"""Making two records of one customer one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.ids import id_before
from perennial.kernel.jobs.backend import enqueue_once
from perennial.kernel.live import signal
from perennial.people.actions.following import MERGED, tell_followers
from perennial.people.actions.merging_aside import set_aside, staying
from perennial.people.actions.merging_custom import take_custom
from perennial.people.actions.moving import move_rows, settle
from perennial.people.actions.refusals import Conflict, Refused
from perennial.people.actions.writing import id_of, index_words, named
from perennial.people.events import PartiesMerged
from perennial.people.merged_fields import CHOOSABLE, FIRST, NAMES, set_value, suggested, value_of
from perennial.people.merged_rows import Leaving
from perennial.people.models import Identity, Merge, Party, Suspicion
from perennial.team.deeds import record_deed
from perennial.team.models import Member

STRAGGLERS_AFTER = dt.timedelta(minutes=2)  # one job for all merges of a minute, once that is over
WAITED_AT_MOST = dt.timedelta(minutes=1)  # a row has its id before it waits for the merge to let go of the customer


@transaction.atomic
def merge_parties(
    survivor: Party,
    absorbed: Party,
    *,
    by: Member | None,
    choices: Mapping[str, str] | None = None,
    leaving: Leaving | None = None,
    versions: tuple[int, int] | None = None,
    run: int | None = None,
) -> Merge:
    """Make `absorbed` a part of `survivor`: whatever any slice keeps of it follows (`manifests.moves`), fields take the value
    of the side that `choices` names ({"city": "absorbed"}; "custom_7" of the business, "first_email" for what comes first of
    what both have; else the better one), the old id leads on to the survivor. What `leaving` names ({"tags": ids}, of either)
    is put away with the absorbed one. Tells PartiesMerged. Refuses a customer and
    itself, a person and an organisation, whoever is gone; raises Conflict when one of `versions` (survivor's, absorbed's) is
    old. Both are held, in the order of their ids, until all of it is done."""
    survivor, absorbed = _held(survivor, absorbed, versions)
    merge = Merge(survivor=survivor, absorbed=absorbed, by=by, run=run)
    choices = choices or {}
    changes = _choose(merge, survivor, absorbed, choices)
    changes |= set_aside(merge, survivor, absorbed, leaving or {})
    _yield_primaries(merge, survivor, absorbed, choices)
    merge.moved = move_rows(absorbed, survivor, staying=staying(merge))
    _have_primaries(survivor)
    _put_away(absorbed, survivor, by=by)
    changes |= take_custom(merge, survivor, absorbed, choices, by=by)
    merge.save(force_insert=True)
    index_words(survivor)
    Suspicion.objects.filter(first=absorbed).delete()
    Suspicion.objects.filter(second=absorbed).delete()
    settle([survivor, absorbed])
    record_deed("people.party.merged", by=by, on=survivor, changes={**changes, "merged": ("", absorbed.name)})
    record_deed("people.party.absorbed", by=by, on=absorbed, changes={"merged_into": ("", survivor.name)})
    tell_followers({survivor.pk: {"other": absorbed.name}}, kind=MERGED, by=by)
    publish(PartiesMerged(survivor_id=survivor.pk, absorbed_id=absorbed.pk, merge_id=merge.pk, by_id=id_of(by)))
    tell_pages(survivor, absorbed)
    _look_again(merge)
    return merge


@transaction.atomic
def gather_stragglers(merge: Merge) -> int:
    """Let follow what somebody wrote down for the absorbed one in the very moment of the merge. Gives how many rows did."""
    parties = hold([merge.survivor_id, merge.absorbed_id])
    kept = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    absorbed = parties[kept.absorbed_id]
    if kept.undone_at is not None or absorbed.merged_into_id != kept.survivor_id:
        return 0
    after = id_before(kept.pk, WAITED_AT_MOST)
    moved = move_rows(absorbed, parties[kept.survivor_id], after=after, staying=staying(kept))
    for name, ids in moved.items():
        kept.moved[name] = kept.moved.get(name, []) + ids
    if moved:
        kept.save(update_fields=["moved"])
        settle([parties[kept.survivor_id], absorbed])
        tell_pages(parties[kept.survivor_id])
    return sum(len(ids) for ids in moved.values())


def hold(ids: Sequence[int]) -> dict[int, Party]:
    """These parties as they stand, held until the transaction ends: always in the order of their ids, so that two who want the
    same ones wait for each other instead of for ever."""
    wanted = Party.objects.select_for_update(of=("self",)).select_related("owner").filter(pk__in=set(ids)).order_by("pk")
    return {party.pk: party for party in wanted}


def tell_pages(*parties: Party) -> None:
    """Let the open pages of these customers fetch themselves anew."""
    for party in parties:
        signal("party", id=party.pk)


def _held(survivor: Party, absorbed: Party, versions: tuple[int, int] | None) -> tuple[Party, Party]:
    if survivor.pk == absorbed.pk:
        raise Refused(_("This is one customer; choose another one to merge with."))
    held = hold([survivor.pk, absorbed.pk])
    for party in (survivor, absorbed):
        now = held.get(party.pk)
        if now is None:
            raise Refused(_("%(name)s was erased meanwhile; nothing was merged.") % {"name": party.name})
        if now.merged_into_id is not None:
            raise Refused(_("%(name)s was merged with somebody else meanwhile; nothing was merged now.") % {"name": now.name})
        if now.is_deleted:
            raise Refused(_("%(name)s was deleted; restore them first, then merge.") % {"name": now.name})
    survivor, absorbed = held[survivor.pk], held[absorbed.pk]
    if survivor.kind != absorbed.kind:
        raise Refused(_("One is a person and the other an organisation. Make them the same kind first, or relate them."))
    if versions is not None and versions != (survivor.version, absorbed.version):
        raise Conflict(_("Somebody changed one of the two while you were looking. Look again; nothing was merged."), survivor)
    return survivor, absorbed


def _choose(merge: Merge, survivor: Party, absorbed: Party, choices: Mapping[str, str]) -> dict[str, tuple[Any, Any]]:
    """Give the survivor the values that were chosen; what it had before is kept for the undo."""
    if unknown := {name for name in choices.keys() - {*CHOOSABLE, *FIRST} if not name.startswith("custom_")}:
        raise TypeError(f"not fields of a merge: {sorted(unknown)}")
    changes: dict[str, tuple[Any, Any]] = {}
    for name in CHOOSABLE:
        side = choices.get(name) or suggested(name, survivor, absorbed)
        before, after = value_of(survivor, name), value_of(absorbed, name)
        if side == "absorbed" and after != before:
            if name == "birthday" and before is None:
                continue  # the day itself follows
            set_value(survivor, name, after)
            merge.fields[name] = [before, after]
            changes[name] = (before, after)
    save_chosen(survivor)
    return changes


def save_chosen(party: Party) -> None:
    """Save a party whose values were set, and its version."""
    named(party)
    party.version += 1
    party.updated_at = clock.now()
    party.save(update_fields=[*NAMES, *_PLAIN, "owner", "stage", "sort_name", "version", "updated_at"])


_PLAIN = [name for name in CHOOSABLE if name not in ("name", "owner", "stage", "birthday")]


def _yield_primaries(merge: Merge, survivor: Party, absorbed: Party, choices: Mapping[str, str]) -> None:
    """Where both are reached by something first, the survivor's stays first, or the one that was chosen. Whose came first is
    kept for the undo."""
    left = staying(merge).get("people.Identity", ())
    first = Identity.objects.filter(party__in=[survivor, absorbed], is_primary=True).exclude(pk__in=left)
    of_both = {(identity.party_id, identity.kind): identity.pk for identity in first}
    chosen = {kind for name, kind in FIRST.items() if choices.get(name) == "absorbed"}
    yielding = []
    for (party_id, kind), pk in of_both.items():
        if party_id == absorbed.pk and (survivor.pk, kind) in of_both:
            yielding.append(of_both[survivor.pk, kind] if kind in chosen else pk)
    first.filter(pk__in=yielding).update(is_primary=False)
    theirs = {pk for (party_id, _kind), pk in of_both.items() if party_id == absorbed.pk}
    merge.primaries = sorted(theirs | set(yielding))


def _have_primaries(survivor: Party) -> None:
    """Where the one that came first was left out, the oldest of the others does."""
    first: dict[str, Identity] = {}
    for identity in Identity.objects.filter(party=survivor).order_by("kind", "-is_primary", "pk"):
        first.setdefault(identity.kind, identity)
    without = [identity.pk for identity in first.values() if not identity.is_primary]
    Identity.objects.filter(pk__in=without).update(is_primary=True)


def _put_away(absorbed: Party, survivor: Party, *, by: Member | None) -> None:
    absorbed.deleted_at, absorbed.deleted_by, absorbed.merged_into = clock.now(), by, survivor
    absorbed.version += 1
    absorbed.save(update_fields=["deleted_at", "deleted_by", "merged_into", "version"])
    Party.objects.filter(merged_into=absorbed).update(merged_into=survivor)


def _look_again(merge: Merge) -> None:
    from perennial.people.jobs import gather_stragglers_job

    minute = int(merge.at.timestamp()) // 60
    later = gather_stragglers_job.using(run_after=merge.at + STRAGGLERS_AFTER)
    enqueue_once(later, f"people.stragglers.{minute}", minute)

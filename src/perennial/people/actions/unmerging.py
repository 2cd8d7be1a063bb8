"""Taking merges back: each alone, in any order, also after both customers went on."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.manifests import moves
from perennial.people.actions.matching import note_distinction
from perennial.people.actions.merging import hold, save_chosen, tell_pages
from perennial.people.actions.merging_aside import give_back_aside, reclaim
from perennial.people.actions.merging_custom import CUSTOM, give_back_custom
from perennial.people.actions.moving import Return, counts_of, return_rows, settle
from perennial.people.actions.refusals import Conflict, Refused
from perennial.people.actions.writing import id_of, index_words
from perennial.people.events import MergeUndone
from perennial.people.merged_fields import label_of, set_value, shown, value_of
from perennial.people.models import Identity, Merge, Party, StageChange
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def undo_merge(merge: Merge, *, by: Member | None, are_two: bool = True) -> Merge:
    """Make two customers of one again: what moved goes back, the survivor's fields become what they were, the absorbed one is
    in its lists again, and nobody suspects the two any more, unless `are_two` is False. What cannot go back, because it was
    deleted, moved on or changed since, stays and is said item by item in `left`. Doing it twice changes nothing. Tells
    MergeUndone. Refuses a merge that is older than 30 days."""
    path, parties = _held(merge)
    merge = path[0]
    if merge.undone_at is not None:
        return merge
    if not merge.is_undoable:
        raise Refused(_("This was merged more than 30 days ago; what an undo needs is gone."))
    absorbed, survivor, holder = (parties[pk] for pk in (merge.absorbed_id, merge.survivor_id, path[-1].survivor_id))
    reclaim(path, parties)
    returned = return_rows(merge.moved, absorbed, {one.survivor_id for one in path})
    _take_out(path[1:], returned)
    merge.left = [
        *_said(returned),
        *give_back_aside(path, parties),
        *_take_back_fields(path, parties),
        *give_back_custom(path, parties),
        *_said_of_newer(merge, path, holder),
    ]
    _bring_back(absorbed, merge)
    _set_primaries(merge, absorbed, holder)
    for party in {holder.pk: holder, absorbed.pk: absorbed}.values():
        index_words(party)
    settle([holder, absorbed])
    merge.undone_at, merge.undone_by = clock.now(), by
    merge.save(update_fields=["undone_at", "undone_by", "left"])
    if are_two:
        note_distinction(absorbed, survivor, by=by)
    record_deed("people.party.unmerged", by=by, on=survivor, changes={"merged": (absorbed.name, "")})
    record_deed("people.party.unmerged", by=by, on=absorbed, changes={"merged_into": (survivor.name, "")})
    publish(MergeUndone(survivor_id=holder.pk, absorbed_id=absorbed.pk, merge_id=merge.pk, by_id=id_of(by)))
    tell_pages(holder, absorbed)
    return merge


def way_up(merge: Merge) -> list[Merge]:
    """The merge, and those by which its survivor became a part of somebody else, in order; one query each."""
    path = [merge]
    while above := Merge.objects.standing().filter(absorbed=path[-1].survivor_id).first():
        path.append(above)
    return path


def _held(merge: Merge) -> tuple[list[Merge], dict[int, Party]]:
    """The merge and those above it, with everybody in them, held; refuses when somebody was quicker."""
    before = way_up(merge)
    parties = hold([merge.absorbed_id, *(one.survivor_id for one in before)])
    ids = [one.pk for one in before]
    list(Merge.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    fresh = Merge.objects.filter(pk=merge.pk).first()
    if fresh is None:
        raise Refused(_("There is nothing to undo any more: one of the two was erased."))
    path = way_up(fresh)
    if [one.pk for one in path] != ids:
        raise Conflict(_("Somebody merged or parted these customers just now. Look again."), parties[merge.survivor_id])
    return path, parties


def _take_out(above: list[Merge], returned: Return) -> None:
    """What went back to its owner is no longer what a later merge moved on."""
    back = {name: set(ids) for name, ids in returned.back.items()}
    for merge in above:
        merge.moved = {name: [pk for pk in ids if pk not in back.get(name, ())] for name, ids in merge.moved.items()}
        merge.save(update_fields=["moved"])


def _take_back_fields(path: list[Merge], parties: dict[int, Party]) -> list[str]:
    """Set the fields back as far up as their values were handed on; gives what was changed since, in words."""
    left: list[str] = []
    touched: dict[int, Party] = {}
    for name in path[0].fields.keys() - {CUSTOM}:
        before, after = path[0].fields[name]
        for place, merge in enumerate(path):
            party = parties[merge.survivor_id]
            if value_of(party, name) != after:
                if name != "stage" or not _moved_by_rule(party):
                    left.append(_changed_since(party, name))
                break
            set_value(party, name, before)
            touched[party.pk] = party
            handed = path[place + 1].fields.get(name) if place + 1 < len(path) else None
            if handed is None or handed[1] != after:
                break
            before = handed[0]
            del path[place + 1].fields[name]
            path[place + 1].save(update_fields=["fields"])
    for party in touched.values():
        save_chosen(party)
    return left


def _changed_since(party: Party, name: str) -> str:
    words = _("%(field)s of %(name)s was changed since and stays “%(value)s”.")
    return words % {"field": label_of(name), "name": party.name, "value": shown(party, name)}


def _moved_by_rule(party: Party) -> bool:
    last = StageChange.objects.filter(party=party).order_by("-at", "-id").first()
    return last is not None and bool(last.rule)


def _said(returned: Return) -> list[str]:
    said = []
    for move in moves:
        words = move.words or _unnamed
        if count := returned.gone.get(move.key):
            said.append(_("%(what)s: deleted since.") % {"what": words(count)})
        if count := returned.elsewhere.get(move.key):
            said.append(_("%(what)s: with another customer since, and left there.") % {"what": words(count)})
    return said


def _said_of_newer(merge: Merge, path: list[Merge], holder: Party) -> list[str]:
    """What came since for the one that both were stays there: nobody can know whose it is."""
    others = Merge.objects.standing().filter(survivor__in=[one.survivor_id for one in path], pk__gt=merge.pk)
    brought = [
        name for moved in others.values_list("moved", flat=True) for name, ids in moved.items() for pk in ids if pk > merge.pk
    ]
    said = []
    for move, count in counts_of(holder, after=merge.pk):
        own = count - sum(name.startswith(f"{move.key}.") for name in brought)
        if own > 0 and move.words is not None:
            said.append(_("%(what)s came since and stays with %(name)s.") % {"what": move.words(own), "name": holder.name})
    return said


def _bring_back(absorbed: Party, merge: Merge) -> None:
    absorbed.deleted_at = absorbed.deleted_by = absorbed.merged_into = None
    absorbed.version += 1
    absorbed.save(update_fields=["deleted_at", "deleted_by", "merged_into", "version"])
    below, level = set[int](), {absorbed.pk}
    while level := set(Merge.objects.standing().filter(survivor__in=level).values_list("absorbed_id", flat=True)) - below:
        below |= level
    Party.objects.filter(pk__in=below - {absorbed.pk}).update(merged_into=absorbed)


def _set_primaries(merge: Merge, absorbed: Party, holder: Party) -> None:
    """Whatever came first before comes first again; who is left without takes the oldest."""
    first = set(merge.primaries)
    for party in (absorbed, holder):
        mine: dict[str, list[Any]] = {}
        for identity in Identity.objects.filter(party=party).order_by("pk"):
            mine.setdefault(identity.kind, []).append(identity)
        for same in mine.values():
            before = next((one for one in same if one.pk in first), None)
            now = next((one for one in same if one.is_primary), None)
            chosen = (before or now if party == absorbed else now or before) or same[0]
            for one in same:
                if one.is_primary != (one is chosen):
                    one.is_primary = one is chosen
                    one.save(update_fields=["is_primary"])


def _unnamed(count: int) -> str:
    return ngettext("%(count)s other record", "%(count)s other records", count) % {"count": count}

"""Erasing a deleted customer for good."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from perennial.kernel.jobs import enqueue_once
from perennial.kernel.once import forget_answers_about
from perennial.lake.jobs import forget_erased
from perennial.people.actions.editing import locked
from perennial.people.actions.following import MERGED
from perennial.people.actions.refusals import Refused
from perennial.people.actions.writing import id_of, tell
from perennial.people.events import PartyErased
from perennial.people.models import Merge, Party, SearchTerm
from perennial.people.personal import erase_rows, ids_of, rows_told_of
from perennial.records.bulk.tidying import forget_changes_of
from perennial.records.custom.values import forget_party
from perennial.search.actions import forget_words
from perennial.search.jobs import forget_what_is_gone
from perennial.search.models import Vocabulary
from perennial.team.deeds import erase_from_audit_log, erase_values_from_audit_log, record_deed
from perennial.team.models import AuditEntry, Member
from perennial.team.notifying import forget_notifications


@transaction.atomic
def erase_party(party: Party, *, by: Member | None, typed_name: str) -> dict[str, int]:
    """Remove a deleted party, the records that were merged into it, and everything that the slices declared as its
    personal data, for good; in the audit log stays that it was done, by whom and how many rows, and the names in older entries
    are emptied. Tells PartyErased before the rows go. Refuses a party that is not deleted, and a wrong name."""
    kept = locked(party)
    if not kept.is_deleted:
        raise Refused(_("Only a deleted customer can be erased."))
    if typed_name.strip() != kept.name.strip():
        raise Refused(_("This is not the name of the customer. Type it exactly as it is shown."), "typed_name")
    ids = ids_of(kept)
    for id_ in ids:
        tell(PartyErased(party_id=id_, by_id=id_of(by)))
    for model, rows in rows_told_of(kept):
        erase_from_audit_log(model._meta.label_lower, rows, by=by, reason=f"#{kept.pk}")
        forget_changes_of(rows)
    _forget_merges_of(ids, by=by, reason=f"#{kept.pk}")
    words = list(SearchTerm.objects.filter(party__in=ids).values_list("term", flat=True))
    for id_ in ids:
        forget_party(id_)
    forget_notifications(kept._meta.label_lower, ids)
    counts = erase_rows(kept)
    forget_answers_about(party.pk)
    forget_words(Vocabulary.NAMES, words)
    enqueue_once(forget_what_is_gone, "search.erased")  # the words of its texts
    enqueue_once(forget_erased, "lake.erased")
    kept.pk = party.pk  # deleting took it away
    record_deed("people.party.erased", by=by, on=kept, name=f"#{party.pk}", changes={"rows": (sum(counts.values()), 0)})
    return counts


def _forget_merges_of(ids: Sequence[int], *, by: Member | None, reason: str) -> None:
    """Whoever was merged with them and parted again goes on; what the history of that one, and the bell of who follows it, tell
    of the merge is about them, too."""
    merges = list(Merge.objects.filter(Q(survivor__in=ids) | Q(absorbed__in=ids), undone_at__isnull=False))
    entries = [pk for merge in merges for pk in _entries_of(merge, without=ids)]
    erase_values_from_audit_log(entries, by=by, reason=reason)
    others = {pk for merge in merges for pk in (merge.survivor_id, merge.absorbed_id)}.difference(ids)
    forget_notifications(Party._meta.label_lower, sorted(others), kind=MERGED)


def _entries_of(merge: Merge, *, without: Sequence[int]) -> Iterator[int]:
    """What the log holds of a merge and of its undo about the one that stays: the first of its kind from that moment on, for
    both were held until it was written."""
    for pk, deed in ((merge.survivor_id, "merged"), (merge.absorbed_id, "absorbed")):
        for action, at in ((deed, merge.at), ("unmerged", merge.undone_at)):
            told = AuditEntry.objects.filter(object_kind=Party._meta.label_lower, object_id=pk, action=f"people.party.{action}")
            if pk not in without:
                yield from told.filter(at__gte=at).order_by("id").values_list("pk", flat=True)[:1]

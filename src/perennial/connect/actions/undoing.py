"""Undoing an import: changes are set back, what it made goes; what others changed or built upon since is left and named.

Three buckets: reversed, kept (somebody changed it, or something hangs on it), failed (and why). A job like the import itself:
every chunk and its cursor in one fenced transaction, so it goes on wherever it was killed.
"""

import time
from collections.abc import Callable, Collection, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from perennial.connect import staging
from perennial.connect.actions.preparing import ImportRefused
from perennial.connect.actions.removing import REMOVALS, Removal
from perennial.connect.actions.reverting import REVERSALS
from perennial.connect.choices import Bucket, ImportState, Phase
from perennial.connect.events import ImportWritten
from perennial.connect.models import Change, Import, Remainder
from perennial.kernel import clock
from perennial.kernel.bulk import bulk_find, bulk_write
from perennial.kernel.events import publish
from perennial.kernel.jobs import checkpoint, commit, progress
from perennial.kernel.live import signal
from perennial.people.models import Party
from perennial.purchases.actions import settle_purchases
from perennial.team.deeds import record_deed
from perennial.team.models import Member
from perennial.team.reach import owners_within_reach
from perennial.timeline.actions import recompute_contacts

AT_ONCE = 2_000
ORDER = (Phase.CHANGES, Phase.ORDERS, Phase.TOUCHPOINTS, Phase.CUSTOMERS, Phase.PRODUCTS, Phase.RESUMMING)

Kept = list[tuple[str, int, str, str]]  # (bucket, id, name, why)
Told = Callable[[str, int, int], None]


@transaction.atomic
def undo_import(one: Import, *, by: Member | None, queue: bool = True) -> Import:
    """Take back what an import did, as a job. Records the deed. Refuses one that is running, was undone, or did nothing."""
    kept = Import.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if not kept.may_be_undone:
        raise ImportRefused(_("There is nothing to undo: the import is under way, was undone already, or changed nothing."))
    kept.state, kept.phase, kept.cursor, kept.stop_requested_at = ImportState.UNDOING, Phase.CHANGES, 0, None
    kept.undone_by, kept.reversed, kept.kept, kept.undo_failed = by, 0, 0, 0
    record_deed("connect.import.undone", by=by, on=kept)
    if queue:
        from perennial.connect.jobs import run_undo_job

        kept.job_id = int(run_undo_job.enqueue(kept.pk).id)
    kept.save()
    signal("import", id=kept.pk)
    return kept


def run_undo(import_id: int, *, told: Told = lambda phase, done, total: None) -> Import:
    """Do what is left of an undo. Safe to call again after any crash."""
    one = Import.objects.get(pk=import_id)
    return Undo(one, told).go() if one.state == ImportState.UNDOING else one


class Undo:
    """One attempt at undoing."""

    def __init__(self, one: Import, told: Told) -> None:
        self.one, self.tell = one, told
        self.file = one.folder / "undo.sqlite3"
        self.within = owners_within_reach(one.undone_by) if one.undone_by else None  # the command sees all
        self.began = time.monotonic()

    def go(self) -> Import:
        """All phases that are left."""
        self.one.folder.mkdir(parents=True, exist_ok=True)
        staging.fresh(self.file)
        while self.one.phase in ORDER:
            phase = Phase(self.one.phase)
            if phase == Phase.CHANGES:
                self._revert()
            elif phase == Phase.RESUMMING:
                self._add_up()
            else:
                self._remove(REMOVALS[phase])
            after = ORDER.index(phase) + 1
            if after == len(ORDER):
                break
            with checkpoint():
                self._save(phase=ORDER[after], cursor=0)
        self._end()
        return self.one

    def _revert(self) -> None:
        changes = Change.objects.filter(of=self.one).order_by("id")
        while some := list(changes.filter(pk__gt=self.one.cursor)[:AT_ONCE]):
            with checkpoint():
                kept: Kept = []
                for model, revert in REVERSALS.items():
                    mine = [change for change in some if change.model == model]
                    if mine:
                        left, touched = revert(mine, self.within)
                        kept += left
                        self._note(model, left)
                        self._touch(touched)
                self._count(len(some), kept, some[-1].pk)

    def _remove(self, removal: Removal) -> None:
        while ids := removal.next(self.one, self.one.cursor, AT_ONCE):
            with checkpoint():
                kept = removal.blocked(self.one, ids, self.within)
                blocked = {id_ for _bucket, id_, _name, _why in kept}
                going = [id_ for id_ in ids if id_ not in blocked]
                self._touch(removal.touched(going))
                kept += self._delete(removal, going)
                self._note(removal.label, kept)
                self._count(len(ids), kept, ids[-1])

    def _delete(self, removal: Removal, ids: Sequence[int]) -> Kept:
        try:
            with transaction.atomic():
                removal.delete(ids)
        except IntegrityError:
            pass
        else:
            return []
        failed: Kept = []
        for id_ in ids:  # one by one, to find the one that cannot go
            try:
                with transaction.atomic():
                    removal.delete([id_])
            except IntegrityError as trouble:
                failed.append((Bucket.FAILED.value, id_, removal.names([id_]).get(id_, ""), str(trouble)[:300]))
        return failed

    def _count(self, handled: int, kept: Kept, cursor: int) -> None:
        failed = sum(bucket == Bucket.FAILED for bucket, *_rest in kept)
        self._save(
            cursor=cursor,
            reversed=self.one.reversed + handled - len(kept),
            kept=self.one.kept + len(kept) - failed,
            undo_failed=self.one.undo_failed + failed,
        )
        signal("import", id=self.one.pk)
        done, total = self.one.reversed + self.one.kept, self.one.created + self.one.updated
        phase = str(Phase(self.one.phase).label)
        self.tell(phase, done, max(total, done))
        progress(done, max(total, done), phase)

    def _note(self, model: str, kept: Kept) -> None:
        rows = [(bucket, id_, name[:200], why[:300]) for bucket, id_, name, why in kept]
        same = {"of_id": self.one.pk, "model": model}
        bulk_write(Remainder, ("bucket", "object_id", "name", "why"), rows, same=same, skip_conflicts=True)

    def _touch(self, party_ids: Collection[int]) -> None:
        with staging.opened(self.file) as db:
            staging.touch(db, party_ids)

    def _add_up(self) -> None:
        with staging.opened(self.file) as db:
            while ids := staging.touched_after(db, self.one.cursor, AT_ONCE):
                left = [id_ for (id_,) in bulk_find(Party, "id", ids, ("id",))]
                with checkpoint():
                    settle_purchases(left)
                    recompute_contacts(left)
                    self._save(cursor=ids[-1])

    def _save(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self.one, name, value)
        self.one.save(update_fields=list(values))

    def _end(self) -> None:
        with commit():
            now = clock.now()
            changes = {"reversed": (0, self.one.reversed), "kept": (0, self.one.kept), "failed": (0, self.one.undo_failed)}
            record_deed("connect.import.undo_ended", by=self.one.undone_by, on=self.one, changes=changes)
            self._save(state=ImportState.UNDONE, phase=Phase.ENDED, undone_at=now)
            publish(ImportWritten(import_id=self.one.pk, kind=self.one.kind))
            signal("import", id=self.one.pk, state=ImportState.UNDONE.value)
        self.file.unlink(missing_ok=True)

"""Taking a change of many records back: what nobody changed since is set back, the rest is left and listed."""

from perennial.kernel import clock
from perennial.kernel.jobs import commit
from perennial.records.bulk.acts import Round
from perennial.records.bulk.running import AT_ONCE, Chunks, signal_end
from perennial.records.bulk.starting import act_for
from perennial.records.models import BulkChange, BulkState, BulkValue
from perennial.team.deeds import record_deed
from perennial.team.models import Member


def run_undo(bulk_id: int) -> None:
    """Do what is left of an undo. Safe to call again after any crash."""
    change = BulkChange.objects.get(pk=bulk_id)
    if change.state == BulkState.UNDOING:
        Undo(change).go()


class Undo(Chunks):
    """One attempt at undoing it."""

    is_undo = True

    @property
    def done(self) -> int:
        return self.change.undo_looked

    def member(self) -> Member:
        return Member.objects.get(pk=self.change.undone_by_id)

    def work(self, by: Member) -> bool:
        change, many = self.change, act_for(self.change, by).many
        rows = BulkValue.objects.filter(of=change, record__gt=change.undo_cursor).order_by("record")
        before = dict(rows.values_list("record", "before")[:AT_ONCE])
        if not before:
            return False
        held, left = self.hold(by, list(before), many.needs, many.comes_back)
        outcome = many.take_back(Round(by, change.pk), held, before, change.value)
        left += outcome.left
        self.note(left, change.kept)
        self.save(undo_cursor=max(before), restored=change.restored + len(outcome.changed), kept=change.kept + len(left))
        self.tell(outcome, by)
        return True

    def end(self) -> None:
        """What could not be gone through because the member may no longer do it can be undone by somebody else."""
        with commit():
            change = BulkChange.objects.select_for_update(of=("self",)).get(pk=self.change.pk)
            change.trouble = self.change.trouble
            change.state = BulkState.STOPPED if change.trouble else BulkState.UNDONE
            change.undone_at = None if change.trouble else clock.now()
            change.save()
            counts = {"rows": ("", change.restored), "left": ("", change.kept)}
            record_deed("records.bulk.undone", by=change.undone_by, on=change, changes=counts)
            signal_end(change)

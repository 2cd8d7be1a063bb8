"""Running a change of many records: chunk by chunk, each with what stood there before in one fenced transaction."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_write, rarely_collected
from perennial.kernel.events import publish
from perennial.kernel.jobs import checkpoint, commit, progress
from perennial.kernel.live import signal
from perennial.records.bulk.acts import Halt, Held, Left, Outcome, Round
from perennial.records.bulk.starting import TOPIC, act_for, begin_undo
from perennial.records.compiling import compiled
from perennial.records.conditions import ConditionError, from_json
from perennial.records.events import RecordsChangedTogether
from perennial.records.fields import Rows
from perennial.records.kinds import kind_named
from perennial.records.listing import COUNTED
from perennial.records.models import BulkChange, BulkLeft, BulkState, BulkValue
from perennial.team.deeds import record_deed
from perennial.team.models import Member
from perennial.team.speaking import speaking_to

AT_ONCE = 5_000
FOLLOWED = 20  # so many records tell the pages that show them
NAMED = 10_000  # so many of the records that were left are listed


def run_bulk(bulk_id: int) -> None:
    """Do what is left of a change. Safe to call again after any crash."""
    change = BulkChange.objects.get(pk=bulk_id)
    if change.state == BulkState.RUNNING:
        Run(change).go()


class Chunks:
    """What doing and undoing have in common: the chunks, the counting, the end."""

    is_undo = False

    def __init__(self, change: BulkChange) -> None:
        self.change, self.kind = change, kind_named(change.kind)

    def go(self) -> None:
        """All that is left, until the end or until it cannot go on."""
        try:
            with rarely_collected():
                while self._chunk():
                    progress(self.done, self.change.total or 0, self.change.words)
        except Halt as halt:
            self.change.trouble = str(halt)[:300]
        self.end()

    @property
    def done(self) -> int:
        """How many records were looked at."""
        raise NotImplementedError

    def member(self) -> Member:
        """Who does it, as they are now: their rights may change while it runs."""
        raise NotImplementedError

    def work(self, by: Member) -> bool:
        """One chunk, within its transaction; False when nothing is left."""
        raise NotImplementedError

    def end(self) -> None:
        """The last transaction."""
        raise NotImplementedError

    def _chunk(self) -> bool:
        with checkpoint():
            by = self.member()
            with speaking_to(by), timezone.override(clock.zone_named(self.change.zone)):  # days are those of its beginning
                return self.work(by)

    def hold(self, by: Member, ids: Sequence[int], needs: Sequence[str], deleted: bool) -> tuple[list[Held], list[Left]]:
        """The records of a chunk, locked, and those that are left."""
        assert self.kind.hold is not None
        return self.kind.hold(by, ids, needs, deleted)

    def note(self, left: Sequence[Left], before: int) -> None:
        """List those that are left, the first of them."""
        rows = [(one.pk, one.name[:200], one.why[:300]) for one in left[: max(0, NAMED - before)]]
        same = {"of_id": self.change.pk, "is_undo": self.is_undo}
        bulk_write(BulkLeft, ("record", "name", "why"), rows, same=same, skip_conflicts=True)

    def tell(self, outcome: Outcome, by: Member) -> None:
        """The fact for all who hear it, and the page of the change."""
        if outcome.changed:
            ids = tuple(pk for pk, _before in outcome.changed)
            fact = RecordsChangedTogether(
                kind=self.change.kind,
                act=self.change.act,
                bulk_id=self.change.pk,
                record_ids=ids,
                is_undo=self.is_undo,
                by_id=by.pk,
            )
            publish(fact)
            self._signal(ids)
        signal(TOPIC, id=self.change.pk)

    def _signal(self, ids: Sequence[int]) -> None:
        """Let pages that show one of a few follow at once; those of very many do when they are opened again."""
        if len(ids) > FOLLOWED:
            return
        topics = {self.kind.heard_on(record) for record in self.kind.model._base_manager.filter(pk__in=ids)}
        for topic in sorted(topics - {""}):
            name, _colon, key = topic.partition(":")
            signal(name, id=int(key))

    def save(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.change, name, value)
        self.change.save(update_fields=list(values))


class Run(Chunks):
    """One attempt at doing it."""

    @property
    def done(self) -> int:
        return self.change.looked

    def member(self) -> Member:
        return Member.objects.get(pk=self.change.by_id)

    def work(self, by: Member) -> bool:
        change, act = self.change, act_for(self.change, by)
        if _is_stopped(change):
            return False
        if change.total is None:
            self.save(total=len(change.ids) if change.ids is not None else _meant(change, by).count())
        ids = _next(change, by)
        if not ids:
            return False
        held, left = self.hold(by, ids, act.many.needs, False)
        outcome = act.many.change(Round(by, change.pk), held, change.value)
        left += outcome.left
        bulk_write(BulkValue, ("record", "before"), outcome.changed, same={"of_id": change.pk})
        self.note(left, change.left_alone)
        self.save(
            cursor=ids[-1],
            looked=change.looked + len(ids),
            changed=change.changed + len(outcome.changed),
            left_alone=change.left_alone + len(left),
        )
        self.tell(outcome, by)
        return True

    def end(self) -> None:
        with commit():
            change = BulkChange.objects.select_for_update(of=("self",)).get(pk=self.change.pk)
            is_whole = not self.change.trouble and change.stop_requested_at is None
            change.trouble, change.finished_at = self.change.trouble, clock.now()
            change.state = BulkState.DONE if is_whole else BulkState.STOPPED
            if change.undone_by_id is not None and change.changed:
                begin_undo(change)
            change.save()
            counts = {"rows": ("", change.changed), "left": ("", change.left_alone)}
            record_deed("records.bulk.ended", by=change.by, on=change, changes=counts)
            signal_end(change)


def signal_end(change: BulkChange) -> None:
    """Let the page of the change and the lists of such records fetch themselves anew."""
    signal(TOPIC, id=change.pk)
    signal(f"list.{change.kind}")


def _is_stopped(change: BulkChange) -> bool:
    return BulkChange.objects.filter(pk=change.pk, stop_requested_at__isnull=False).exists()


def _next(change: BulkChange, by: Member) -> list[int]:
    if change.ids is not None:
        return [pk for pk in change.ids if pk > change.cursor][:AT_ONCE]
    rows = _meant(change, by, dense=(change.total or 0) > COUNTED)
    return list(rows.filter(pk__gt=change.cursor).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def _meant(change: BulkChange, by: Member, *, dense: bool = False) -> Rows:
    """The records that fit what was frozen when the change began. Fields that were renamed are the same fields; one that is
    gone or no longer this member's to see is a Halt: without it more would be changed than was meant."""
    kind = kind_named(change.kind)
    try:
        asked = from_json(change.condition, kind.fields_for(by))
        own = {field.key: field for field in kind.built_in()}
        with clock.standing_at(change.at):
            rows = kind.kept() if kind.kept else kind.visible(by)
            if change.border is not None:
                rows = compiled(from_json(change.border, own), own, dense=dense).on(rows)
            return compiled(asked, kind.fields_for(by), dense=dense).on(rows).filter(pk__lt=change.pk)
    except ConditionError as error:
        raise Halt(_("The filter cannot be understood any more: %(why)s") % {"why": error.why}) from None

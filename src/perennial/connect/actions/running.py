"""Running an import: reading the file, writing its records chunk by chunk, adding up. Each phase goes on where it was killed.

Effects and the cursor that says how far they go are written in the same fenced transaction (`checkpoint`), so that a record is
written once, whatever is killed and whenever.
"""

import datetime as dt
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from perennial.connect import staging
from perennial.connect.choices import Alike, ImportState, Phase
from perennial.connect.events import ImportWritten
from perennial.connect.kinds import kind_of
from perennial.connect.kinds.base import Context, Kind, Options, Record, Verdict
from perennial.connect.kinds.custom import PREFIX, CustomColumns
from perennial.connect.kinds.parsing import row_parser
from perennial.connect.kinds.troubles import Trouble, said_together
from perennial.connect.ledger import Ledger
from perennial.connect.models import Import, RowError
from perennial.connect.reading import NotReadable, Reading, read_rows
from perennial.connect.reading.cells import BadCell
from perennial.connect.reasons import Reasons
from perennial.kernel import clock
from perennial.kernel.bulk import bulk_write, rarely_collected
from perennial.kernel.events import publish
from perennial.kernel.ids import new_id
from perennial.kernel.jobs import checkpoint, commit, progress
from perennial.kernel.live import signal
from perennial.people.actions import compare_soon
from perennial.team.deeds import record_deed
from perennial.team.models import Member
from perennial.team.reach import owners_within_reach

ROWS_AT_ONCE = 10_000
PARTIES_AT_ONCE = 10_000
COMPARED_IN = dt.timedelta(seconds=5)
CUSTOMERS = "customers"  # what persons and organisations are kept as
MOST_COMPARED = 5_000  # of those who would be added, with the customers who are known
SHOWN = 20  # rows of each bucket in a preview

Told = Callable[[str, int, int], None]


class Stopped(Exception):  # noqa: N818
    """A member asked for the import to stop."""


def run_import(import_id: int, *, told: Told = lambda phase, done, total: None) -> Import:
    """Do what the import is in the middle of: look through it, import it. Safe to call again after any crash."""
    one = Import.objects.get(pk=import_id)
    if one.state not in (ImportState.CHECKING, ImportState.RUNNING):
        return one
    return Run(one, told).go()


class Run:
    """One attempt at an import."""

    def __init__(self, one: Import, told: Told) -> None:
        self.one, self.tell = one, told
        self.kind: Kind = kind_of(one.kind)
        self.options = Options.from_dict(one.options)
        self.reading = Reading.from_dict(one.reading)
        self.is_check = one.state == ImportState.CHECKING
        self.began = time.monotonic()
        self.fields_shown = self.kind.all_fields()
        self.columns = {key: self.reading.names[int(index)] for index, key in one.mapping.items()}
        self.reasons, self.ledger = Reasons(one.reasons), Ledger.alone()

    def go(self) -> Import:
        """All phases that are left."""
        try:
            with rarely_collected():
                self._go_through()
            self._end(ImportState.READY if self.is_check else ImportState.DONE)
        except Stopped:
            self._end(ImportState.DRAFT if self.is_check else ImportState.STOPPED)
        except NotReadable as trouble:
            self.one.trouble = str(trouble)
            self._end(ImportState.FAILED)
        return self.one

    def _go_through(self) -> None:
        if self.one.phase == Phase.READING or not self.one.staging.exists():
            self._read()
        with staging.opened(self.one.staging) as db:
            self.ledger = Ledger(db)
            if self.one.phase == Phase.APPLYING:
                self._check(db) if self.is_check else self._apply(db)
            if self.one.phase == Phase.SUMMING:
                self._add_up(db)

    def _read(self) -> None:
        if not self.one.source.exists():
            raise NotReadable(_("The file is not kept any more. Upload it again."))
        if gone := [key for key in self.one.mapping.values() if key.startswith(PREFIX) and self.kind.field(key) is None]:
            raise NotReadable(_("%s of the mapped fields was removed. Map the columns anew.") % len(gone))
        size = max(self.one.file_size, 1)
        count = staging.stage(
            self.one.staging,
            self._records(lambda done: self._told(_("Reading the file"), done, size)),
            ways_of=lambda record, key: self.kind.ways_of(record, key, self.options),
            joined=self.kind.joined,
            leads=self._leads if self.kind.holder == CUSTOMERS else None,
        )
        with checkpoint():
            self._save(total=count, phase=Phase.APPLYING, **({} if self.one.cursor else {"cursor": 0}))

    def _leads(self, keys: Sequence[str]) -> Mapping[str, int]:
        self._look()
        return self.kind.leads(keys, self._context())

    def _records(self, told: Callable[[int], None]) -> Iterator[tuple[str, int, Record, Sequence[Trouble]]]:
        mapping = {int(index): key for index, key in self.one.mapping.items()}
        parse = row_parser(self.kind, mapping, self.reading, self.options, self.one.by)
        key_of, group_of, options = self.kind.key_of, self.kind.group_of, self.options
        looked = 0
        for line, cells, trouble in read_rows(self.one.source, self.reading, told=told):
            looked += 1
            if looked % 20_000 == 0:
                self._look()
            if trouble:
                yield "", line, {}, [Trouble(line, trouble, refuses=True)]
                continue
            record, troubles = parse(cells, line)
            if troubles and any(one.refuses for one in troubles):
                yield group_of(record), line, {}, troubles
                continue
            try:
                key = key_of(record, options)
            except BadCell as bad:
                yield group_of(record), line, {}, [*troubles, Trouble(line, str(bad), refuses=True)]
            else:
                yield key, line, record, troubles

    def _chunks(self, db: sqlite3.Connection, after: int) -> Iterator[tuple[list[Verdict], int, int]]:
        """Verdicts, how many rows they are of, and the cursor after them."""
        while groups := staging.groups_after(db, after, ROWS_AT_ONCE):
            after = groups[-1][-1].at
            yield [self._verdict(group) for group in groups], sum(map(len, groups)), after

    def _look_ahead(self, db: sqlite3.Connection) -> None:
        """Once, before anything is written."""
        if self.ledger.looked_ahead:
            return
        for verdicts, _rows, cursor in self._chunks(db, 0) if self.options.alike != Alike.CREATE else ():
            self._look()
            self.kind.look_ahead([verdict for verdict in verdicts if verdict.action != "fail"], self._context())
            self._told(_("Looking through it"), cursor, self.one.total)
        self.ledger.note_looked_ahead()

    def _verdict(self, group: list[staging.StagedRow]) -> Verdict:
        lines = [row.line for row in group]
        marked = [row for row in group if row.troubles]
        if not marked:
            return Verdict(group[0].key, lines, self.kind.join([row.record for row in group]))
        troubles = [one for row in marked for one in row.troubles]
        bad = [one for one in troubles if one.refuses]
        if not bad:
            return Verdict(group[0].key, lines, self.kind.join([row.record for row in group]), troubles=troubles)
        why = said_together(one.said for one in troubles if one.line == bad[0].line)
        if len(group) > 1:
            why = _("Line %(line)s: %(why)s") % {"line": bad[0].line, "why": why}
        return Verdict(group[0].key, lines, {}, "fail", why, troubles=bad)

    def _apply(self, db: sqlite3.Connection) -> None:
        if self.one.cursor == 0:
            self.ledger.begin()
            with checkpoint():
                RowError.objects.filter(of=self.one).delete()
                self.reasons = Reasons()
        self._look_ahead(db)
        for verdicts, rows, cursor in self._chunks(db, self.one.cursor):
            context = self._context()
            with checkpoint():
                self._look()
                sound = [verdict for verdict in verdicts if verdict.action != "fail"]
                custom = CustomColumns(self.kind, self.one.mapping.values(), context, writing=True)
                self.kind.weigh(sound, context)
                custom.weigh(sound)
                self.kind.write(sound, context)
                custom.write(sound)
                staging.touch(db, context.touched)
                self._note_errors(verdicts)
                self._save(cursor=cursor, read=self.one.read + rows, reasons=self.reasons.as_dict(), **self._counted(verdicts))
                signal("import", id=self.one.pk)
            self._told(_("Writing records"), self.one.cursor, self.one.total)
        with checkpoint():
            self._save(phase=Phase.SUMMING, cursor=0)

    def _context(self) -> Context:
        """What a chunk is written with; how far the member sees is asked anew, because it may change while a file runs."""
        member = Member.objects.filter(pk=self.one.by_id).first() if self.one.by_id else None
        within = owners_within_reach(member) if member else None  # the command sees all
        return Context(self.one.pk, self.one.by_id, self.options, within, columns=self.columns, ledger=self.ledger)

    def _check(self, db: sqlite3.Connection) -> None:
        preview: dict[str, Any] = {"create": [], "update": [], "skip": [], "fail": []}
        new: list[Verdict] = []
        self.ledger.begin()
        self.reasons = Reasons()
        self._look_ahead(db)
        for verdicts, rows, cursor in self._chunks(db, self.one.cursor):
            self._look()
            sound = [verdict for verdict in verdicts if verdict.action != "fail"]
            context = self._context()
            self.kind.weigh(sound, context)
            CustomColumns(self.kind, self.one.mapping.values(), context, writing=False).weigh(sound)
            for verdict in verdicts:
                if verdict.action == "fail" or verdict.is_partial:
                    self.reasons.note(verdict.troubles, refused=verdict.action == "fail")
                bucket = preview[verdict.action]
                if len(bucket) < SHOWN:
                    bucket.append(self._shown(verdict))
            self.one.cursor, self.one.read = cursor, self.one.read + rows
            for name, count in self._counted(verdicts).items():
                setattr(self.one, name, count)
            self._told(_("Looking through it"), self.one.cursor, self.one.total)
            new += [v for v in verdicts if v.action == "create"][: MOST_COMPARED - len(new)]
        if self.kind.holder == CUSTOMERS and self.one.created:
            known = self.kind.count_alikes(new, self._context().within)
            preview["alike"] = {"known": known, "looked": len(new), "is_whole": len(new) == self.one.created}
        with checkpoint():
            self._save(
                preview=preview,
                reasons=self.reasons.as_dict(),
                phase=Phase.APPLYING,
                cursor=0,
                read=self.one.read,
                **self._counted([]),
            )

    def _shown(self, verdict: Verdict) -> dict[str, Any]:
        labels = {field.key: str(field.label) for field in self.fields_shown}
        changes = [
            [labels.get(key, key.replace("_", " ")), _words(old), _words(new)] for key, (old, new) in verdict.changes.items()
        ]
        facts = [
            [labels.get(key, key), _words(value[1] if key.startswith(PREFIX) else value)]
            for key, value in verdict.record.items()
            if key in labels and value
        ][:8]
        return {
            "lines": verdict.lines[:5],
            "title": self.kind.title_of(verdict.record)[:200] if verdict.record else "",
            "why": (verdict.why or self._like(verdict))[:300],
            "changes": changes if verdict.action == "update" else [],
            "facts": facts if verdict.action == "create" else [],
        }

    def _like(self, verdict: Verdict) -> str:
        return self.kind.like(verdict.record, self._context().within) if verdict.action == "create" else ""

    def _counted(self, verdicts: list[Verdict]) -> dict[str, int]:
        """The counters with these verdicts added. Created, updated and skipped count records; failed and partly count rows."""
        totals = {name: getattr(self.one, name) for name in ("created", "updated", "skipped", "failed", "partly")}
        names = {"create": "created", "update": "updated", "skip": "skipped", "fail": "failed"}
        for verdict in verdicts:
            totals[names[verdict.action]] += len(verdict.lines) if verdict.action == "fail" else 1
            if verdict.is_partial:
                totals["partly"] += len({one.line for one in verdict.troubles})
        return totals

    def _note_errors(self, verdicts: list[Verdict]) -> None:
        """Write down what was refused, and what was brought without some of its cells with all rows of the same record."""
        rows: list[tuple[int, str, bool, str]] = []
        for verdict in verdicts:
            if verdict.action == "fail":
                self.reasons.note(verdict.troubles, refused=True)
                rows += [(line, verdict.why[:300], False, "") for line in verdict.lines]
            elif verdict.is_partial:
                self.reasons.note(verdict.troubles, refused=False)
                handle = self.kind.handle_of(verdict)
                for line in verdict.lines:
                    why = said_together(one.said for one in verdict.troubles if one.line == line)
                    rows.append((line, why, True, handle))
        bulk_write(RowError, ("line", "why", "is_brought", "handle"), rows, same={"of_id": self.one.pk}, skip_conflicts=True)

    def _add_up(self, db: sqlite3.Connection) -> None:
        settle = self.kind.settle
        while parties := staging.touched_after(db, self.one.cursor, PARTIES_AT_ONCE):
            with checkpoint():
                settle(parties)
                self._save(cursor=parties[-1])
            self._told(_("Adding up"), 1, 1)

    def _look(self) -> None:
        asked = Import.objects.filter(pk=self.one.pk).values_list("stop_requested_at", flat=True).first()
        if asked is not None:
            raise Stopped

    def _told(self, phase: str, done: int, total: int) -> None:
        self.tell(phase, done, total)
        progress(done, total, phase)

    def _save(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.one, name, value)
        self.one.seconds += time.monotonic() - self.began
        self.began = time.monotonic()
        self.one.save(update_fields=[*values, "seconds"])

    def _end(self, state: ImportState) -> None:
        """The import is over, for now: its counters are kept, its staging is not needed unless it may go on."""
        if state == ImportState.STOPPED:
            self._settle_what_is_done()
        with commit():
            phase = Phase.APPLYING if state in (ImportState.STOPPED, ImportState.READY) else Phase.ENDED
            if not self.is_check:
                record_deed(
                    "connect.import.ended", by=self.one.by, on=self.one, changes={"state": (self.one.state, state.value)}
                )
            self._save(
                state=state,
                phase=phase,
                finished_at=clock.now(),
                last_id=new_id(),
                trouble=self.one.trouble,
                stop_requested_at=None,
            )
            if self.one.created and self.kind.holder == CUSTOMERS:
                compare_soon(COMPARED_IN)
            if not self.is_check and (self.one.created or self.one.updated):
                publish(ImportWritten(import_id=self.one.pk, kind=self.one.kind))
            signal("import", id=self.one.pk, state=state.value)
        if self.one.phase == Phase.ENDED:
            self.one.staging.unlink(missing_ok=True)

    def _settle_what_is_done(self) -> None:
        kept = self.one.cursor
        if self.one.phase == Phase.APPLYING and self.one.staging.exists():
            with staging.opened(self.one.staging) as db:
                self.one.cursor = 0
                self._add_up(db)
            with checkpoint():
                self._save(cursor=kept)


def _words(value: Any) -> str:
    match value:
        case None | "":
            return ""
        case [int() as month, int() as day, int() | None as year]:  # a birthday
            return f"{year or '-'}-{month:02}-{day:02}"
        case list() if value and all(isinstance(one, list) and len(one) == 3 for one in value):
            return ", ".join(str(one[1]) for one in value)
        case list() | tuple():
            return ", ".join(map(str, value))[:200]
        case _:
            return str(value)[:200]

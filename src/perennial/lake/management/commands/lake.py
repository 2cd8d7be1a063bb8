"""`perennial lake sync | status | verify | rebuild | publish`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from perennial.kernel.commands import PerennialCommand
from perennial.lake.actions import Synced, examine, rebuild, sync
from perennial.lake.actions.publishing import FORMATS, publish
from perennial.lake.actions.verifying import verify
from perennial.lake.commandwords import lake_in_words
from perennial.lake.queries import FactStatus, status

TASKS = ("sync", "status", "verify", "rebuild", "publish")


class Command(PerennialCommand):
    help = "The columnar copy of touchpoints and orders: bring it up to date, prove it, write it anew, offer it to others."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("task", choices=TASKS, help="what to do with the lake")
        parser.add_argument("--format", choices=FORMATS, default="delta", help="publish: as which kind of table")
        parser.add_argument("--into", type=Path, help="publish: a folder (PERENNIAL_HOME/lake/published/FORMAT if not said)")

    def run(self, **options: Any) -> dict[str, Any]:
        with lake_in_words():
            answer: dict[str, Any] = getattr(self, f"_{options['task']}")(options)
        return answer

    def _sync(self, options: dict[str, Any]) -> dict[str, Any]:
        return self._told(sync(tell=self._tell))

    def _rebuild(self, options: dict[str, Any]) -> dict[str, Any]:
        return self._told(rebuild(tell=self._tell))

    def _tell(self, source: str, done: Synced) -> None:
        self.say(f"{source}: {done.rows:,} rows so far")

    def _told(self, done: Synced) -> dict[str, Any]:
        self.say(f"{done.rows:,} rows written; {done.changed:,} records had changed.")
        return {"rows": done.rows, "changed": done.changed, "passes": done.passes}

    def _status(self, options: dict[str, Any]) -> dict[str, Any]:
        facts = status()
        for fact in facts:
            self.say(
                f"{fact.key:14} {fact.rows:>14,} rows  {fact.bytes / 1_000_000:>9,.1f} MB  {fact.files:>5} files  {_age(fact)}"
            )
        return {"facts": [vars(fact) for fact in facts]}

    def _verify(self, options: dict[str, Any]) -> dict[str, Any]:
        if damaged := examine():
            self.say(f"{damaged} file{' was' if damaged == 1 else 's were'} damaged, and written anew")
        sync()
        wrong, told = 0, []
        for fact, rows, differences in verify():
            self.say(f"{fact.key:14} {rows:>14,} rows  {'as in the database' if not differences else 'DIFFERS'}")
            for one in differences:
                month = f"{one.month // 12}-{one.month % 12 + 1:02}"
                self.say(f"  {month}, kind {one.kind}: the lake says {one.lake}, the database {one.operational}")
            wrong += len(differences)
            told.append({"fact": fact.key, "rows": rows, "differences": [vars(one) for one in differences]})
        if wrong:
            raise CommandError(f"The lake differs in {wrong} places. “perennial lake rebuild” writes it anew.")
        return {"facts": told}

    def _publish(self, options: dict[str, Any]) -> dict[str, Any]:
        tables = publish(options["format"], options["into"])
        for fact, files in tables.items():
            self.say(f"{fact:14} {files:>5} files")
        return {"tables": dict(tables)}


def _age(fact: FactStatus) -> str:
    return f"up to {fact.synced_at:%Y-%m-%d %H:%M} UTC" if fact.synced_at else "not copied yet"

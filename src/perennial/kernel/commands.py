"""The base of every `perennial NAME` command."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

T = TypeVar("T")


class PerennialCommand(BaseCommand):
    """A command on the data of this installation.

    Subclasses write `add_own_arguments(parser)` and `run(**options)`. What `run` returns is printed with `--json`, as one
    object and nothing else on stdout; what it tells people goes through `say`. A CommandError is told the same way. It works on
    an empty PERENNIAL_HOME, whose database it makes.
    """

    requires_system_checks: list[str] = []  # noqa: RUF012
    needs_database = True
    is_json = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object on stdout and nothing else")
        self.add_own_arguments(parser)

    def add_own_arguments(self, parser: CommandParser) -> None:
        """Arguments besides --json."""

    def run(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Do the work; the answer is what --json prints."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_json = options.pop("json")
        try:
            if self.needs_database:
                self.prepare_database()
            answer = self.run(**options)
        except CommandError as error:
            if not self.is_json:
                raise
            self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
            sys.exit(error.returncode)
        if self.is_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, default=str))

    def prepare_database(self) -> None:
        """Make the database, or bring it to this version."""
        from perennial.kernel.keeping.archive import BackupError
        from perennial.kernel.keeping.upgrade import UpgradeError, bring_up_to_date

        try:
            bring_up_to_date(self.say)
        except (UpgradeError, BackupError) as error:
            raise CommandError(str(error)) from error

    def say(self, text: str) -> None:
        """Tell the person at the terminal; keeps stdout clean for --json."""
        (self.stderr if self.is_json else self.stdout).write(text)

    @contextmanager
    def meter(self, total: int, what: str) -> Iterator[Callable[[int], object]]:
        """Gives a function that is told the bytes that went by, behind a progress bar, which shows on a terminal only."""
        from tqdm import tqdm

        with tqdm(total=total, desc=what, unit="B", unit_scale=True, disable=None, file=sys.stderr) as bar:
            yield bar.update

    def bar(self, things: Iterable[T], *, total: int | None = None, what: str = "", unit: str = "rows") -> Iterator[T]:
        """Go through `things` behind a progress bar, which shows on a terminal only."""
        from tqdm import tqdm

        yield from tqdm(things, total=total, desc=what, unit=f" {unit}", unit_scale=True, disable=None, file=sys.stderr)

"""`perennial backup [FILE]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from perennial.kernel.commands import PerennialCommand
from perennial.kernel.keeping.archive import BackupError
from perennial.kernel.keeping.backup import database_bytes, make_backup


class Command(PerennialCommand):
    help = "Write everything (database, files, secret key) into one file. Works while Perennial is running."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: PERENNIAL_HOME/backups/perennial-DATE.zip")

    def run(self, *, file: Path | None, **options: Any) -> dict[str, Any]:
        try:
            with self.meter(database_bytes(), "Backup") as count:
                path = make_backup(file, count=count)
        except BackupError as error:
            raise CommandError(str(error)) from None
        size = path.stat().st_size
        self.say(
            f"Backup written: {path} ({size / 1_000_000:,.1f} MB). It holds personal data and the secret key: keep it safe."
        )
        return {"file": str(path), "bytes": size}

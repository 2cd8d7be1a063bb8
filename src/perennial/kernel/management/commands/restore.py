"""`perennial restore FILE`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from perennial.kernel.commands import PerennialCommand
from perennial.kernel.keeping.archive import BackupError
from perennial.kernel.keeping.restore import restore_backup
from perennial.kernel.keeping.upgrade import UpgradeError
from perennial.kernel.serving.lock import AlreadyServingError, hold_home


class Command(PerennialCommand):
    help = "Replace everything by what a backup holds. What was there is kept aside. Perennial must not be running."
    needs_database = False

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file that “perennial backup” wrote")

    def run(self, *, file: Path, **options: Any) -> dict[str, Any]:
        try:
            size = file.stat().st_size if file.is_file() else 0
            with hold_home(settings.HOME), self.meter(size, "Checking") as count:
                aside = restore_backup(file, self.say, count)
        except (AlreadyServingError, BackupError, UpgradeError) as error:
            raise CommandError(str(error)) from None
        self.say(f"Restored. What was there before is kept in {aside}; delete it when all is well.")
        return {"restored": str(file), "kept_aside": str(aside)}

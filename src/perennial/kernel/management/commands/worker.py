"""`perennial worker`: run jobs and the schedule in a process of its own. `perennial serve` has one already."""

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser

from perennial.kernel.commands import PerennialCommand
from perennial.kernel.jobs.worker import Worker
from perennial.kernel.serving.stopping import Stopping


class Command(PerennialCommand):
    help = "Run jobs and the schedule until stopped (Ctrl-C or SIGTERM). `perennial serve` does that already."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=2, help="how many jobs at once (default 2)")
        parser.add_argument("--batch", type=int, default=1, help="how many jobs a thread takes at a time (default 1)")
        parser.add_argument("--lease", type=float, default=60, help="seconds after which a silent worker's job is given away")
        parser.add_argument("--once", action="store_true", help="run what is due and end")

    def run(self, **options: Any) -> dict[str, Any]:
        worker = Worker(
            threads=max(1, options["threads"]),
            batch=max(1, options["batch"]),
            lease=timedelta(seconds=max(1.0, options["lease"])),
            until_idle=options["once"],
        )
        worker.run(Stopping().is_asked)
        return {"jobs": worker.performed}

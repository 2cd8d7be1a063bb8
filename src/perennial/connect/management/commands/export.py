"""`perennial export KIND`: everything of a kind as a file that `perennial import` reads."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from perennial.connect.choices import ImportKind
from perennial.connect.exporting import export
from perennial.kernel.commands import PerennialCommand
from perennial.team.deeds import record_deed


class Command(PerennialCommand):
    help = (
        "Write persons, organisations, products, orders or touchpoints as CSV or JSONL; an import reads it back without loss."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=ImportKind.values)
        parser.add_argument("--format", choices=["csv", "jsonl"], default="csv")
        parser.add_argument("--output", type=Path, metavar="F", help="the file to write; stdout without it")

    def run(self, **options: Any) -> dict[str, Any]:
        if self.is_json and not options["output"]:
            raise CommandError("With --json, say where to write: --output FILE.")
        record_deed("connect.export.taken", by=None, name=options["kind"], changes={"format": ("", options["format"])})
        pieces = self.bar(export(options["kind"], options["format"]), what="Exporting", unit="blocks")
        size = 0
        try:
            for piece in self._written(pieces, options["output"]):
                size += piece
        except BrokenPipeError:
            sys.stderr.close()
        except OSError as trouble:
            raise CommandError(f"{options['output']} cannot be written: {trouble.strerror}.") from None
        return {"kind": options["kind"], "bytes": size, "output": str(options["output"] or "")}

    def _written(self, pieces: Iterator[str], path: Path | None) -> Iterator[int]:
        if path is None:
            for piece in pieces:
                yield sys.stdout.buffer.write(piece.encode())
            sys.stdout.buffer.flush()
            return
        if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
            with path.open("wb") as file:
                for piece in pieces:
                    yield file.write(piece.encode())
            return
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            for piece in pieces:
                yield file.write(piece.encode())
        part.replace(path)

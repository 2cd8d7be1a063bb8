"""`perennial import KIND FILE`: the wizard's import in the foreground; `perennial import undo ID` takes one back."""

import json
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from perennial.connect.actions import (
    ImportRefused,
    begin_import,
    check_import,
    correct_reading,
    set_mapping,
    set_options,
    start_import,
    undo_import,
)
from perennial.connect.actions.holding import held
from perennial.connect.actions.running import run_import
from perennial.connect.actions.undoing import run_undo
from perennial.connect.choices import ImportKind, ImportState, Mode
from perennial.connect.errorfile import write_error_file
from perennial.connect.kinds import kind_of
from perennial.connect.mapping import BadMapping, from_toml
from perennial.connect.models import Import
from perennial.connect.reading import Reading
from perennial.connect.reading.formats import Format
from perennial.kernel.commands import PerennialCommand

_BLOCK = 1024 * 1024


class Command(PerennialCommand):
    help = (
        "Import a file of persons, organisations, products, orders or touchpoints.\n"
        "It may be CSV, TSV, XLSX, JSONL, of fixed width, or the CDNOW history.\n"
        "An import that was killed goes on when the same command is given again. Undo one with: perennial import undo ID"
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[*ImportKind.values, "undo"], help="what the file holds, or undo")
        parser.add_argument("file", metavar="FILE|ID", help="the file; for undo, the import's id")
        parser.add_argument("--format", choices=Format.values, default="", help="instead of the guessed one")
        parser.add_argument(
            "--mapping", type=Path, metavar="M.toml", help="columns, reading and options, as the wizard writes them"
        )
        parser.add_argument("--mode", choices=Mode.values, help="add what is new, update what is known, or both (default)")
        parser.add_argument("--match", help="by what records are recognised (auto, external, email, phone, name)")
        parser.add_argument("--system", help="what the ids in the file belong to, such as shop")
        parser.add_argument(
            "--dry-run", action="store_true", help="look through the file and say what would happen; write nothing"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        try:
            if options["kind"] == "undo":
                return self._undo(options["file"])
            return self._import(options)
        except (ImportRefused, BadMapping) as refusal:
            raise CommandError(str(refusal)) from None

    def _import(self, options: dict[str, Any]) -> dict[str, Any]:
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        decided = {key: options[key] for key in ("mode", "match", "system") if options[key]}
        try:
            one = begin_import(
                _blocks(path), by=None, kind=options["kind"], name=path.name, format_=options["format"], options=decided
            )
            if options["mapping"]:
                self._map(one, options["mapping"], decided)
        except OSError as trouble:
            raise CommandError(f"{trouble.filename or path} cannot be read: {trouble.strerror}.") from None
        one = self._taken_up(one) or one
        if one.state not in (ImportState.RUNNING, ImportState.CHECKING):
            one = (check_import if options["dry_run"] else start_import)(one, by=None, queue=False)
        one = self._watched(run_import, one)
        if one.state == ImportState.FAILED:
            raise CommandError(one.trouble)
        return self._answer(one)

    def _map(self, one: Import, path: Path, decided: dict[str, Any]) -> None:
        columns, reading, options = from_toml(path.read_text(encoding="utf-8"), kind_of(one.kind))
        if reading:
            one = correct_reading(one, **{key: tuple(v) if isinstance(v, list) else v for key, v in reading.items()})
        names = Reading.from_dict(one.reading).names
        if unknown := [name for name in columns if name not in names]:
            raise BadMapping(f"The file has no column “{unknown[0]}”; there are {', '.join(names)}.")
        if columns:
            set_mapping(one, {names.index(name): key for name, key in columns.items()})
        set_options(one, **(options | decided))

    def _taken_up(self, one: Import) -> Import | None:
        """The run of the same file with the same decisions that was killed, if there is one; the new draft then goes."""
        one.refresh_from_db()
        same = Import.objects.filter(
            file_hash=one.file_hash,
            kind=one.kind,
            state=ImportState.RUNNING,
            job_id=None,
            by=None,
            mapping=one.mapping,
            options=one.options,
        )
        killed = same.exclude(pk=one.pk).order_by("-pk").first()
        if killed:
            self.say(f"Import {killed.pk} of this file was not finished; going on with it.")
            one.delete()
        return killed

    def _undo(self, text: str) -> dict[str, Any]:
        one = Import.objects.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 20 else None
        if one is None:
            raise CommandError(f"There is no import {text}.")
        if one.state != ImportState.UNDOING:
            one = undo_import(one, by=None, queue=False)
        one = self._watched(run_undo, one)
        self.say(f"Undone: {one.reversed} reversed, {one.kept} kept because they changed since, {one.undo_failed} failed.")
        return {"import_id": one.pk, "reversed": one.reversed, "kept": one.kept, "failed": one.undo_failed}

    def _watched(self, work: Any, one: Import) -> Import:
        with tqdm(unit="", unit_scale=True, disable=None, leave=False, file=self.stderr) as bar:

            def told(phase: str, done: int, total: int) -> None:
                bar.set_description(phase, refresh=False)
                bar.total = total
                bar.update(done - bar.n)

            with held(one):
                finished: Import = work(one.pk, told=told)
        return finished

    def _answer(self, one: Import) -> dict[str, Any]:
        errors = str(write_error_file(one)) if one.failed else None
        left_out = str(write_error_file(one, brought=True)) if one.partly and one.state != ImportState.READY else None
        answer = {
            "read": one.read,
            "created": one.created,
            "updated": one.updated,
            "skipped": one.skipped,
            "failed": one.failed,
            "brought_without": one.partly,
            "seconds": round(one.seconds, 2),
            "errors_file": errors,
            "left_out_file": left_out,
            "import_id": one.pk,
        }
        verb = "Looked through" if one.state == ImportState.READY else "Imported"
        self.say(f"{verb} {one.file_name}: {json.dumps({k: v for k, v in answer.items() if v is not None})}")
        return answer


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block

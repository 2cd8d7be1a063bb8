"""`perennial events`: which facts are told and who hears them, as docs/events.md has it."""

import dataclasses
import inspect
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

import perennial
from perennial.kernel.commands import PerennialCommand
from perennial.kernel.events import Event, hearers_of

PAGE = Path(perennial.__file__).parents[2] / "docs" / "events.md"
HEAD = """# Events

Facts that slices tell and that slices above them hear, in the transaction of the change. Made by `perennial events --write`
from the code; `make lint` fails when this page is not true.
"""


class Command(PerennialCommand):
    help = "Print every event with its fields and who hears it (docs/events.md)."
    needs_database = False

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if docs/events.md says something else")
        parser.add_argument("--write", action="store_true", help="write docs/events.md")

    def run(self, **options: Any) -> dict[str, Any]:
        page = events_page()
        if options["write"]:
            PAGE.write_text(page, encoding="utf-8")
        elif options["check"]:
            if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page:
                raise CommandError("docs/events.md is not what the code says. Run: perennial events --write")
        else:
            self.say(page)
        return {"events": [describe(kind) for kind in kinds()]}


def kinds() -> list[type[Event]]:
    """The product's events (tests define some of their own), slice by slice."""
    ours = [kind for kind in Event.known if kind.__module__.startswith("perennial.") and ".tests." not in kind.__module__]
    return sorted(ours, key=lambda kind: (kind.__module__, kind.__name__))


def describe(kind: type[Event]) -> dict[str, Any]:
    """One event as plain values."""
    return {
        "name": kind.__name__,
        "slice": kind.__module__.split(".")[1],
        "says": " ".join((inspect.getdoc(kind) or "").split()),
        "fields": {field.name: _type_name(field.type) for field in dataclasses.fields(kind)},
        "heard_by": sorted(f"{hearer.__module__.removeprefix('perennial.')}.{hearer.__name__}" for hearer in hearers_of(kind)),
    }


def _type_name(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) and not hasattr(annotation, "__args__") else str(annotation)


def events_page() -> str:
    """docs/events.md."""
    lines = [HEAD]
    current = ""
    for event in map(describe, kinds()):
        if event["slice"] != current:
            current = event["slice"]
            lines.append(f"\n## {current}\n")
        fields = ", ".join(f"`{name}: {kind}`" for name, kind in event["fields"].items())
        heard = ", ".join(f"`{hearer}`" for hearer in event["heard_by"]) or "nobody yet"
        lines.append(f"### {event['name']}\n\n{event['says']}\n\nFields: {fields}.\nHeard by: {heard}.\n")
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip() + "\n"

"""`perennial doctor`: is everything well, and if not, what to do."""

import sys
from typing import Any

from perennial.kernel.commands import PerennialCommand
from perennial.kernel.keeping.upgrade import is_empty
from perennial.kernel.manifests import Check, checks


class Command(PerennialCommand):
    help = "Examine the installation and say what to do. Ends with 1 when something is not well."
    needs_database = False  # it must be able to look at a database that cannot be upgraded

    def run(self, **options: Any) -> dict[str, Any]:
        if is_empty():
            self.prepare_database()
        findings = [examine(check) for check in checks]
        for finding in findings:
            self.say(f"{'✓' if finding['ok'] else '✗'} {finding['label']}: {finding['found']}")
            if finding["do"]:
                self.say(f"    → {finding['do']}")
        self.failed = not all(finding["ok"] for finding in findings)
        self.say("Something needs you." if self.failed else "All is well.")
        return {"ok": not self.failed, "checks": findings}

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if self.failed:
            sys.exit(1)


def examine(check: Check) -> dict[str, Any]:
    """One answer; a question that breaks is an answer too."""
    try:
        ok, found, do = check.run()
    except Exception as error:
        ok, found, do = False, f"could not be examined ({type(error).__name__}: {error})", "See whether the database answers."
    return {"key": check.key, "label": str(check.label), "ok": ok, "found": found, "do": do}

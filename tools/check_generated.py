"""Fails when something that is made from the code is not what the code would make now: migrations, docs/events.md, strings."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKS = (
    ("the migrations", ["-m", "django", "makemigrations", "--check", "--dry-run"]),
    ("docs/events.md", ["-m", "django", "events", "--check"]),
    ("the catalogues of strings", ["tools/messages.py", "check"]),
)


def main() -> int:
    """Run every check, whatever the others say."""
    wrong = []
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"PERENNIAL_HOME": home, "DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
        for what, command in CHECKS:
            ran = subprocess.run(
                [sys.executable, *command], env=environment, capture_output=True, text=True, cwd=Path(__file__).parents[1]
            )
            if ran.returncode:
                wrong.append(what)
                print(ran.stdout[-3000:] + ran.stderr[-3000:])
    print("Not up to date: " + ", ".join(wrong) if wrong else "Everything that is generated is up to date.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

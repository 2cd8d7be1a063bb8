"""The `perennial` command: Django's command runner with our settings."""

import os
import sys


def main() -> None:
    """Run `perennial NAME …`."""
    os.umask(0o077)  # the database, its journal, imports, exports and backups hold personal data: nobody else's to read
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more would spin while they wait for each other: four times the work
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)

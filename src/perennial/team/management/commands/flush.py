"""`perennial flush`: Django's, which empties sealed tables too."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections


class Command(flush.Command):
    """On SQLite Django empties a table row by row, which the triggers of append-only tables refuse: they step aside."""

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "sqlite":
            super().handle(**options)
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'")
            seals = cursor.fetchall()
            for name, _sql in seals:
                cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            super().handle(**options)
        finally:
            with connection.cursor() as cursor:
                for _name, sql in seals:
                    cursor.execute(sql)

"""Live updates: a change leaves a signal in its own transaction; open pages hear of it and fetch what they show again.

A signal says what changed (a topic and ids), never what it is now: the page fetches through the usual guards.
"""

from typing import Any

from django.db import connection, transaction

from perennial.kernel.bulk import bulk_write
from perennial.kernel.ids import new_id

CHANNEL = "perennial_live"


def signal(topic: str, **data: int | str | None) -> None:
    """Tell open pages that something changed, when the surrounding transaction commits. `data`: ids and short words only."""
    from perennial.kernel.live.models import LiveSignal

    id_ = new_id()
    with transaction.atomic(savepoint=False):
        bulk_write(LiveSignal, ("id", "topic", "data"), [(id_, topic, _plain(data))])
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # delivered at commit; the tail reads the table anyway
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(id_)])


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    # ids do not fit a JavaScript number
    return {key: str(value) if isinstance(value, int) and not isinstance(value, bool) else value for key, value in data.items()}

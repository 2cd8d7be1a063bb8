"""Some audiences for the sample company: ready-made ones, and one that asks of both, what was bought and what was said."""

from perennial.audiences.actions import create_audience, refresh_audience
from perennial.audiences.asking import every_field
from perennial.audiences.models import Audience
from perennial.audiences.reading import from_json
from perennial.audiences.ready import PATTERNS, Habits
from perennial.lake.actions import sync
from perennial.team.models import Member

SHOWN = ("vip", "at-risk", "one-time", "big-silent", "birthdays", "champions")
TELLING = "birthdays"


def load_audiences(owner: Member) -> None:
    """Made by the owner, unless they are there, and filled at once from a lake that knows everybody."""
    sync()
    fields, habits = every_field(), Habits()
    for pattern in PATTERNS:
        if pattern.key in SHOWN:
            audience = Audience.objects.kept().filter(ready_made=pattern.key).first() or create_audience(
                by=owner,
                name=str(pattern.label),
                description=str(pattern.text),
                condition=from_json(pattern.condition(habits), fields),
                ready_made=pattern.key,
                on_today=pattern.key == TELLING,
            )
            refresh_audience(audience)

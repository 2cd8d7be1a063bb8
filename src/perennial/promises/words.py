"""The words of follow-ups."""

from perennial.promises.models import FollowUp
from perennial.search.textindex import TextIndex, fill

FOLLOW_UPS = TextIndex("promises_followup")


def index_follow_ups(after: int, size: int) -> int | None:
    """Index the next follow-ups after an id anew; gives the last of them, None when there is none."""
    some = list(FollowUp.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "text")[:size])
    if not some:
        return None
    fill(FOLLOW_UPS, some, after, some[-1][0])
    return some[-1][0]

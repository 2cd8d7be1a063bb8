"""What the search does on its own: by night it forgets words that nothing holds; after an update it fills its indexes."""

from django_tasks import task

from perennial.kernel.jobs import checkpoint, stop_if_cancelled
from perennial.kernel.schedule import every
from perennial.search.actions import sweep_words
from perennial.search.models import Filling, Vocabulary
from perennial.search.sources import Holder, holders

SPAN = 2_000


@task(queue_name="long")
def forget_what_is_gone() -> None:
    """Forget the words that no record holds any more, a few thousand at a time."""
    for vocabulary in Vocabulary.values:
        after, more = "", True
        while more:
            stop_if_cancelled()
            with checkpoint():
                after = sweep_words(vocabulary, after)
            more = after != ""


@task(queue_name="long")
def fill_indexes() -> None:
    """Index the records that are older than an index, or than the way in which it is made. Nothing to do on most days."""
    for holder in holders:
        filling, _ = Filling.objects.get_or_create(key=holder.key)
        if filling.version != holder.version:
            filling.version, filling.upto, filling.is_done = holder.version, 0, False
        while not filling.is_done:
            stop_if_cancelled()
            with checkpoint():
                _fill_span(holder, filling)


def _fill_span(holder: Holder, filling: Filling) -> None:
    last = holder.fill(filling.upto, SPAN)
    filling.upto, filling.is_done = last or filling.upto, last is None
    filling.save()


every("search.words", forget_what_is_gone, at="03:50")
every("search.filling", fill_indexes, minutes=10)

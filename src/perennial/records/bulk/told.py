"""Changes of many records as the page of background work tells of them."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import ngettext

from perennial.kernel.jobs import Job
from perennial.kernel.jobs.works import About, first_argument
from perennial.records.models import BulkChange


def told_of_changes(jobs: Sequence[Job]) -> Mapping[int, About]:
    """What each job changes, who began it and how many records it changed; one query."""
    ids = {job.pk: first_argument(job) for job in jobs}
    changes = BulkChange.objects.in_bulk([id_ for id_ in ids.values() if id_])
    return {pk: _about(changes[id_]) for pk, id_ in ids.items() if id_ in changes}


def _about(change: BulkChange) -> About:
    count = change.changed - change.restored
    did = ngettext("%(n)s record changed", "%(n)s records changed", count) % {"n": count} if count else ""
    return About(what=change.words, url=reverse("records:change", args=[change.pk]), by_id=change.by_id, did=did)

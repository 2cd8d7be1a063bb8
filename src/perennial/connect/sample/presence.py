"""Whether there is sample data here, how much, and whether it is just coming or going."""

from django.db.models import QuerySet

from perennial.kernel.http.recall import once_a_page
from perennial.kernel.jobs import Job
from perennial.kernel.prepared import prepared
from perennial.people.models import Party

MOST_COUNTED = 100_000


def has_sample() -> bool:
    """Whether sample customers are present."""
    return once_a_page(("sample",), lambda: bool(_any_sample()))


@prepared
def _any_sample() -> "QuerySet[Party, int]":
    return Party.objects.filter(sample=True).values_list("pk", flat=True)[:1]


def count_sample() -> int:
    """How many sample customers there are, as far as MOST_COUNTED."""
    return Party.objects.filter(sample=True)[:MOST_COUNTED].count()


def has_real_customers() -> bool:
    """Whether there is a customer who is not sample data, deleted or not."""
    return Party.objects.filter(sample=False).exists()


def job_at_work() -> Job | None:
    """The job that loads or removes sample data, while it waits or runs."""
    return Job.objects.unfinished().filter(path__startswith="perennial.connect.sample.jobs.").order_by("-id").first()

"""Whether there is sample data here, how much, and whether it is just coming or going."""

from perennial.kernel.jobs import Job
from perennial.people.models import Party

MOST_COUNTED = 100_000


def has_sample() -> bool:
    """Whether sample customers are present."""
    return Party.objects.filter(sample=True).exists()


def count_sample() -> int:
    """How many sample customers there are, as far as MOST_COUNTED."""
    return Party.objects.filter(sample=True)[:MOST_COUNTED].count()


def has_real_customers() -> bool:
    """Whether there is a customer who is not sample data, deleted or not."""
    return Party.objects.filter(sample=False).exists()


def job_at_work() -> Job | None:
    """The job that loads or removes sample data, while it waits or runs."""
    return Job.objects.unfinished().filter(path__startswith="perennial.connect.sample.jobs.").order_by("-id").first()

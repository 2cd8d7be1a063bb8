"""Whether there is sample data here, and whether there is anything else."""

from perennial.people.models import Party


def has_sample() -> bool:
    """Whether sample customers are present."""
    return Party.objects.filter(sample=True).exists()


def has_real_customers() -> bool:
    """Whether there is a customer who is not sample data, deleted or not."""
    return Party.objects.filter(sample=False).exists()

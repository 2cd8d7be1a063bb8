"""The rhythm of the whole customer base, as fitted from all gaps."""

from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class RhythmFit(models.Model):
    """Parameters of the empirical-Bayes log-normal gap model (see rhythm.py): the latest row is in force."""

    id = IdField()
    fitted_at = models.DateTimeField(default=clock.now)
    customers = models.IntegerField()
    gaps = models.IntegerField()
    mean_log_gap = models.FloatField()
    within_variance = models.FloatField()
    between_variance = models.FloatField()

    def __str__(self) -> str:
        return f"{self.gaps} gaps of {self.customers} customers"

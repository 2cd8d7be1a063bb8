"""A fit: models that were learnt from all purchases, as plain numbers, and whether they may speak."""

from functools import lru_cache

from django.db import models

from perennial.foresight.science.standing import Standing
from perennial.kernel import clock
from perennial.kernel.ids import IdField


class Fit(models.Model):
    """The latest row is in force. `parameters` are what `Standing` keeps; `use_model` and `why` are the verdict of a back-test
    of the last `horizon_days` before `as_of`, `verdict` its figures, `points` what was said and what came there by tenth."""

    id = IdField()
    made_at = models.DateTimeField(default=clock.now)
    as_of = models.DateField()
    horizon_days = models.IntegerField()
    model = models.CharField(max_length=12)
    parameters = models.JSONField()
    customers = models.IntegerField()  # who ever bought
    orders = models.BigIntegerField()  # in the lake then
    learnt_from = models.IntegerField()
    repeat_buyers = models.IntegerField()
    currency = models.CharField(max_length=3)
    other_currencies = models.JSONField(default=list)
    use_model = models.BooleanField()
    why = models.CharField(max_length=20)
    verdict = models.JSONField(default=dict)
    points = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"fit of {self.as_of}"

    @classmethod
    def in_force(cls) -> "Fit | None":
        """The latest, without its parameters until they are asked for."""
        return cls.objects.defer("parameters", "points").order_by("-id").first()

    def standing(self) -> Standing | None:
        """The models; None where another version wrote them, so that they have to be learnt anew."""
        return _standing(self.pk)


@lru_cache(maxsize=2)
def _standing(fit_id: int) -> Standing | None:
    """A fit never changes, so a process reads it once."""
    plain = Fit.objects.values_list("parameters", flat=True).get(pk=fit_id)
    try:
        return Standing.from_plain(plain)
    except ValueError:
        return None

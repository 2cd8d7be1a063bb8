"""The seal of the timeline: while a row stands here, touchpoints may be deleted and changed."""

from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class Unsealing(models.Model):
    """Written and removed inside one transaction by `actions.unsealing.unsealed`, so no other transaction ever sees it; the
    triggers on the touchpoints look for it."""

    id = IdField()
    because = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.because

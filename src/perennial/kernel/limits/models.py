"""What was taken of a limit in a minute, by all processes together."""

from django.db import models


class Spent(models.Model):
    """One row for whoever asks (“token:7”): of the minute in which they asked last."""

    principal = models.CharField(max_length=40, primary_key=True)
    minute = models.BigIntegerField(db_index=True)
    used = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.principal}: {self.used}"

"""How far an index of words was filled from records that were there before it."""

from django.db import models


class Filling(models.Model):
    """One row an index: made in this `version`, all records up to `upto`. A new version fills anew."""

    key = models.CharField(max_length=60, primary_key=True)
    version = models.IntegerField(default=0)
    upto = models.BigIntegerField(default=0)
    is_done = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

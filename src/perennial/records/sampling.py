"""Which records stand for all of them: one in 128, by the last bits of its id, which say nothing about the record.

A table that is estimated has an index of just these (`sample_index`), so that looking at them costs the same however many
others there are. The mask is written into the statement: of a parameter no database knows that the index fits it.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Func
from django.utils.deconstruct import deconstructible

ONE_IN = 128


@deconstructible(path="perennial.records.sampling.OneIn")
class OneIn(Func):
    """Whether a record is one of those; `every` is a power of two."""

    template = "(%(expressions)s & %(mask)s) = 0"
    output_field = models.BooleanField()

    def __init__(self, column: Any = "id", every: int = ONE_IN) -> None:
        super().__init__(column, mask=every - 1)


def sample_index(name: str) -> models.Index:
    """The index of the records that stand for all."""
    return models.Index(fields=["id"], name=name, condition=Q(OneIn("id")))

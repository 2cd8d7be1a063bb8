"""The words by which a party is found while a name is still being typed."""

from typing import ClassVar

from django.db import models

from perennial.kernel.ids import IdField
from perennial.people.fields import FoldedField


class SearchTerm(models.Model):
    """One folded word (no case, no accents) of a party's name. Found by a range over the index, the same on both databases."""

    id = IdField()
    term = FoldedField(max_length=60)
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["term", "party"], name="search_term")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["party", "term"], name="search_term_once")]

    def __str__(self) -> str:
        return self.term

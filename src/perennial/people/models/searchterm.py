"""The words by which a party is found while a name is still being typed."""

from typing import ClassVar

from django.db import models

from perennial.kernel.ids import IdField


class SearchTerm(models.Model):
    """One folded word (no case, no accents) of a party's name. Found by a range over the index, the same on both databases."""

    id = IdField()
    term = models.CharField(max_length=60)
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["term", "party"], name="search_term")]

    def __str__(self) -> str:
        return self.term

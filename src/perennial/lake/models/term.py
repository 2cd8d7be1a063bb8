"""The words whose numbers stand in the lake."""

from typing import ClassVar

from django.db import models


class Term(models.Model):
    """A word of a small vocabulary, such as a channel, and its number. Numbers begin at 1 in each vocabulary and are never
    given to another word."""

    id = models.BigAutoField(primary_key=True)
    vocabulary = models.CharField(max_length=60)
    number = models.IntegerField()
    word = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vocabulary", "word"], name="lake_term_word"),
            models.UniqueConstraint(fields=["vocabulary", "number"], name="lake_term_number"),
        ]

    def __str__(self) -> str:
        return self.word

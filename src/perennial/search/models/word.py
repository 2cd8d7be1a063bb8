"""The distinct words that can be found, and the keys by which a misspelt one finds them."""

from typing import ClassVar

from django.db import models

from perennial.kernel.ids import IdField
from perennial.search.fields import WordField


class Vocabulary(models.IntegerChoices):
    """Whose words they are: names of customers, or texts (notes, touchpoints, follow-ups, products, fields of orders)."""

    NAMES = 1
    TEXTS = 2


class Word(models.Model):
    """One folded word that some record holds. A million customers share some hundred thousand words, so whatever compares the
    typed word with all of them looks here and not at the customers."""

    id = IdField()
    vocabulary = models.PositiveSmallIntegerField(choices=Vocabulary.choices)
    term = WordField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["vocabulary", "term"], name="word_once")]

    def __str__(self) -> str:
        return self.term


class WordKey(models.Model):
    """One key of a word (`keys.stored_keys`): the word with one or two letters left out, or how it sounds, as a number."""

    id = IdField()
    key = models.BigIntegerField()
    term = WordField(max_length=60)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "term"], name="word_key")]

    def __str__(self) -> str:
        return f"{self.key} of {self.term}"

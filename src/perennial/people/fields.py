"""A text column that sorts by code point on every database, so that “begins with” is a range of its index."""

from perennial.records.ordering import NewestIndex
from perennial.search.fields import LAST, WordField, beginning

__all__ = ["LAST", "FoldedField", "NewestIndex", "beginning"]  # the first migration finds NewestIndex here


class FoldedField(WordField):
    """A name, or another text of a customer, as it is compared."""

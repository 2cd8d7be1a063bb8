from perennial.search.models.filling import Filling
from perennial.search.models.word import Vocabulary, Word, WordKey

__all__ = ["Filling", "Vocabulary", "Word", "WordKey"]

from perennial.search.actions.learning import forget_words, learn_words, sweep_words

__all__ = ["forget_words", "learn_words", "sweep_words"]

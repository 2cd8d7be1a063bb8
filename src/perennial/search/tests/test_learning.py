"""A vocabulary knows what is held, and no more."""

from perennial.search.actions import learn_words
from perennial.search.models import Vocabulary, Word
from perennial.search.queries import Wanted, similar_words, words_beginning


def test_a_word_is_learned_once(db: None) -> None:
    assert learn_words(Vocabulary.NAMES, ["berg", "berg", "kowalski", "4711"]) == 2
    assert learn_words(Vocabulary.NAMES, ["berg"]) == 0
    assert learn_words(Vocabulary.TEXTS, ["berg"]) == 1
    assert Word.objects.count() == 3


def test_the_likeliest_word_comes_first(db: None) -> None:
    learn_words(Vocabulary.NAMES, ["meier", "meyer", "maier", "moser", "meierhofer"])
    assert (
        similar_words(Vocabulary.NAMES, "meiier") == ["meier", "meyer", "maier"]
        or similar_words(Vocabulary.NAMES, "meiier")[0] == "meier"
    )
    assert "moser" not in similar_words(Vocabulary.NAMES, "meier")


def test_short_words_beginning_so_come_first(db: None) -> None:
    learn_words(Vocabulary.TEXTS, ["ordering", "order", "orders", "or"])
    assert words_beginning(Vocabulary.TEXTS, "ord") == ["order", "orders", "ordering"]


def test_what_is_asked_of_texts(db: None) -> None:
    learn_words(Vocabulary.TEXTS, ["invoice", "invoices", "late"])
    assert Wanted.of("Invoi late").groups == (("invoice", "invoices"), ("late",))
    assert Wanted.of("invioce").meant == "invoice"
    assert Wanted.of("4711").groups == (("4711", "4711*"),)
    assert Wanted.of("nothing like it").groups[0] == ()

"""What the search knows of words follows the records that hold them."""

from perennial.people.actions import create_party
from perennial.people.models import Party, SearchTerm
from perennial.search.actions import learn_words
from perennial.search.jobs import fill_indexes, forget_what_is_gone
from perennial.search.models import Filling, Vocabulary, Word, WordKey
from perennial.team.models import Member
from perennial.timeline.actions import log_touchpoint


def test_by_night_what_nothing_holds_is_forgotten(olive: Member) -> None:
    party = create_party(by=olive, name="Xaver Unikat")
    log_touchpoint(party_id=party.pk, kind="note", by=olive, text="Likes zinnias")
    learn_words(Vocabulary.TEXTS, ["nobodysword"])
    SearchTerm.objects.filter(term="unikat").delete()
    forget_what_is_gone.call()
    assert set(Word.objects.values_list("term", flat=True)) == {"xaver", "likes", "zinnias"}
    assert not WordKey.objects.filter(term__in=["unikat", "nobodysword"]).exists()


def test_records_that_are_older_than_the_index_are_filled_in(olive: Member) -> None:
    party = create_party(by=olive, name="Xaver Unikat")
    log_touchpoint(party_id=party.pk, kind="note", by=olive, text="Likes zinnias")
    SearchTerm.objects.all().delete()
    Word.objects.all().delete()
    WordKey.objects.all().delete()
    fill_indexes.call()
    assert set(Word.objects.values_list("term", flat=True)) == {"xaver", "unikat", "likes", "zinnias"}
    assert set(SearchTerm.objects.values_list("term", flat=True)) == {"xaver", "unikat"}
    assert not Filling.objects.filter(is_done=False).exists()
    Party.objects.all().update(name="Changed Unseen")
    fill_indexes.call()
    assert not SearchTerm.objects.filter(term="changed").exists(), "what is done is not done again"

"""Finding customers, and the days that come back."""

import datetime as dt

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from perennial.people import actions, queries
from perennial.people.models import Anniversary, Party
from perennial.people.queries.duplicates import merges_for
from perennial.team.models import Member
from perennial.team.permissions import Permission


def names(member: Member, text: str) -> list[str]:
    return [found.party.name for found in queries.find_parties(member, text)]


@pytest.mark.parametrize(
    "text",
    ["ann", "ANGSTRÖM", "ang an", "an ang", "ann@ex", "018-471", "+46 18 471", "0046 18 471", "018 4710000", "Ann Ångström"],
)
def test_a_person_is_found_by_name_words_and_identities(olive: Member, ann: Party, bo: Party, text: str) -> None:
    assert names(olive, text) == ["Ann Ångström"]


@pytest.mark.parametrize("text", ["", " ", "%", "_", "ann_", "ang bo", "nn", "'", '"', "\x00", "ann zzz", "*", "\\", "+", "@"])
def test_nothing_else_is_found(olive: Member, ann: Party, bo: Party, text: str) -> None:
    assert names(olive, text) in ([], ["Ann Ångström"] if text == "ann_" else [])


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "a " * 5000, "1" * 10_000, "\ud800", "a\u0308" * 5000, "+" * 300, "😀", "ﷺ" * 500]
)
def test_any_text_may_be_searched_for(olive: Member, ann: Party, text: str) -> None:
    names(olive, text)


def test_handles_and_external_ids_are_found(olive: Member, ann: Party) -> None:
    actions.add_identity(ann, "handle", "@AnnieA", by=olive, system="instagram")
    actions.add_identity(ann, "external", "C-17", by=olive, system="shop")
    for text in ("@annie", "ANNIE", "C-17", "c-17"):
        assert names(olive, text) == ["Ann Ångström"]


def test_the_deleted_are_not_found(olive: Member, ann: Party) -> None:
    actions.delete_party(ann, by=olive)
    assert names(olive, "ann") == names(olive, "ann@example.org") == []
    with pytest.raises(Http404):
        queries.party_for(olive, ann.pk)
    assert queries.deleted_party_for(olive, ann.pk) == ann


@pytest.mark.parametrize("text", ["an", "an ang", "ann@", "018", "a b c d e f g"])
def test_a_search_asks_a_handful_of_queries(olive: Member, ann: Party, bo: Party, text: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        queries.find_parties(olive, text)
    assert len(asked) <= 11


def test_only_who_may_restore_sees_the_deleted(olive: Member, ana: Member, ann: Party) -> None:
    actions.delete_party(ann, by=olive)
    with pytest.raises(Http404):
        queries.deleted_party_for(ana, ann.pk)
    assert not queries.deleted_parties_for(ana)
    assert Permission.DELETE_CUSTOMERS


@pytest.mark.parametrize("party_id", [0, -1, 2**63, 2**80])
def test_ids_that_nobody_has_are_not_found(olive: Member, party_id: int) -> None:
    with pytest.raises(Http404):
        queries.party_for(olive, party_id)


def test_holders_of_an_identity_are_known_in_any_form(olive: Member, ann: Party) -> None:
    assert queries.holders_of("email", "ANN@example.org") == [ann]
    assert queries.holders_of("phone", "0046 18 4710000") == [ann]
    assert queries.holders_of("email", "ANN@example.org", besides=ann) == []
    assert queries.holders_of("email", "nonsense") == []


def test_anniversaries_across_the_end_of_a_year(ann: Party, bo: Party, olive: Member) -> None:
    Anniversary.objects.create(party=ann, month=12, day=30, year=1990)
    Anniversary.objects.create(party=bo, month=1, day=2)
    found = queries.anniversaries_between(olive, dt.date(2026, 12, 28), dt.date(2027, 1, 3))
    assert [(c.anniversary.party, c.on, c.years) for c in found] == [
        (ann, dt.date(2026, 12, 30), 36),
        (bo, dt.date(2027, 1, 2), None),
    ]
    assert len(queries.anniversaries_between(olive, dt.date(2026, 12, 31), dt.date(2026, 12, 31))) == 0


@pytest.mark.parametrize(("year", "kept_on"), [(2027, dt.date(2027, 2, 28)), (2028, dt.date(2028, 2, 29))])
def test_the_29th_of_february_is_kept_every_year(ann: Party, year: int, kept_on: dt.date, olive: Member) -> None:
    Anniversary.objects.create(party=ann, month=2, day=29, year=2000)
    found = queries.anniversaries_between(olive, dt.date(year, 2, 1), dt.date(year, 3, 31))
    assert [c.on for c in found] == [kept_on]
    assert queries.anniversaries_between(olive, dt.date(2028, 2, 28), dt.date(2028, 2, 28)) == []


@pytest.mark.parametrize("first", [dt.date.min, dt.date(9999, 12, 30)])
def test_anniversaries_at_the_ends_of_time(ann: Party, first: dt.date, olive: Member) -> None:
    Anniversary.objects.create(party=ann, month=12, day=31, year=1)
    queries.anniversaries_between(olive, first, dt.date.max if first.year > 1 else dt.date(1, 12, 31))
    assert queries.next_occurrence(1, 1, dt.date(9999, 12, 31)) == dt.date(9999, 1, 1)


def test_whoever_was_parted_again_is_named_only_to_who_sees_them(olive: Member, ana: Member, magnus: Member) -> None:
    mine, theirs = (actions.create_party(by=olive, name=name) for name in ("Mine", "Theirs"))
    actions.assign_owner(mine, ana, by=olive)
    actions.assign_owner(theirs, magnus, by=olive)
    merge = actions.merge_parties(mine, theirs, by=olive)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    ana.refresh_from_db()
    assert list(merges_for(ana)) == [merge]
    actions.undo_merge(merge, by=olive)
    assert not merges_for(ana).exists()
    assert list(merges_for(olive)) == [merge]

"""How far a member sees."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from perennial.team.models import Member, Team
from perennial.team.reach import is_within_reach, owners_within_reach


@pytest.fixture
def north(workspace: object) -> Team:
    return Team.objects.create(name="North")


def _reach(member: Member, reach: str, team: Team | None = None) -> Member:
    member.reach, member.team = reach, team
    member.save()
    return member


def test_all_is_everybody_and_asks_nothing(ana: Member, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert owners_within_reach(ana) is None
        assert is_within_reach(ana, None)


def test_own_is_only_oneself(ana: Member, vik: Member, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _reach(ana, "own")
    with django_assert_num_queries(0):
        assert owners_within_reach(ana) == {ana.pk}
        assert not is_within_reach(ana, vik.pk)
        assert not is_within_reach(ana, None)


def test_team_is_the_team_and_oneself(
    ana: Member, vik: Member, marek: Member, north: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for member in (ana, vik):
        _reach(member, "team", north)
    with django_assert_num_queries(1):
        assert owners_within_reach(ana) == {ana.pk, vik.pk}
        assert is_within_reach(ana, vik.pk)
        assert not is_within_reach(ana, marek.pk)


def test_the_team_of_nobody_is_oneself(ana: Member) -> None:
    assert owners_within_reach(_reach(ana, "team")) == {ana.pk}


def test_a_mate_who_was_deactivated_is_still_of_the_team(ana: Member, vik: Member, north: Team) -> None:
    _reach(ana, "team", north)
    _reach(vik, "all", north)
    Member.objects.get_queryset().filter(pk=vik.pk).update(is_active=False)
    assert owners_within_reach(ana) == {ana.pk, vik.pk}


def test_another_team_is_seen_at_once(ana: Member, vik: Member, north: Team) -> None:
    _reach(ana, "team", north)
    assert owners_within_reach(ana) == {ana.pk}
    _reach(vik, "all", north)
    ana.refresh_from_db()
    assert owners_within_reach(ana) == {ana.pk, vik.pk}


def test_strangers_see_nobodys() -> None:
    assert owners_within_reach(AnonymousUser()) == frozenset()
    assert owners_within_reach(None) == frozenset()


def test_the_database_lets_owners_see_all(olive: Member) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.get_queryset().filter(pk=olive.pk).update(reach="own")

"""Questions that are put into SQL once: the rows are those that the queryset itself gives."""

import threading

import pytest
from django.db import connection
from django.db.models import QuerySet

from perennial.kernel.prepared import _MARK, prepared
from perennial.people.models import Party, Tag
from perennial.records.ordering import Among
from perennial.team.models import Member

pytestmark = pytest.mark.django_db


@prepared
def _named(party_id: int, *, name: str) -> QuerySet[Party]:
    return Party.objects.filter(pk=party_id, name=name).select_related("owner")


@prepared
def _one_of(first: int, second: int, *, among: frozenset[int] | None = None) -> "QuerySet[Party, int]":
    found = Party.objects.filter(pk__in=(first, second))
    return (found if among is None else found.filter(pk__in=among)).order_by("name").values_list("pk", flat=True)


@pytest.fixture
def two(olive: Member) -> list[Party]:
    return [Party.objects.create(kind="person", name=name, owner=olive) for name in ("Ana", "Bo")]


def test_each_call_asks_of_its_own_numbers(two, olive, django_assert_num_queries):
    ana, bo = two
    with django_assert_num_queries(3):
        assert [party.owner for party in _named(ana.pk, name="Ana")] == [olive]
        assert _named(bo.pk, name="Bo") == [bo]
        assert _named(bo.pk, name="Ana") == []
    assert _one_of(ana.pk, bo.pk) == [ana.pk, bo.pk]
    assert _one_of(bo.pk, bo.pk) == [bo.pk]


def test_what_is_given_by_name_is_a_question_of_its_own(two):
    ana, bo = two
    assert _one_of(ana.pk, bo.pk, among=frozenset({bo.pk})) == [bo.pk]
    assert _one_of(ana.pk, bo.pk, among=frozenset()) == []
    assert _one_of(ana.pk, bo.pk) == [ana.pk, bo.pk]


def test_rows_are_read_anew(two):
    ana = two[0]
    assert _named(ana.pk, name="Ana")[0].city == ""
    Party.objects.filter(pk=ana.pk).update(city="Porto")
    assert _named(ana.pk, name="Ana")[0].city == "Porto"


def test_a_value_that_is_no_parameter_is_refused():
    @prepared
    def some(count: int) -> QuerySet[Tag]:
        return Tag.objects.all()[:count]

    with pytest.raises(TypeError, match="not every value"):
        some(3)


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_through_its_own_connection(two):
    ana = two[0]
    assert _named(ana.pk, name="Ana") == [ana]
    seen: list[object] = []

    def ask() -> None:
        seen.append(_named(ana.pk, name="Ana"))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert seen == [[ana]]


@prepared
def _of_owners(ids: list[int], owners: tuple[int, ...] | None, beginning: str) -> "QuerySet[Party, str]":
    found = Party.objects.filter(Among("pk", ids), name__gte=beginning, name__lt=f"{beginning}~").order_by("name")
    return (found if owners is None else found.filter(owner__in=owners)).values_list("name", flat=True)


def test_texts_lists_and_tuples_are_parameters_too(two, olive, ana):
    ids = [party.pk for party in two]
    assert _of_owners(ids, None, "") == ["Ana", "Bo"]
    assert _of_owners(ids, None, "B") == ["Bo"]
    assert _of_owners(ids[:1], None, "") == ["Ana"]
    assert _of_owners([], None, "") == []
    assert _of_owners(ids, (), "") == []
    assert _of_owners(ids, (ana.pk,), "") == []
    assert _of_owners(ids, (ana.pk, olive.pk), "A") == ["Ana"]


def test_a_text_that_looks_like_a_mark_is_a_text(two):
    ids = [party.pk for party in two]
    for place in range(3):
        assert _of_owners(ids, None, str(_MARK + place)) == []
    Party.objects.filter(pk=ids[0]).update(name=str(_MARK))
    assert _of_owners(ids, None, str(_MARK)) == [str(_MARK)]

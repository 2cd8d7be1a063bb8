"""A request that names itself by a key is done once."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from perennial.kernel import clock
from perennial.kernel.housekeeping import clear_away
from perennial.kernel.live.models import LiveSignal
from perennial.kernel.once import KEPT, AnotherRequest, InFlight, answer_once, fingerprint, forget_answers_about
from perennial.kernel.once.models import KeptAnswer

ASKED = fingerprint("POST", "/x", b"{}")


def effect() -> HttpResponse:
    """Something that is written down, and the answer to it."""
    made = LiveSignal.objects.create(topic="once")
    return HttpResponse(f'{{"id": "{made.pk}"}}', status=201, headers={"ETag": '"1"', "Content-Type": "application/json"})


def count() -> int:
    return LiveSignal.objects.filter(topic="once").count()


@pytest.mark.django_db
def test_the_second_time_gives_the_first_answer() -> None:
    first, second = (answer_once("token:1", "k", ASKED, effect) for _turn in range(2))
    assert (second.status_code, second.content, second["ETag"]) == (first.status_code, first.content, first["ETag"])
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert count() == 1


@pytest.mark.django_db
def test_a_key_is_ones_own_and_for_one_request() -> None:
    answer_once("token:1", "k", ASKED, effect)
    answer_once("token:2", "k", ASKED, effect)
    with pytest.raises(AnotherRequest):
        answer_once("token:1", "k", fingerprint("POST", "/x", b"{ }"), effect)
    assert count() == 2


@pytest.mark.django_db
def test_what_failed_or_was_refused_leaves_neither_effect_nor_key() -> None:
    def fails() -> HttpResponse:
        effect()
        raise RuntimeError

    def refuses() -> HttpResponse:
        effect()
        return HttpResponse(status=422)

    with pytest.raises(RuntimeError):
        answer_once("token:1", "k", ASKED, fails)
    assert answer_once("token:1", "k", ASKED, refuses).status_code == 422
    assert (count(), KeptAnswer.objects.count()) == (0, 0)
    assert answer_once("token:1", "k", ASKED, effect).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_being_done_the_second_is_told_so() -> None:
    begun, go_on = threading.Event(), threading.Event()
    told: list[Any] = []

    def slow() -> HttpResponse:
        begun.set()
        assert go_on.wait(30)
        return effect()

    def first() -> None:
        try:
            told.append(answer_once("token:1", "k", ASKED, slow).status_code)
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(30)
    with pytest.raises(InFlight):
        answer_once("token:1", "k", ASKED, effect)
    go_on.set()
    thread.join(30)
    assert told == [201]
    assert answer_once("token:1", "k", ASKED, effect)["Idempotency-Replayed"] == "true"
    assert count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_another_process_that_does_it_is_noticed() -> None:
    """As another process would hold it: with a connection of its own, not through this one's memory."""
    from perennial.kernel.once import _hold

    held, go_on = threading.Event(), threading.Event()

    def other() -> None:
        from django.db import transaction

        with transaction.atomic():
            _hold("token:1", "k")
            held.set()
            go_on.wait(30)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    assert held.wait(30)
    with pytest.raises(InFlight):
        answer_once("token:1", "k", ASKED, effect)
    go_on.set()
    thread.join(30)
    assert answer_once("token:1", "k", ASKED, effect).status_code == 201


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.django_db(transaction=True)
def test_many_at_once_do_it_once(waits: bool) -> None:
    told: list[str] = []
    start = threading.Barrier(8)

    def ask() -> None:
        try:
            start.wait(30)
            told.append(answer_once("token:1", "k", ASKED, effect, waits=waits).content.decode())
        except InFlight:
            told.append("in flight")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(told) == 8
    assert len(set(told) - {"in flight"}) == 1
    assert not (waits and "in flight" in told)
    assert count() == 1


@pytest.mark.django_db
def test_answers_go_after_a_week() -> None:
    answer_once("token:1", "old", ASKED, effect)
    with clock.standing_at(clock.now() + KEPT / 2):
        answer_once("token:1", "new", ASKED, effect)
    with clock.standing_at(clock.now() + KEPT * 1.1):
        clear_away.call()
    assert list(KeptAnswer.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db
def test_who_was_erased_leaves_no_answer() -> None:
    answer_once("token:1", "k", ASKED, lambda: HttpResponse('{"id":"77","name":"Ann"}', status=201))
    answer_once("token:1", "other", ASKED, lambda: HttpResponse('{"id":"777"}', status=201))
    assert forget_answers_about(77) == 1
    assert answer_once("token:1", "k", ASKED, effect).status_code == 410
    assert "Ann" not in str(list(KeptAnswer.objects.values()))
    assert answer_once("token:1", "other", ASKED, effect).status_code == 201

"""Writers of one process take turns, and whatever ends a transaction ends the turn."""

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from perennial.kernel.jobs import Job
from perennial.kernel.sqlite.base import _turns

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def in_a_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def is_anybodys_turn() -> bool:
    return _turns[str(connection.settings_dict["NAME"])].locked()


def test_who_wants_to_write_waits_for_the_one_before_and_no_longer() -> None:
    order = []

    def write() -> None:
        with transaction.atomic():
            order.append("second")

    with transaction.atomic():
        waiting = in_a_thread(write)
        waiting.join(0.2)
        assert waiting.is_alive()
        order.append("first")
    waiting.join(10)
    assert order == ["first", "second"]
    assert not is_anybodys_turn()


def test_what_fails_gives_the_turn_back() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("SELECT no_such_column FROM kernel_job")
    assert not is_anybodys_turn()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        1 / 0  # noqa: B018 - it is about what follows
    assert not is_anybodys_turn()


def test_a_connection_that_is_closed_in_a_transaction_gives_the_turn_back() -> None:
    def leave() -> None:
        with transaction.atomic():
            Job.objects.count()
            connection.close()

    in_a_thread(leave).join(10)
    assert not is_anybodys_turn()


def test_a_savepoint_keeps_the_turn() -> None:
    with transaction.atomic():
        with transaction.atomic():
            pass
        assert is_anybodys_turn()
    assert not is_anybodys_turn()

import asyncio
import datetime as dt
import json

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import AsyncClient, Client

from perennial.kernel import clock
from perennial.kernel.live import signal
from perennial.kernel.live.hearing import Ear, Told
from perennial.kernel.live.hub import MOST_AT_ONCE, Hub, Tail, as_event, delete_old_signals, signals_after
from perennial.kernel.live.models import LiveSignal
from perennial.kernel.live.views import is_signed_in


@pytest.fixture
def member(db: None) -> object:
    return get_user_model().objects.create_user("ana@juniper.example", "correct horse battery", name="Ana")


@pytest.fixture
def browser(member: object) -> Client:
    client = Client()
    client.force_login(member)  # type: ignore[arg-type]
    return client


def topics(told: list[Told]) -> list[str]:
    return [one.topic for one in told]


@pytest.mark.django_db
def test_a_signal_exists_only_if_its_change_does() -> None:
    with transaction.atomic():
        signal("party", id=7)
        transaction.set_rollback(True)
    assert not LiveSignal.objects.exists()


@pytest.mark.django_db
def test_the_tail_starts_now_and_reads_each_signal_once() -> None:
    signal("before")
    tail = Tail()
    assert tail.read() == []
    signal("party", id=2**60)
    told = tail.read()
    assert (topics(told), told[0].data) == (["party"], {"id": str(2**60)})
    assert tail.read() == []


@pytest.mark.django_db
def test_what_commits_later_with_a_lower_id_is_not_missed() -> None:
    tail = Tail()
    late = LiveSignal(topic="late", data={})
    signal("early")
    assert topics(tail.read()) == ["early"]
    late.save(force_insert=True)
    assert topics(tail.read()) == ["late"]
    assert tail.read() == []


@pytest.mark.django_db
def test_a_row_that_the_database_names_is_found_however_old() -> None:
    tail = Tail()
    signal("new")
    old = LiveSignal.objects.create(id=1, topic="slow", data={})
    assert topics(tail.read()) == ["new"]
    assert topics(tail.read(frozenset({old.pk}))) == ["slow"]
    assert tail.read(frozenset({old.pk})) == [], "once"


@pytest.mark.django_db
def test_a_flood_is_told_to_its_end_as_fast_as_it_is_read() -> None:
    tail = Tail()
    many = LiveSignal.objects.bulk_create(LiveSignal(topic="flood", data={}) for _ in range(2 * MOST_AT_ONCE + 10))
    told = [tail.read() for _ in range(3)]
    assert [len(some) for some in told] == [MOST_AT_ONCE, MOST_AT_ONCE, 10]
    assert {one.id for some in told for one in some} == {one.pk for one in many}
    signal("after")
    assert topics(tail.read()) == ["after"]


@pytest.mark.django_db
def test_a_row_that_is_named_far_ahead_hides_nothing_that_lies_between() -> None:
    tail = Tail()
    tail.position = 0  # the flood began long ago: none of it is looked for again
    many = LiveSignal.objects.bulk_create(LiveSignal(id=n, topic="flood", data={}) for n in range(1, MOST_AT_ONCE + 10))
    signal("named")
    named = LiveSignal.objects.get(topic="named")
    told = [*tail.read(frozenset({named.pk})), *tail.read()]
    assert sorted(one.id for one in told) == [one.pk for one in many] + [named.pk]


@pytest.mark.django_db
def test_signals_are_kept_for_a_day() -> None:
    signal("new")
    LiveSignal.objects.create(topic="old", at=clock.now() - dt.timedelta(days=2))
    assert delete_old_signals() == 1
    assert topics(signals_after(0)) == ["new"]


@pytest.mark.django_db
def test_strangers_hear_nothing(client: Client) -> None:
    assert client.get("/live/").status_code == 401
    assert client.get("/live/poll/").status_code == 401


def test_polling_tells_what_was_told_since(browser: Client) -> None:
    first = browser.get("/live/poll/").json()
    assert first["signals"] == []
    signal("party", id=7)
    second = browser.get(f"/live/poll/?last={first['last']}").json()
    assert [(one["topic"], one["data"]) for one in second["signals"]] == [("party", {"id": "7"})]
    assert browser.get(f"/live/poll/?last={second['last']}").json()["signals"] == []
    assert browser.get("/live/poll/?last=nonsense").json()["signals"] == []


def test_a_stream_ends_when_its_session_does(browser: Client, member: object) -> None:
    session = browser.session
    assert is_signed_in(session)
    member.is_active = False  # type: ignore[attr-defined]
    member.save()  # type: ignore[attr-defined]
    assert not is_signed_in(session)
    member.is_active = True  # type: ignore[attr-defined]
    member.save()  # type: ignore[attr-defined]
    assert is_signed_in(session)
    browser.logout()
    assert not is_signed_in(session)


@pytest.mark.django_db(transaction=True)
def test_the_stream_is_not_compressed_nor_kept() -> None:
    get_user_model().objects.create_user("bo@juniper.example", "correct horse battery", name="Bo")

    async def ask() -> tuple[dict[str, str], bytes]:
        client = AsyncClient(headers={"accept-encoding": "gzip"})
        await client.aforce_login(await get_user_model().objects.aget())
        answer = await client.get("/live/")
        first = await anext(aiter(answer.streaming_content))
        return dict(answer.headers), first

    headers, first = asyncio.run(ask())
    assert headers["Content-Type"] == "text/event-stream"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Encoding"] == "identity"
    assert first == b"retry: 2000\n\n"


def test_a_page_that_does_not_read_is_let_go() -> None:
    async def flood() -> list[Told | None]:
        hub = Hub()
        queue: asyncio.Queue[Told | None] = asyncio.Queue(2)
        hub._queues.add(queue)
        for number in range(3):
            hub._hand_out(Told(number, "party", {}))
        return [queue.get_nowait(), queue.get_nowait(), None if hub._queues else Told(9, "gone", {})]

    first, last, gone = asyncio.run(flood())
    assert first is not None
    assert last is None
    assert gone is not None


def test_an_event_is_one_message_with_its_id() -> None:
    lines = as_event(Told(5, "party", {"id": "7"})).decode().split("\n")
    assert lines[0] == "id: 5"
    assert json.loads(lines[1].removeprefix("data: ")) == {"id": "5", "topic": "party", "data": {"id": "7"}}


def test_who_may_no_longer_hear_is_told_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perennial.kernel.live.hub.ALLOWED_TO_HEAR_SECONDS", -1.0)
    may = [Ear(None), Ear(None), None]

    async def listen() -> list[bytes]:
        hub = Hub()
        hub._task = asyncio.create_task(asyncio.sleep(0))  # nothing reads the table here
        stream = hub.stream(None, lambda: may.pop(0))
        heard = [await anext(stream)]
        for number in (1, 2):
            hub._hand_out(Told(number, "party", {}))
        return heard + [part async for part in stream]

    heard = asyncio.run(listen())
    assert heard == [b"retry: 2000\n\n", as_event(Told(1, "party", {}))]

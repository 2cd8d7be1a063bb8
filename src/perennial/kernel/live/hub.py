"""The tailer: one task per process that reads new signals and hands them to every open page of this process.

The table is the truth, so any number of processes may write and read. On PostgreSQL a NOTIFY wakes the tailer at once and names
the row, which also catches a row of a transaction that took long; the tail itself is the safety net.
"""

import asyncio
import contextlib
import datetime as dt
import json
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from django.db import close_old_connections, connection
from django.db.utils import Error as DatabaseError

from perennial.kernel import clock
from perennial.kernel.ids import lowest_id_at
from perennial.kernel.live import CHANNEL
from perennial.kernel.live.hearing import REACH, Ear, Told, with_facts
from perennial.kernel.live.models import LiveSignal

logger = logging.getLogger("perennial.live")
T = TypeVar("T")

TAIL_SECONDS = 0.5
SAFETY_TAIL_SECONDS = 5.0
PING_SECONDS = 20.0
ALLOWED_AGAIN_SECONDS = 60.0
ALLOWED_TO_HEAR_SECONDS = 5.0  # how old the answer may be when there is something to tell
LOOK_BACK = dt.timedelta(seconds=20)  # ids are made before the commit, so a lower one may appear after a higher one
MOST_AT_ONCE = 500
QUEUE_LENGTH = 1000


def as_event(told: Told) -> bytes:
    """A signal as one message of the stream."""
    return f"id: {told.id}\ndata: {json.dumps(told.as_json())}\n\n".encode()


def newest_id() -> int:
    """Where a page that opens now starts."""
    return LiveSignal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def signals_after(position: int) -> list[Told]:
    """What was told after a position, oldest first."""
    rows = LiveSignal.objects.filter(pk__gt=position).order_by("pk").values_list("pk", "topic", "data")[:MOST_AT_ONCE]
    return [Told(*row) for row in rows]


class Tail:
    """Reads every signal once, in the order in which it can be seen."""

    def __init__(self) -> None:
        self.position = newest_id() or lowest_id_at(clock.now())
        self._seen = set(LiveSignal.objects.filter(pk__gt=self._floor()).order_by().values_list("pk", flat=True))

    def _floor(self) -> int:
        return min(self.position, lowest_id_at(clock.now() - LOOK_BACK))

    def read(self, named: frozenset[int] = frozenset()) -> list[Told]:
        """The signals that appeared since the last call; `named` are rows to look for whatever their age."""
        floor, ahead = self._floor(), signals_after(self.position)
        late = (named | self._between(floor)) - self._seen - {told.id for told in ahead}
        some = LiveSignal.objects.filter(pk__in=sorted(late)[:MOST_AT_ONCE]).order_by("pk")
        found = [Told(*row) for row in some.values_list("pk", "topic", "data")] if late else []
        fresh = [told for told in (*found, *ahead) if told.id not in self._seen]
        self._seen = {seen for seen in self._seen if seen > floor} | {told.id for told in fresh}
        if ahead:  # never further, also when a row far ahead was named: what lies between is still to be read
            self.position = ahead[-1].id
        return fresh

    def _between(self, floor: int) -> set[int]:
        """What stands by now in the part that was read."""
        if floor >= self.position:
            return set()
        rows = LiveSignal.objects.filter(pk__gt=floor, pk__lte=self.position)
        return set(rows.order_by().values_list("pk", flat=True))


class Hub:
    """Fans signals out to the pages that are open in this process. Lives in one event loop."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Told | None]] = set()
        self._topics: set[str] = set()  # of whose records something has to be known, for any page
        self._task: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")
        self._wake = asyncio.Event()
        self._named: set[int] = set()
        self._is_listening = False
        self._is_closed = False

    async def ask(self, question: Callable[[], T]) -> T:
        """Run a database question in the hub's own thread, with a connection that is fit for use."""

        def asked() -> T:
            close_old_connections()
            try:
                return question()
            except DatabaseError:
                connection.close()
                raise

        return await asyncio.get_running_loop().run_in_executor(self._thread, asked)

    async def stream(self, last: int | None, ear_now: Callable[[], Ear | None]) -> AsyncIterator[bytes]:
        """What one open page receives: what it missed since `last`, then everything new that it may hear, and a ping when
        nothing is. `ear_now` tells what it hears at the moment, None when it hears nothing any more."""
        queue: asyncio.Queue[Told | None] = asyncio.Queue(QUEUE_LENGTH)
        self._queues.add(queue)
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        try:
            yield b"retry: 2000\n\n"
            asked_at, ear = await self._ear(ear_now)
            if ear is not None and last is not None:
                topics = ear.topics
                for told in await self.ask(lambda: with_facts(signals_after(last), topics)):
                    if ear.hears(told):
                        yield as_event(told)
            while ear is not None and not self._is_closed:
                if self._is_older(asked_at, ALLOWED_AGAIN_SECONDS):
                    asked_at, ear = await self._ear(ear_now)
                    continue
                try:
                    fresh = await asyncio.wait_for(queue.get(), PING_SECONDS)
                except TimeoutError:
                    yield b": ping\n\n"
                    continue
                if fresh is None:
                    return
                if fresh.topic == REACH or self._is_older(asked_at, ALLOWED_TO_HEAR_SECONDS):
                    asked_at, ear = await self._ear(ear_now)
                if ear is not None and ear.must_know(fresh):
                    (fresh,) = await self.ask(partial(with_facts, [fresh], ear.topics))
                if ear is not None and ear.hears(fresh):
                    yield as_event(fresh)
        finally:
            self._queues.discard(queue)

    async def _ear(self, ear_now: Callable[[], Ear | None]) -> tuple[float, Ear | None]:
        """(when it was asked, what a page hears now)."""
        asked_at, ear = asyncio.get_running_loop().time(), await self.ask(ear_now)
        self._topics |= ear.topics if ear is not None else set()
        return asked_at, ear

    def _is_older(self, asked_at: float, seconds: float) -> bool:
        return asyncio.get_running_loop().time() - asked_at > seconds

    def close(self) -> None:
        """End every stream, because the server is stopping; the browsers come back by themselves."""
        self._is_closed = True
        for queue in self._queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)
        self._wake.set()

    async def _run(self) -> None:
        listener = asyncio.create_task(self._listen()) if connection.vendor == "postgresql" else None
        tail: Tail | None = None
        try:
            while self._queues and not self._is_closed:
                try:
                    if tail is None:
                        tail = await self.ask(Tail)
                    named, self._named = frozenset(self._named), set()
                    for told in await self.ask(partial(self._read, tail, named)):
                        self._hand_out(told)
                except DatabaseError as error:
                    logger.warning("live updates: the database does not answer (%s)", type(error).__name__)
                    await asyncio.sleep(2)
                await self._wait()
        finally:
            self._task = None
            if listener is not None:
                listener.cancel()

    def _read(self, tail: Tail, named: frozenset[int]) -> list[Told]:
        found = tail.read(named)
        return with_facts(found, self._topics)

    def _hand_out(self, told: Told) -> None:
        for queue in list(self._queues):
            if queue.full():  # a page that does not read; it comes back with Last-Event-ID and gets what it missed
                self._queues.discard(queue)
                queue.get_nowait()
                queue.put_nowait(None)
            else:
                queue.put_nowait(told)

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), SAFETY_TAIL_SECONDS if self._is_listening else TAIL_SECONDS)
        self._wake.clear()

    async def _listen(self) -> None:
        """Let PostgreSQL wake the tailer. Nothing depends on it but the delay."""
        import psycopg

        wanted = {"host", "port", "dbname", "user", "password", "sslmode", "service"}
        parameters = {k: v for k, v in connection.get_connection_params().items() if k in wanted}
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as listening:
                    await listening.execute(f"LISTEN {CHANNEL}")
                    self._is_listening = True
                    self._wake.set()
                    async for notice in listening.notifies():
                        if notice.payload.isdecimal():
                            self._named.add(int(notice.payload))
                        self._wake.set()
            except (psycopg.Error, OSError):
                await asyncio.sleep(2)
            finally:
                self._is_listening = False


_hub: Hub | None = None


def hub() -> Hub:
    """This process's hub; made at first use, inside the event loop."""
    global _hub
    if _hub is None:
        _hub = Hub()
    return _hub


def close_hub() -> None:
    """End the streams of this process, if there are any."""
    if _hub is not None:
        _hub.close()


def delete_old_signals() -> int:
    """Signals are of use for a day at most: a page that slept longer loads itself again."""
    return LiveSignal.objects.filter(at__lt=clock.now() - dt.timedelta(days=1)).delete()[0]

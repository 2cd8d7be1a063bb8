import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import cast

from django.test import AsyncRequestFactory, RequestFactory

from perennial.kernel.http.streaming import PIECE_BYTES, download


class Told:
    """Pieces that remember how many were asked for and whether they were ended."""

    def __init__(self, count: int) -> None:
        self.count, self.asked, self.is_ended = count, 0, False

    def pieces(self) -> Iterator[str]:
        try:
            for _ in range(self.count):
                self.asked += 1
                yield "ä" * 1024
        finally:
            self.is_ended = True


def test_a_download_is_made_while_it_is_sent() -> None:
    told = Told(10_000)

    async def read() -> tuple[int, int]:
        answer = download(AsyncRequestFactory().get("/"), told.pieces(), name="a.csv", content_type="text/csv")
        parts = cast(AsyncIterator[bytes], answer.streaming_content)
        first = len(await anext(parts))
        asked_by_then = told.asked
        size = first + sum([len(part) async for part in parts])
        answer.close()
        return asked_by_then, size

    asked_by_then, size = asyncio.run(read())
    assert asked_by_then <= PIECE_BYTES // 2048 + 1
    assert size == 10_000 * 2048
    assert told.is_ended


def test_a_reader_that_goes_away_ends_the_query() -> None:
    told = Told(10_000)

    async def leave() -> None:
        answer = download(AsyncRequestFactory().get("/"), told.pieces(), name="a.csv", content_type="text/csv")
        parts = cast("AsyncIterator[bytes]", answer.streaming_content)
        await anext(parts)
        answer.close()
        for _ in range(100):
            if told.is_ended:
                break
            await asyncio.sleep(0.02)

    asyncio.run(leave())
    assert told.is_ended
    assert told.asked < 100


def test_without_asgi_it_is_a_plain_iterator() -> None:
    answer = download(RequestFactory().get("/"), iter(["a", "b"]), name="a.csv", content_type="text/csv")
    assert b"".join(cast("Iterator[bytes]", answer.streaming_content)) == b"ab"
    assert answer["Content-Disposition"] == 'attachment; filename="a.csv"'

"""Downloads that are made while they are sent: in memory that does not grow with their length."""

import asyncio
import contextvars
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor

from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

PIECE_BYTES = 64 * 1024


def download(request: HttpRequest, pieces: Iterable[str | bytes], *, name: str, content_type: str) -> StreamingHttpResponse:
    """An answer that saves `pieces` as the file `name`.

    Under ASGI Django would first gather a plain iterator into a list; so there the pieces are drawn as they are sent, in a
    thread of their own with a database connection of its own, because requests share theirs."""
    encoded = _encoded(pieces)
    drawn = Drawn(encoded) if isinstance(request, ASGIRequest) else encoded
    answer = StreamingHttpResponse(drawn, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _encoded(pieces: Iterable[str | bytes]) -> Generator[bytes, None, None]:
    drawn = iter(pieces)
    try:
        for piece in drawn:
            yield piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace")
    finally:
        if isinstance(drawn, Generator):
            drawn.close()


class Drawn:
    """Pieces that are drawn when they are wanted. Django closes it with the answer, also when the reader went away: then the
    query ends in the thread in which it began."""

    def __init__(self, pieces: Generator[bytes, None, None]) -> None:
        self._pieces, self._context = pieces, contextvars.copy_context()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="download")
        self._is_closed = False

    def __aiter__(self) -> "Drawn":
        return self

    async def __anext__(self) -> bytes:
        loop = asyncio.get_running_loop()
        if gathered := await loop.run_in_executor(self._thread, self._context.run, _gathered, self._pieces):
            return gathered
        raise StopAsyncIteration

    def close(self) -> None:
        """End it; a second time does nothing."""
        if not self._is_closed:
            self._is_closed = True
            self._thread.submit(self._context.run, _ended, self._pieces)
            self._thread.shutdown(wait=False)


def _gathered(pieces: Generator[bytes, None, None]) -> bytes:
    """The next pieces, enough of them to be worth sending; nothing at the end."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= PIECE_BYTES:
            break
    return bytes(gathered)


def _ended(pieces: Generator[bytes, None, None]) -> None:
    pieces.close()
    connections.close_all()

"""Downloads that are made while they are sent: in memory that does not grow with their length."""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse

PIECE_BYTES = 64 * 1024


def download(request: HttpRequest, pieces: Iterable[str], *, name: str, content_type: str) -> StreamingHttpResponse:
    """An answer that saves `pieces` as the file `name`.

    Under ASGI Django would first gather a plain iterator into a list; so there the pieces are drawn as they are sent, in a
    thread of their own with a database connection of its own, because requests share theirs."""
    encoded = (piece.encode("utf-8", "replace") for piece in pieces)
    drawn = _drawn(encoded) if isinstance(request, ASGIRequest) else encoded
    answer = StreamingHttpResponse(drawn, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


async def _drawn(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    loop, context = asyncio.get_running_loop(), contextvars.copy_context()
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="download")
    try:
        while gathered := await loop.run_in_executor(thread, context.run, _gathered, pieces):
            yield gathered
    finally:  # also when the reader went away: the query ends where it began
        thread.submit(context.copy().run, _ended, pieces)
        thread.shutdown(wait=False)


def _gathered(pieces: Iterator[bytes]) -> bytes:
    """The next pieces, enough of them to be worth sending; nothing at the end."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= PIECE_BYTES:
            break
    return bytes(gathered)


def _ended(pieces: Iterator[bytes]) -> None:
    pieces.close()  # type: ignore[attr-defined]
    connections.close_all()

"""The ASGI application: Django on a fixed set of threads, with a limit on what may be sent to us.

Django under ASGI makes a thread for each request and so a database connection for each request. Here requests share a few
threads, each of which keeps its connection; a stream of live updates holds none.
"""

import tempfile
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from asgiref.sync import ThreadSensitiveContext
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler

THREADS = 8
Message = Mapping[str, Any]


class RequestTooLargeError(Exception):
    """More was sent than may be."""


class PerennialHandler(ASGIHandler):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self._threads = [ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"web-{n}") for n in range(THREADS)]
        self._busy = [0] * THREADS

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        number = self._least_busy()
        self._busy[number] += 1
        try:
            async with ThreadSensitiveContext(executor=self._threads[number]):
                await self.handle(scope, _limited(receive, _limit(scope)), send)
        except RequestTooLargeError:
            await _refuse(send)
        finally:
            self._busy[number] -= 1

    def _least_busy(self) -> int:
        """A thread with the least to do; a warm one before one that never ran."""
        least = min(self._busy)
        return self._busy.index(least)

    async def read_body(self, receive: Callable[[], Awaitable[Message]]) -> Any:
        """As Django's, and closes the file when the body never ends."""
        body = tempfile.SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, mode="w+b")  # noqa: SIM115
        try:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestAborted
                body.write(message.get("body", b""))
                if not message.get("more_body", False):
                    break
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body


def _limit(scope: dict[str, Any]) -> int:
    """Only who has a session may send large files."""
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    known = f"{settings.SESSION_COOKIE_NAME}=".encode() in cookies
    return int(settings.LARGEST_UPLOAD_BYTES if known else settings.LARGEST_BODY_OF_STRANGERS_BYTES)


def _limited(receive: Callable[[], Awaitable[Message]], limit: int) -> Callable[[], Awaitable[Message]]:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise RequestTooLargeError
        return message

    return counted


async def _refuse(send: Callable[[Message], Awaitable[None]]) -> None:
    text = b"This is larger than this server accepts. Split the file, or raise PERENNIAL_MAX_UPLOAD_MB.\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def application() -> PerennialHandler:
    """The application, ready to serve."""
    django.setup(set_prefix=False)
    return PerennialHandler()

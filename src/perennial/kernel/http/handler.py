"""The ASGI application: Django on a fixed set of threads, with a limit on what may be sent to us.

Django under ASGI makes a thread for each request and so a database connection for each request. Here requests share a few
threads, each of which keeps its connection; a stream of live updates holds none.
"""

import asyncio
import json
import os
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

import django
from asgiref.sync import AsyncToSync, ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db.utils import DatabaseError
from django.http import parse_cookie

from perennial.kernel.http.problems import API_PATH, MEDIA_TYPE, problem_body

THREADS = 8
PATIENCE_SECONDS = 60  # with a sender of whose body nothing more comes
Message = Mapping[str, Any]


class RequestRefusedError(Exception):
    """What was sent is refused before anything reads it: its chunks or its length are wrong, or the sender went away."""

    status, why, mend = 400, "The request broke off before its end.", "Send it again."

    def words(self, *, to_program: bool) -> str:
        """Why, and what to do."""
        return f"{self.why} {self.mend}"


class RequestStalledError(RequestRefusedError):
    """Nothing more came of it for long. A status of its own would be one more that no operation of the API declares."""

    why = "The rest of the request did not come."


class RequestTooLargeError(RequestRefusedError):
    """More was sent than may be."""

    status, why, mend = 413, "This is larger than this server accepts.", "Send it in smaller parts."

    def words(self, *, to_program: bool) -> str:
        return super().words(to_program=True) if to_program else f"{self.why} Split the file, or raise PERENNIAL_MAX_UPLOAD_MB."


class PerennialHandler(ASGIHandler):
    """See the module."""

    _middleware_chain: Any

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
                await self.handle(scope, _limited(receive, _session_key(scope)), send)
        except RequestRefusedError as refused:
            await _refuse(scope, send, refused)
        finally:
            self._busy[number] -= 1

    def load_middleware(self, is_async: bool = False) -> None:
        """The chain of middleware with the view at its end runs on the request's thread in one go. Django would carry every
        middleware that can do both to the thread and back, which costs more than most of them do."""
        super().load_middleware(is_async=False)
        chain = self._middleware_chain  # the files' middleware is async, and so what stands outside of it
        self._middleware_chain = chain.awaitable if isinstance(chain, AsyncToSync) else sync_to_async(chain)

    def _least_busy(self) -> int:
        """A thread with the least to do; a warm one before one that never ran."""
        least = min(self._busy)
        return self._busy.index(least)

    def create_request(self, scope: Mapping[str, Any], body_file: Any) -> Any:
        """As Django's, but the length of a body that came in chunks is said: without it Django would hold all of it in memory
        where a form is asked for, and see no file where one was sent."""
        if not any(name == b"content-length" for name, _value in scope["headers"]):
            length = body_file.seek(0, os.SEEK_END)
            body_file.seek(0)
            scope = {**scope, "headers": [*scope["headers"], (b"content-length", str(length).encode())]} if length else scope
        return super().create_request(scope, body_file)

    async def read_body(self, receive: Callable[[], Awaitable[Message]]) -> Any:
        """As Django's, but a body that breaks off or never ends is refused in words, and its file closed."""
        body = tempfile.SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, mode="w+b")  # noqa: SIM115
        try:
            while True:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestRefusedError
                body.write(message.get("body", b""))
                if not message.get("more_body", False):
                    break
        except TimeoutError:
            body.close()
            raise RequestStalledError from None
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body


def _session_key(scope: dict[str, Any]) -> str:
    """The key of the session that a request claims to have."""
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    return parse_cookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME, "")


def _is_known(key: str) -> bool:
    """Whether a session is somebody's: a cookie of that name alone can be made up."""
    from perennial.kernel.live.views import is_signed_in  # models: only once Django is set up

    try:
        return is_signed_in(import_module(settings.SESSION_ENGINE).SessionStore(key))
    except DatabaseError:
        return False


def _limited(receive: Callable[[], Awaitable[Message]], key: str) -> Callable[[], Awaitable[Message]]:
    """Only members may send large files; whether it is one is asked when more comes than strangers may send."""
    received, limit = 0, settings.LARGEST_BODY_OF_STRANGERS_BYTES
    is_asked = False

    async def counted() -> Message:
        nonlocal received, limit, is_asked
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit and key and not is_asked:
            is_asked = True
            if await sync_to_async(_is_known)(key):
                limit = settings.LARGEST_UPLOAD_BYTES
        if received > limit:
            raise RequestTooLargeError
        return message

    return counted


async def _refuse(scope: Mapping[str, Any], send: Callable[[Message], Awaitable[None]], refused: RequestRefusedError) -> None:
    is_program = scope["path"].startswith(API_PATH)
    words, kind = refused.words(to_program=is_program), "text/plain"
    if is_program:
        words, kind = json.dumps(problem_body(refused.status, words)), MEDIA_TYPE
    text = f"{words}\n".encode()
    headers = [(b"content-type", f"{kind}; charset=utf-8".encode()), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def application() -> PerennialHandler:
    """The application, ready to serve."""
    django.setup(set_prefix=False)
    return PerennialHandler()

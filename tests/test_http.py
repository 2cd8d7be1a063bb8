import asyncio
import io
import logging
import sys
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from perennial.config.urls import handler400, handler500
from perennial.config.urls import urlpatterns as product
from perennial.kernel.http.answers import is_disk_full
from perennial.kernel.http.handler import PerennialHandler, _is_known
from perennial.kernel.http.middleware import is_readable
from perennial.kernel.live import signal
from perennial.kernel.logs import LineFormatter, without_secrets
from perennial.team.models import Member

__all__ = ["handler400", "handler500"]


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection unexpectedly")


def full(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database or disk is full")


def wrong(request: HttpRequest) -> HttpResponse:
    raise KeyError("password=hunter2")


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.body)))


def write(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        for _ in range(2000):
            signal("test", word="x" * 500)
    return HttpResponse("written")


urlpatterns = [
    path("test/write", write),
    path("test/away", away),
    path("test/full", full),
    path("test/wrong", wrong),
    path("test/echo", echo),
    *product,
]


@pytest.fixture
def visitor(settings: LazySettings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize(("where", "says"), [("away", "The database does not answer"), ("full", "The disk is full")])
def test_trouble_that_passes_is_answered_503_with_words(visitor: Client, where: str, says: str) -> None:
    answer = visitor.get(f"/test/{where}")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert says in answer.content.decode()


@pytest.mark.django_db
def test_our_own_fault_is_500_with_a_number_and_tells_nothing(visitor: Client) -> None:
    answer = visitor.get("/test/wrong")
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()
    assert "hunter2" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz?q=%00", "/healthz?%00=1", "/nothing%00here"])
def test_text_that_no_database_keeps_is_refused(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 400


@pytest.mark.django_db
def test_unreadable_fields_of_a_form_are_refused(visitor: Client) -> None:
    assert visitor.post("/test/echo", {"name": "a\x00b"}).status_code == 400


def test_what_is_readable() -> None:
    assert all(map(is_readable, ["", "plain", "Zoë 🌿", "مرحبا", "\u202e"]))
    assert not any(map(is_readable, ["a\x00", "\ud83d"]))


@pytest.mark.django_db
def test_every_answer_carries_the_headers(visitor: Client) -> None:
    answer = visitor.get("/healthz")
    assert answer.json() == {"ok": True}
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_full_disk_is_recognised_behind_other_errors() -> None:
    error = RuntimeError("cannot save")
    error.__cause__ = OSError(28, "No space left on device")
    assert is_disk_full(error)
    assert not is_disk_full(OSError(2, "No such file"))


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("POST password=hunter2&x=1", "POST password=…&x=1"),
        ('{"token": "abc.def"}', '{"token": "…"}'),
        ("Authorization: Bearer pn_123", "Authorization: Bearer …"),
        ("postgresql://anna:s3cret@db/x", "postgresql://anna:…@db/x"),
        ("Not Found: /join/AbC-123_x/", "Not Found: /join/…/"),
        ("Forbidden (CSRF token missing.): /accounts/email/AbC:1d/", "Forbidden (CSRF token missing.): /accounts/email/…/"),
        ("the token of the realm", "the token of the realm"),
    ],
)
def test_logs_hold_no_secrets(line: str, clean: str) -> None:
    assert without_secrets(line) == clean


def test_a_request_cannot_write_a_log_line_of_its_own() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "Not Found: %s", ("/a\r\nforged",), None)
    assert LineFormatter("{message}", style="{").format(record) == "Not Found: /a\\r\\nforged"


def _send(
    handler: PerennialHandler,
    body: list[bytes],
    cookie: bytes = b"",
    *,
    path: str = "/test/echo",
    is_whole: bool = True,
    breaks_off: bool = False,
) -> list[dict[str, Any]]:
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost"), *([(b"cookie", cookie)] if cookie else [])],
        "server": ("localhost", 80),
    }
    parts = [{"type": "http.request", "body": part, "more_body": n < len(body) - is_whole} for n, part in enumerate(body)]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if parts:
            return parts.pop(0)
        if breaks_off:
            return {"type": "http.disconnect"}
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(handler(scope, receive, send))
    return sent


@pytest.mark.parametrize(
    ("logger", "status", "keeps"),
    [
        ("django.request", 403, False),
        ("django.request", 500, True),
        ("django.security.DisallowedHost", 400, False),
        ("x", 400, True),
    ],
)
def test_a_refusal_is_one_line_in_the_log(logger: str, status: int, keeps: bool) -> None:
    try:
        raise PermissionError
    except PermissionError:
        record = logging.LogRecord(logger, logging.WARNING, "", 0, "No: %s", ("/a",), sys.exc_info())
    record.status_code = status
    assert ("Traceback" in LineFormatter("{message}", style="{").format(record)) == keeps


def test_a_body_without_end_is_refused_before_it_fills_the_disk(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perennial.kernel.http.handler._is_known", lambda key: key == "abc")
    settings.LARGEST_BODY_OF_STRANGERS_BYTES, settings.LARGEST_UPLOAD_BYTES = 1000, 5000
    handler = PerennialHandler()
    assert _send(handler, [b"x" * 600] * 2)[0]["status"] == 413
    assert _send(handler, [b"x" * 600] * 9, b"sessionid=abc")[0]["status"] == 413
    assert _send(handler, [b"x" * 600] * 2, b"sessionid=abc")[0]["status"] != 413
    assert _send(handler, [b"x" * 600] * 2, b"sessionid=made-up")[0]["status"] == 413
    assert _send(handler, [b"x" * 600] * 2, b"other=1; sessionid=abc")[0]["status"] != 413


def test_a_body_in_chunks_is_measured_before_it_is_read_into_memory(settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    kind = (b"content-type", b"application/x-www-form-urlencoded")

    def request(body: bytes, *headers: tuple[bytes, bytes]) -> Any:
        scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": [kind, *headers]}
        return PerennialHandler().create_request(scope, io.BytesIO(body))[0]

    with pytest.raises(RequestDataTooBig):
        request(b"a=" + b"x" * 1000, (b"transfer-encoding", b"chunked")).POST  # noqa: B018 - it is read when it is asked for
    assert request(b"a=b", (b"transfer-encoding", b"chunked")).POST["a"] == "b"
    assert request(b"a=b", (b"content-length", b"3")).POST["a"] == "b"
    assert "CONTENT_LENGTH" not in request(b"").META


@pytest.mark.parametrize("path", ["/test/echo", "/api/v1/people"])
def test_a_body_that_breaks_off_or_never_ends_is_told_so(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr("perennial.kernel.http.handler.PATIENCE_SECONDS", 0.05)
    handler = PerennialHandler()
    for breaks_off, words in ((True, b"broke off before its end. Send it again"), (False, b"did not come. Send it again")):
        start, end = _send(handler, [b"x"], path=path, is_whole=False, breaks_off=breaks_off)
        assert (start["status"], words in end["body"]) == (400, True)
    assert handler._busy == [0] * len(handler._busy)


@pytest.mark.django_db
def test_a_session_that_is_made_up_is_nobodys(client: Client, ana: Member) -> None:
    assert not _is_known("made-up")
    client.force_login(ana)
    assert _is_known(client.session.session_key or "")
    ana.is_active = False
    ana.save()
    assert not _is_known(client.session.session_key or "")


def test_few_threads_serve_all_requests() -> None:
    handler = PerennialHandler()
    numbers = [handler._least_busy() for _ in range(3)]
    assert numbers == [0, 0, 0], "an idle server stays on its warm thread"
    handler._busy[0] = 1
    assert handler._least_busy() == 1


@pytest.mark.django_db
def test_a_name_that_is_not_ours_is_refused_with_words(visitor: Client, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["crm.juniper.example"]
    answer = visitor.get("/accounts/login/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "PERENNIAL_ORIGIN" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_disk_that_is_full_in_the_midst_of_writing_is_told_and_nothing_is_kept(visitor: Client) -> None:
    from django.db import connection

    from perennial.kernel.live.models import LiveSignal

    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # no free pages left over from other tests
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            answer = visitor.get("/test/write")
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert answer.status_code == 503
    assert "The disk is full" in answer.content.decode()
    assert not LiveSignal.objects.exists()

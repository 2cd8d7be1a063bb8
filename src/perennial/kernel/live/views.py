"""The addresses at which open pages hear of changes."""

from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from perennial.kernel.live.hearing import Ear, with_facts
from perennial.kernel.live.hub import hub, newest_id, signals_after


async def live(request: HttpRequest) -> HttpResponseBase:
    """The stream, as server-sent events: one message per signal, `{"id", "topic", "data"}`."""
    user = await request.auser()
    if not (user.is_authenticated and user.is_active):
        return HttpResponse(status=401)
    session = request.session
    response = StreamingHttpResponse(
        hub().stream(_position(request), lambda: ear_of(session)), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    response["Content-Encoding"] = "identity"  # compressed, an event would wait in the compressor for the next one
    return response


@require_GET
def poll(request: HttpRequest) -> HttpResponse:
    """The same for a page whose stream does not get through: what was told since `last`, and the position now."""
    if not (request.user.is_authenticated and request.user.is_active):
        return HttpResponse(status=401)
    position = _position(request)
    if position is None:
        return _never_kept(JsonResponse({"last": str(newest_id()), "signals": []}))
    ear, told = Ear(request.user), signals_after(position)
    last = told[-1].id if told else position
    heard = [one.as_json() for one in with_facts(told, ear.topics) if ear.hears(one)]
    return _never_kept(JsonResponse({"last": str(last), "signals": heard}))


def is_signed_in(session: SessionBase) -> bool:
    """Whether a session that was good when the stream began still is: not signed out, not locked, password not changed."""
    return ear_of(session) is not None


def ear_of(session: SessionBase) -> Ear | None:
    """What the member of a session hears now; None when it is nobody's any more."""
    request = HttpRequest()
    request.session = type(session)(session.session_key)
    user = get_user(request)
    return Ear(user) if user.is_authenticated and user.is_active else None


def _position(request: HttpRequest) -> int | None:
    text = request.headers.get("Last-Event-ID") or request.GET.get("last", "")
    return int(text) if text.isdecimal() and len(text) < 20 else None


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response

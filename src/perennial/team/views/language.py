"""The language of the signed-out pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remembers the chosen language in a cookie and goes back to the page."""
    to = request.POST.get("next", "")
    safe = to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else "/"
    answer = redirect(safe)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, secure=settings.SECURE, samesite="Lax", httponly=True
        )
    return answer

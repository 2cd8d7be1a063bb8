"""The language of the signed-out pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from perennial.kernel.http.back import path_here


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remembers the chosen language in a cookie and goes back to the page."""
    to = request.POST.get("next", "")
    answer = HttpResponseRedirect(path_here(request, to) or "/")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, secure=settings.SECURE, samesite="Lax", httponly=True
        )
    return answer

"""How to use the API, made from its description."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from perennial.team.guard import members_only
from perennial.team.rest.bearer import REQUESTS_A_MINUTE
from perennial.team.rest.examples import EXAMPLES, SETUP_CURL, SETUP_PYTHON
from perennial.team.rest.reference import chapters
from perennial.team.rest.verbs import nouns, reasons

PROBLEMS = (
    ("400", _("What was sent cannot be read: no JSON, a text that cannot be kept.")),
    ("token-in-address", _("A token stood in the address. Revoke it, and send another in the Authorization header.")),
    ("401", _("No token, or one that does not work: unknown, ended, revoked, or its member is deactivated.")),
    ("403", _("The token lacks the scope that is needed, or the role of its member no longer grants it.")),
    ("404", _("There is no such address, or nothing with this id that the token’s member may see.")),
    ("405", _("The address answers to other methods; Allow names them.")),
    ("409", _("It cannot be done as things stand.")),
    ("conflict", _("409: somebody changed the record since you read it, or has what should be theirs alone.")),
    ("in-flight", _("409: the first request with this Idempotency-Key is still being done. Ask again in a moment.")),
    ("410", _("What the first request with this Idempotency-Key made was erased for good.")),
    ("412", _("The record has moved on from the version in If-Match. Read it again.")),
    ("413", _("More than is taken at once. Send it in smaller parts.")),
    ("415", _("The body is not said to be JSON.")),
    ("422", _("It can be read, but not done: errors say where and why. Nothing was changed.")),
    ("key-reused", _("422: this Idempotency-Key was used for another request.")),
    ("all-or-nothing", _("422: one operation of a bulk request failed, so none was done.")),
    ("428", _("Say from which version you change: If-Match or “version”.")),
    ("429", _("More requests than a token has in a minute. Retry-After says when to go on.")),
    ("500", _("Our fault. It is in the log under the number that the answer names; nothing was saved.")),
    ("503", _("The database does not answer, or the disk is full. Come back after Retry-After.")),
)


@require_GET
@members_only()
def apidocs(request: HttpRequest) -> HttpResponse:
    """Examples, problems, and every operation with what it takes and tells."""
    context = {
        "chapters": chapters(),
        "nouns": nouns(),
        "reasons": reasons(),
        "examples": EXAMPLES,
        "problems": PROBLEMS,
        "setup_curl": SETUP_CURL.replace("ORIGIN=…", f"ORIGIN={settings.ORIGIN}"),
        "setup_python": SETUP_PYTHON.replace('"…"', f'"{settings.ORIGIN}"', 1),
        "requests_a_minute": REQUESTS_A_MINUTE,
    }
    return render(request, "team/apidocs.html", context)

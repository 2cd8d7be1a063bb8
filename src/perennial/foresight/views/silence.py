"""How likely a silence is to be the end."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.foresight import silencewords
from perennial.foresight.keptreports import newest_report
from perennial.foresight.models import ReportKind
from perennial.foresight.views.beginning import beginning
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission

_STEPS = (14, 30, 60, 90, 180, 365)


@members_only(Permission.SEE_FORESIGHT)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The curve of this business, the day where it bends, and what any length of silence means."""
    kept = newest_report(ReportKind.SILENCE)
    context: dict[str, Any] = {"report": kept, "place": "silence"}
    if kept:
        found = silencewords.silences_of(kept.content["curve"])
        context["too_little"] = "" if found else silencewords.too_little(kept.content["ended"])
        if found:
            asked = _days(request.GET.get("days", ""), found.bend if found.bend is not None else _STEPS[1])
            asked = min(asked, int(found.days[-1]))
            context |= {
                "found": found,
                "last": int(found.days[-1]),
                "asked": asked,
                "headline": silencewords.headline(found),
                "answer": silencewords.sentence(found, asked),
                "rows": [silencewords.row(found, day) for day in _STEPS if day <= int(found.days[-1])],
                "chart": silencewords.chart(found),
            }
    else:
        context["begin"] = beginning(member_of(request))
    return render(request, "foresight/silence.html", context)


def _days(text: str, usual: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else usual

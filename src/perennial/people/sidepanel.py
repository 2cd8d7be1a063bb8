"""A customer beside a list: who they are, the next step, what there is to know, what happened last."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from perennial.people import actions, queries, rules
from perennial.people.dossier import dossier_of
from perennial.people.models import Party
from perennial.people.panels import panels_of


def side_panel(request: HttpRequest, party: Party) -> tuple[str, Mapping[str, Any]]:
    """The template and its values; that the customer was opened is kept, as on their page."""
    member: Any = request.user
    actions.note_view(party, by=member)
    return "people/side_panel.html", {
        "party": party,
        "panels": panels_of(request, party, ("head", "next", "brief")),
        "known": dossier_of(party, member),
        "may_edit": rules.may_edit(member, party),
        "is_followed": queries.follows(member, party),
    }

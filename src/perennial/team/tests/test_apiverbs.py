"""The page about the API says what can be done with what, and why not where it cannot."""

from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from perennial.team.models import Member
from perennial.team.rest.verbs import NOUNS, VERBS, WHY_NOT, nouns


def test_every_verb_is_an_operation_or_has_a_reason() -> None:
    missing = set()
    for (noun, _title), row in zip(NOUNS, nouns(), strict=True):
        missing |= {(noun, verb) for (verb, _label), cell in zip(VERBS, row.cells, strict=True) if not cell.operation}
    assert missing == set(WHY_NOT)


def test_the_page_leads_to_each_operation(client: Client, olive: Member) -> None:
    client.force_login(olive)
    page = client.get(reverse("api_docs")).content.decode()
    for row in nouns():
        for cell in row.cells:
            assert (f'id="{cell.operation}"' if cell.operation else str(escape(cell.why_not))) in page

"""Audiences for programs: made by text or tree, read as both, and who is in them and why."""

import pytest

from perennial.audiences.actions import refresh_audience
from perennial.audiences.models import Audience
from perennial.audiences.tests.conftest import bought
from perennial.people.models import Party
from tests.apiclient import Program

pytestmark = pytest.mark.django_db
TEXT = "bought(count >= 2, within = 90 days)"


def test_an_audience_is_made_by_text_and_read_as_a_tree_too(api: Program, juno: Party, omar: Party) -> None:
    made = api.told("POST", "/audiences", {"name": "Twice", "text": TEXT}, status=201)
    assert made["condition"] == {
        "did": "bought", "within": "last-90-days", "measure": "count", "operator": "at-least", "value": 2
    }  # fmt: skip
    assert made["text"] == TEXT
    bought(juno, 10)
    bought(juno, 3)
    (member,) = api.told("GET", f"/audiences/{made['id']}/members")["items"]
    assert (member["customer_id"], member["why"]) == (str(juno.pk), ["bought twice since 11 Nov 2026"])
    told = api.told("GET", "/audiences/preview?text=bought(count = 0)")
    assert (told["count"], told["sample"]) == (1, [{"id": str(omar.pk), "name": "Omar Vale"}])
    changed = {"condition": {"all": []}, "version": 1}
    assert api.told("PATCH", f"/audiences/{made['id']}", changed)["text"] == "everybody"
    refresh_audience(Audience.objects.get())
    assert api.told("GET", f"/audiences/{made['id']}")["size"] == 2
    assert api("PATCH", f"/audiences/{made['id']}", changed | {"name": "Other"}).status_code == 409
    assert api("DELETE", f"/audiences/{made['id']}").status_code == 204
    assert [gone["name"] for gone in api.told("GET", "/audiences/deleted")["items"]] == ["Twice"]
    assert api.told("POST", f"/audiences/{made['id']}/restoration", {})["name"] == "Twice"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": "bought(count >= 2"}, "Line 1, column 18: Something is missing at the end."),
        ({"text": TEXT, "condition": {"all": []}}, "Give the condition as “condition” or as “text”, not as both."),
        ({}, "Say who belongs: as “condition” or as “text”."),
        ({"condition": {"all": [{"did": "sold"}]}}, "all[0]: Nothing is known that customers do as “sold”."),
        ({"condition": {"audience": "12"}}, "The condition asks for an audience that is not there."),
    ],
)
def test_what_cannot_be_understood_is_refused_in_words(api: Program, sent: dict[str, object], words: str) -> None:
    answer = api("POST", "/audiences", {"name": "Those"} | sent)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(words)

from django.test import Client

from perennial.design.testing import as_chosen, as_opened
from perennial.team import actions
from perennial.team.models import Member, Workspace

VALUES = {"country": "DE", "currency": "EUR", "time_zone": "Europe/Berlin", "language": "en"}


def test_two_changes_are_merged_and_what_both_changed_is_chosen(olive: Member, magnus: Member, client: Client) -> None:
    client.force_login(magnus)
    opened = client.get("/settings/workspace/")
    actions.change_workspace({"name": "Theirs", "time_zone": "Europe/Rome"}, by=olive)
    question = client.post("/settings/workspace/", as_opened(opened, name="Mine", country="DE"))
    page = question.content.decode()
    assert question.status_code == 409
    assert "<bdi>Theirs</bdi>" in page
    assert "<bdi>Mine</bdi>" in page
    assert Workspace.current().name == "Theirs"
    assert client.post("/settings/workspace/", as_chosen(question, name="mine")).status_code == 302
    now = Workspace.current()
    assert (now.name, now.time_zone, now.country) == ("Mine", "Europe/Rome", "DE")


def test_what_makes_no_sense_is_refused(olive: Member, client: Client) -> None:
    client.force_login(olive)
    for field, value in (("name", ""), ("currency", "XYZ"), ("time_zone", "Mars/Olympus"), ("language", "x" * 300)):
        assert client.post("/settings/workspace/", VALUES | {"name": "Juniper", field: value}).status_code == 422
    assert Workspace.current().name == "Juniper & Co"

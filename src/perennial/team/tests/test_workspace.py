from django.test import Client

from perennial.team import actions
from perennial.team.models import Member, Workspace

VALUES = {"country": "DE", "currency": "EUR", "time_zone": "Europe/Berlin", "language": "en"}


def test_a_conflict_shows_theirs_and_mine_and_mine_can_be_saved_over_it(olive: Member, magnus: Member, client: Client) -> None:
    client.force_login(magnus)
    mine = VALUES | {"name": "Mine", "version": "1"}
    actions.change_workspace({"name": "Theirs"}, by=olive)
    answer = client.post("/settings/workspace/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in page
    assert "Mine" in page
    assert Workspace.current().name == "Theirs"
    assert client.post("/settings/workspace/", mine | {"version": "2"}).status_code == 302
    assert Workspace.current().name == "Mine"


def test_what_makes_no_sense_is_refused(olive: Member, client: Client) -> None:
    client.force_login(olive)
    for field, value in (("name", ""), ("currency", "XYZ"), ("time_zone", "Mars/Olympus"), ("language", "x" * 300)):
        assert client.post("/settings/workspace/", VALUES | {"name": "Juniper", field: value}).status_code == 422
    assert Workspace.current().name == "Juniper & Co"

from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from perennial.team.models import Member
from perennial.team.permissions import GRANTS, Permission
from perennial.team.queries import role_table
from perennial.team.rules import may


def test_every_permission_is_granted_to_the_owner(olive: Member) -> None:
    assert all(may(olive, permission) for permission in Permission)
    assert set(GRANTS) == set(Permission)


def test_a_viewer_may_only_see(vik: Member) -> None:
    assert {p for p in Permission if may(vik, p)} == {
        Permission.SEE_CUSTOMERS,
        Permission.KEEP_VIEWS,
        Permission.SEE_FORESIGHT,
    }


def test_nobody_may_nothing() -> None:
    assert not any(may(None, permission) for permission in Permission)


def test_the_page_of_the_team_shows_what_each_role_may(client: Client, olive: Member) -> None:
    client.force_login(olive)
    page = client.get(reverse("team:members")).content.decode()
    for row in role_table():
        assert str(escape(row.label)) in page
    assert page.count('<td class="granted">') == sum(map(len, GRANTS.values()))

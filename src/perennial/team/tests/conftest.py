"""What the team's tests share."""

from collections.abc import Callable

import pytest
from django.test import Client

from perennial.team.models import Member

SignIn = Callable[[Member], Client]


@pytest.fixture
def browser_of() -> SignIn:
    """A browser in which a member has signed in."""

    def signed_in(member: Member) -> Client:
        client = Client()
        client.force_login(member)
        return client

    return signed_in

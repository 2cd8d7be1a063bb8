"""The cast of customers."""

import pytest

from perennial.people.actions import Known, create_party
from perennial.people.models import Party
from perennial.team.models import Member


@pytest.fixture
def ann(olive: Member) -> Party:
    """A person with an e-mail address and a phone."""
    return create_party(
        by=olive,
        name="Ann Ångström",
        given_name="Ann",
        family_name="Ångström",
        city="Uppsala",
        country="SE",
        identities=[Known("email", "Ann@Example.org"), Known("phone", "018-471 00 00")],
        tags=["regular"],
    )


@pytest.fixture
def harbour(olive: Member) -> Party:
    """An organisation."""
    return create_party(by=olive, kind="organisation", name="Harbour & Vale", identities=[Known("email", "hi@harbour.example")])


@pytest.fixture
def bo(olive: Member) -> Party:
    """Another person."""
    return create_party(by=olive, name="Bo Berg")

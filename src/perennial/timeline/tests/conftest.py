import pytest

from perennial.people.models import Party


@pytest.fixture
def juno(workspace) -> Party:
    return Party.objects.create(name="Juno Hart", sort_name="hart juno")


@pytest.fixture
def omar(workspace) -> Party:
    return Party.objects.create(name="Omar Vale", sort_name="vale omar")

"""What every test may use: the fixed cast, and a database of the chosen kind (SQLite, or what DATABASE_URL names)."""

import pytest

from perennial.records.tests.defining import define as define
from perennial.records.tests.defining import plan as plan
from perennial.team.models import Member, Workspace
from perennial.team.rest.bearer import limits
from tests.apiclient import Program


@pytest.fixture
def workspace(db: None) -> Workspace:
    return Workspace.objects.create(name="Juniper & Co", currency="EUR", time_zone="Europe/Berlin", country="DE")


def _member(name: str, role: str) -> Member:
    return Member.objects.create_user(f"{name.lower()}@juniper.example", "correct horse battery", name=name, role=role)


@pytest.fixture
def olive(workspace: Workspace) -> Member:
    """The owner."""
    return _member("Olive", "owner")


@pytest.fixture
def magnus(workspace: Workspace) -> Member:
    """The manager."""
    return _member("Magnus", "manager")


@pytest.fixture
def ana(workspace: Workspace) -> Member:
    """The agent."""
    return _member("Ana", "agent")


@pytest.fixture
def marek(workspace: Workspace) -> Member:
    """The marketer."""
    return _member("Marek", "marketer")


@pytest.fixture
def yuki(workspace: Workspace) -> Member:
    """The analyst."""
    return _member("Yuki", "analyst")


@pytest.fixture
def vik(workspace: Workspace) -> Member:
    """The viewer."""
    return _member("Vik", "viewer")


@pytest.fixture
def api(olive: Member) -> Program:
    """A program of the owner's, with every scope."""
    limits.forget()
    return Program(olive)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests come last: the event loop that Playwright leaves running would be in the way of others."""
    items.sort(key=lambda item: "browser" in item.path.parts)

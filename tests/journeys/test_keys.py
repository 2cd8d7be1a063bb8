"""A key means one thing on a page."""

import pytest

from perennial.kernel import manifests
from perennial.people.views import duplicates, merging
from perennial.records import page
from perennial.today import views as today


@pytest.mark.parametrize("keys", [page.KEYS, duplicates.KEYS, merging.KEYS, today.KEYS])
def test_the_keys_of_a_page_are_not_those_of_commands(keys: tuple[tuple[str, str], ...]) -> None:
    own = [key.upper() for key, _label in keys]
    commands = {command.shortcut.upper() for command in manifests.commands if command.shortcut}
    assert len(own) == len(set(own))
    assert not (commands | {"J", "K", "G", "U", "?", "/"}) & set(own)

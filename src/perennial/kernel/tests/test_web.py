"""What the web server's process does differently from the others."""

import copy

import pytest
from django.db import connection, connections

from perennial.kernel.serving.web import keep_small_caches

pytestmark = pytest.mark.sqlite


def test_its_connections_have_small_page_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    told = copy.deepcopy(connections.settings)
    monkeypatch.setattr(connections, "settings", told, raising=False)
    usual = connection.settings_dict["OPTIONS"]["init_command"]
    keep_small_caches()
    assert told["default"]["OPTIONS"]["init_command"] == f"{usual}; PRAGMA cache_size=-8192"

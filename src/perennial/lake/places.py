"""Where the lake lies, and in whose days and months it counts."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from perennial.lake.sources import Source

MEMORY = "512MB"  # of the embedded engine, while it copies and while it answers; beyond that it spills to `scratch`
_zones: list[Callable[[], str]] = []


def folder() -> Path:
    """The folder of the lake's files, made if need be."""
    path: Path = settings.HOME / "lake"
    (path / "scratch").mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def provide_zone(of_workspace: Callable[[], str]) -> None:
    """Told by the slice that knows in which time zone the business lives."""
    _zones.append(of_workspace)


def zone() -> str:
    """The time zone in which days and months are counted."""
    return _zones[-1]() if _zones else "UTC"


def database() -> str:
    """The operational database, as the drivers of Arrow want it named."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(told["NAME"])
    parameters = connection.get_connection_params()
    asked = {"dbname": "dbname", "user": "user", "password": "password", "host": "host", "port": "port"}
    return "postgresql:///?" + urlencode({name: parameters[key] for name, key in asked.items() if parameters.get(key)})


def shape_of(source: Source) -> str:
    """Another one as soon as anything changes in how its facts are made."""
    return hashlib.sha256(repr((source.table, source.root, source.facts)).encode()).hexdigest()[:32]

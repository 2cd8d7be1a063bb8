"""PERENNIAL_HOME: the one folder in which all data of an installation lives."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """The installation's secret, made at first use and readable by its owner only."""
    path = home / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()

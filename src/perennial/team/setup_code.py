"""The code that somebody outside this machine must know to set the installation up: `serve` prints it."""

import base64
import secrets

from django.utils.crypto import salted_hmac


def setup_code() -> str:
    """Made from the installation's secret, so that every process knows the same one: four groups of four."""
    raw = base64.b32encode(salted_hmac("perennial.team.setup", "code", algorithm="sha256").digest()).decode()[:16].lower()
    return "-".join(raw[at : at + 4] for at in range(0, 16, 4))


def is_setup_code(text: str) -> bool:
    """Whether somebody typed the code, however they grouped it."""
    given = "".join(character for character in text.lower() if character.isalnum())
    return secrets.compare_digest(given.encode(), setup_code().replace("-", "").encode())

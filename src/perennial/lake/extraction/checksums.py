"""Whether a file is still what was written."""

import hashlib
from pathlib import Path


def checksum_of(path: Path) -> str:
    """Of all its bytes."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.blake2b(digest_size=16)).hexdigest()

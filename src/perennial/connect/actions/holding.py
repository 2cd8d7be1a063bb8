"""Who works on an import: a lock on its folder, which the system lets go of when the process is killed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from perennial.connect.models import Import


@contextmanager
def held(one: Import) -> Iterator[bool]:
    """Whether nobody else works on the import; within the block nobody else does then."""
    one.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(one.folder / "held", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(file)

"""One server per PERENNIAL_HOME: a lock that the system itself lets go when the process ends, however it ends."""

import fcntl
import os
from pathlib import Path
from typing import IO


class AlreadyServingError(Exception):
    """Another process serves from this home."""

    def __init__(self, home: Path, pid: str) -> None:
        super().__init__(f"Perennial is running already on {home} (process {pid or 'unknown'}). Stop it first.")


def hold_home(home: Path) -> IO[str]:
    """Hold the home's lock until the returned file is closed or the process ends; raise AlreadyServingError."""
    file = (home / "serve.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        pid = file.read(20).strip()
        file.close()
        raise AlreadyServingError(home, pid) from None
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()
    return file

"""Heavy work in a process of its own, so that the one that stays does not keep the memory of it."""

import os
import sys
import traceback
from collections.abc import Callable

from django.db import connections


class AsideError(Exception):
    """The work failed; the message is what it said."""


def do_aside(work: Callable[[], None]) -> None:
    """Do `work` in a forked process and wait for it. What it raises is raised here as AsideError with the same message."""
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        _do_and_end(work, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        said = pipe.read()
    if os.waitpid(pid, 0)[1]:
        raise AsideError(said or "It was ended from outside, perhaps because memory ran out.")


def _do_and_end(work: Callable[[], None], writing: int) -> None:
    code = 1
    try:
        work()
        code = 0
    except BaseException as error:
        if not str(error):
            traceback.print_exc()
        os.write(writing, str(error).encode()[:60000])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

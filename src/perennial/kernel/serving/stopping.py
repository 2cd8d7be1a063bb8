"""Being asked to stop, by Ctrl-C, SIGTERM, or the end of the process that started us."""

import os
import select
import signal
from types import FrameType


class Stopping:
    """Notes the signals. Does nothing in the handler itself, which may run while any lock is held."""

    def __init__(self, *, life: int | None = None) -> None:
        self._asked = False
        self._life = life
        if life is None:
            signal.signal(signal.SIGINT, self._note)
        else:  # Ctrl-C goes to the whole group; the supervisor says when its children stop
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._asked = True

    def is_asked(self) -> bool:
        """Whether to stop now."""
        return self._asked or (self._life is not None and is_orphan(self._life))


def is_orphan(life: int) -> bool:
    """Whether the supervisor is gone: it alone holds the other end of this pipe and never writes to it."""
    readable, _, _ = select.select([life], [], [], 0)
    return bool(readable) and os.read(life, 1) == b""

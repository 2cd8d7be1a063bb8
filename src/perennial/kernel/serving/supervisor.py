"""The supervisor: loads the application once, forks the web server and the workers from itself, and keeps them alive.

Forking after loading lets them share the memory of all that code. The supervisor itself does nothing but wait, so that nothing
can take it down with it.
"""

import contextlib
import dataclasses
import gc
import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import FrameType

logger = logging.getLogger("perennial.serve")

STOP_SECONDS = 6.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
LONG_LIFE_SECONDS = 60.0


@dataclasses.dataclass
class Child:
    """A process to keep alive. `work(life)` runs in it; `life` is a pipe that closes when the supervisor is gone."""

    name: str
    work: Callable[[int], None]
    pid: int = 0
    born: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = 0.0


class Supervisor:
    """Starts children, starts them again when they die, and ends them all when asked to."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self._life, self._our_end = os.pipe()
        self._wake, self._waker = socket.socketpair()
        self._is_stopping = False

    def run(self) -> None:
        """Until SIGINT or SIGTERM."""
        for end in (self._wake, self._waker):
            end.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # only wakes us
        gc.collect()
        gc.freeze()  # what is loaded now stays for good: the collector need not touch, and so copy, its pages
        for child in self.children:
            self._start(child)
        while not self._is_stopping:
            self._bury()
            self._start_again()
            self._sleep(self._until_next_start())
        self._stop_all()

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._is_stopping = True

    def _sleep(self, seconds: float | None) -> None:
        select.select([self._wake], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            self._wake.recv(4096)

    def _until_next_start(self) -> float | None:
        waits = [child.again_at - time.monotonic() for child in self.children if not child.pid]
        return max(0.0, min(waits)) if waits else None

    def _start(self, child: Child) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        child.born = time.monotonic()
        child.pid = os.fork()
        if not child.pid:
            self._become(child)

    def _become(self, child: Child) -> None:
        """In the new process: forget the supervisor's signals and ends of pipes, work, and end without returning."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            os.close(self._our_end)
            self._wake.close()
            self._waker.close()
            child.work(self._life)
            code = 0
        except BaseException:
            logger.exception("the %s process ended with an error", child.name)
        finally:
            logging.shutdown()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _bury(self) -> None:
        for child in self.children:
            if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                lived = time.monotonic() - child.born
                child.pause = FIRST_PAUSE if lived > LONG_LIFE_SECONDS else min(child.pause * 2, LONGEST_PAUSE)
                child.pid, child.again_at = 0, time.monotonic() + child.pause
                logger.error("the %s process ended after %.0f s; starting it again in %.0f s", child.name, lived, child.pause)

    def _start_again(self) -> None:
        for child in self.children:
            if not child.pid and time.monotonic() >= child.again_at:
                self._start(child)

    def _stop_all(self) -> None:
        for child in self.children:
            self._tell(child, signal.SIGTERM)
        ends = time.monotonic() + STOP_SECONDS
        while any(self._is_alive(child) for child in self.children) and time.monotonic() < ends:
            self._sleep(0.1)
        for child in self.children:
            if self._is_alive(child):
                logger.warning("the %s process does not stop; ending it", child.name)
                self._tell(child, signal.SIGKILL)
                os.waitpid(child.pid, 0)

    def _tell(self, child: Child, number: signal.Signals) -> None:
        if child.pid:
            os.kill(child.pid, number)

    def _is_alive(self, child: Child) -> bool:
        if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
            child.pid = 0
        return bool(child.pid)

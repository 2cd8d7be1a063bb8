"""How much one may ask in a minute. Counted in memory: `perennial serve` answers in one process, and a restart forgives."""

import dataclasses
import threading
from collections.abc import Mapping

from perennial.kernel import clock

WINDOW_SECONDS = 60
_REMEMBERED = 10_000


@dataclasses.dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit after a request was counted."""

    limit: int
    left: int
    resets_in: int
    is_over: bool

    def headers(self) -> Mapping[str, str]:
        """As the IETF's draft of RateLimit headers has it."""
        told = {
            "RateLimit-Policy": f'"minute";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"minute";r={self.left};t={self.resets_in}',
        }
        return told | {"Retry-After": str(self.resets_in)} if self.is_over else told


class Limits:
    """Requests in the running minute, by who asks."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._minute, self._used = 0, dict[str, int]()

    def count(self, principal: str) -> Allowance:
        """Take one request into account. What is over the limit is not counted, so that nobody locks themselves out."""
        now = int(clock.now().timestamp())
        with self._lock:
            if now // WINDOW_SECONDS != self._minute or len(self._used) > _REMEMBERED:
                self._minute, self._used = now // WINDOW_SECONDS, {}
            used = self._used.get(principal, 0)
            is_over = used >= self.limit
            self._used[principal] = used + (not is_over)
        left = max(0, self.limit - used - 1)
        return Allowance(self.limit, left, WINDOW_SECONDS - now % WINDOW_SECONDS, is_over)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._used = {}

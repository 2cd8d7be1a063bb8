"""The real server for benches: started as users run it, asked over HTTP with sessions and keep-alive, its CPU and memory read
from /proc.

The CPU of a request is that of all processes of the server (supervisor, web, worker) and, with PostgreSQL on this machine, of
all processes of the database server, so nothing else should use that database meanwhile.
"""

import collections
import contextlib
import dataclasses
import http.client
import http.cookies
import os
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import psutil

from bench.memory import pss_mb
from tests.installation import Installation

PORT = int(os.environ.get("PORT", "8170"))


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    path: str
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Cost:
    """What a request cost: CPU, of it the database server's, and the wall time, in ms; how large its answer was."""

    cpu: float
    database: float
    p50: float
    p95: float
    size: int


class Visitor:
    """One client with a connection that stays open."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.line, self.headers = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60), dict(headers)

    def ask(self, asked: Asked) -> tuple[int, bytes, http.client.HTTPResponse]:
        """(status, body as it came, answer)."""
        self.line.request(asked.method, asked.path, asked.body or None, self.headers | asked.headers)
        answer = self.line.getresponse()
        return answer.status, answer.read(), answer


class Served:
    """A server on a home that is there, and the processes that work for it."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.installation = Installation(home, database_url, PORT=str(PORT), PERENNIAL_ORIGIN=f"http://localhost:{PORT}")
        self.installation.port = PORT
        self.database_url = database_url

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Within the block it answers."""
        with self.installation.served() as process:
            threading.Thread(target=_drain, args=(process.stdout,), daemon=True).start()
            self.main = psutil.Process(process.pid)
            self.postmaster = self._postmaster()
            yield

    def _postmaster(self) -> psutil.Process | None:
        if not self.database_url:
            return None
        import psycopg

        with psycopg.connect(self.database_url) as connection:
            (pid,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (0,)
            return psutil.Process(pid).parent()

    def sign_in(self, email: str, password: str) -> dict[str, str]:
        """The headers of somebody who is signed in."""
        stranger = Visitor({"Host": f"localhost:{PORT}"})
        _status, page, answer = stranger.ask(Asked("/accounts/login/"))
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, "the page of the sign-in has no form"
        kept = _cookies(answer)
        words = {"login": email, "password": password, "csrfmiddlewaretoken": token[1].decode()}
        status, page, answer = stranger.ask(Asked("/accounts/login/", "POST", urlencode(words), form_headers(kept)))
        assert status == 302, f"{email} cannot sign in: {status}"
        kept |= _cookies(answer)
        return {"Host": f"localhost:{PORT}", "Accept-Encoding": "gzip"} | form_headers(kept)

    def burned(self) -> tuple[float, float]:
        """CPU seconds so far: (the server's processes, the database's)."""
        server = sum(_seconds(one) for one in (self.main, *self.main.children()))
        if self.postmaster is None:
            return server, 0.0
        spent = self.postmaster.cpu_times()  # those of the backends that ended are the postmaster's
        live = sum(_seconds(one) for one in (self.postmaster, *self.postmaster.children()))
        return server, live + spent.children_user + spent.children_system

    def memory(self) -> tuple[float, float]:
        """(PSS, RSS of the web process) in MB."""
        children = self.main.children()
        web = min(children, key=lambda child: child.create_time())
        return sum(pss_mb(one.pid) for one in (self.main, *children)), web.memory_info().rss / 1e6

    def cost(self, requests: Iterator[Asked], headers: Mapping[str, str], *, times: int, clients: int = 1) -> Cost:
        """Ask for the next ones, so many times with each of some clients at once. Any answer that is none fails."""
        lock = threading.Lock()
        walls: list[float] = []
        sizes: list[int] = []
        failed: list[str] = []

        def come(visitor: Visitor, count: int) -> None:
            for _ in range(count):
                with lock:
                    asked = next(requests)
                began = time.perf_counter()
                status, body, _answer = visitor.ask(asked)
                walls.append((time.perf_counter() - began) * 1000)
                sizes.append(len(body))
                if status >= 400:
                    failed.append(f"{asked.path}: {status} {body[:300]!r}")

        visitors = [Visitor(headers) for _ in range(clients)]
        _at_once(visitors, lambda visitor: come(visitor, 2))  # not counted: first the caches are warm
        walls.clear()
        server, database = self.burned()
        _at_once(visitors, lambda visitor: come(visitor, times))
        after, database_after = self.burned()
        if failed:
            raise SystemExit(failed[0])
        each = 1000 / len(walls)
        own, theirs = (after - server) * each, (database_after - database) * each
        return Cost(
            own + theirs,
            theirs,
            statistics.median(walls),
            statistics.quantiles(walls, n=20)[-1],
            round(statistics.median(sizes)),
        )


def form_headers(cookies: Mapping[str, str]) -> dict[str, str]:
    """What a browser sends with a form."""
    token = {"X-CSRFToken": cookies["csrftoken"]} if "csrftoken" in cookies else {}
    return token | {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }


def _drain(said: IO[str] | None) -> None:
    """Read what a server logs: one whose pipe is full waits until somebody does."""
    with contextlib.suppress(ValueError):  # closed
        collections.deque(said or (), maxlen=0)


def _cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    kept: dict[str, str] = {}
    for line in answer.headers.get_all("Set-Cookie") or ():
        kept |= {name: morsel.value for name, morsel in http.cookies.SimpleCookie(line).items()}
    return kept


def _at_once(visitors: Sequence[Visitor], work: Callable[[Visitor], None]) -> None:
    threads = [threading.Thread(target=work, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _seconds(process: psutil.Process) -> float:
    """CPU seconds of all threads of a process, to the nanosecond; 0 when it has just ended."""
    total = 0
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{process.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9

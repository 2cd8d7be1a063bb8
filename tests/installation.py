"""A whole installation in a folder of its own, run as real processes: for tests and benches of starting, stopping and dying."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-c", "from perennial.config.command import main; main()"]


class Installation:
    """`perennial …` on one home and one database."""

    def __init__(self, home: Path, database_url: str = "", **environment: str) -> None:
        self.home, self.port = home, free_port()
        inherited = {k: v for k, v in os.environ.items() if k not in {"PERENNIAL_TESTING", "DJANGO_SETTINGS_MODULE"}}
        self.environment: dict[str, str] = inherited | {
            "PERENNIAL_HOME": str(home),
            "PORT": str(self.port),
            "DATABASE_URL": database_url or f"sqlite:///{home / 'perennial.sqlite3'}",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "PYTHONUNBUFFERED": "1",
            **environment,
        }

    def run(self, *arguments: str, expect: int | None = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        ran = subprocess.run(
            [*COMMAND, *arguments], env=self.environment | environment, capture_output=True, text=True, timeout=120, cwd=ROOT
        )
        if expect is not None:
            assert ran.returncode == expect, f"{arguments} ended with {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
        return ran

    def json(self, *arguments: str, expect: int | None = 0) -> dict[str, Any]:
        """Run a command with --json and read its one object."""
        answer: dict[str, Any] = json.loads(self.run(*arguments, "--json", expect=expect).stdout)
        return answer

    def shell(self, code: str) -> str:
        """Run Python inside the installation and give what it printed."""
        program = f"import os, django; django.setup()\n{code}"
        ran = subprocess.run(
            [sys.executable, "-c", program],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "perennial.config.settings"},
            capture_output=True,
            text=True,
            timeout=120,
            cwd=ROOT,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.strip()

    @contextlib.contextmanager
    def started(self, *arguments: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
        """A command that goes on running; whatever is left of it in the end is killed."""
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if process.stdout:
                process.stdout.close()

    @contextlib.contextmanager
    def served(self, *arguments: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
        """`perennial serve`, waiting until it answers."""
        with self.started("serve", *arguments, **environment) as process:
            self.wait_until_up(process)
            yield process

    def wait_until_up(self, process: "subprocess.Popen[str]", seconds: float = 60) -> None:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if process.poll() is not None:
                raise AssertionError(process.stdout.read() if process.stdout else "it ended")
            if self.get("/healthz")[0] == 200:
                return
            time.sleep(0.05)
        raise AssertionError("it does not answer")

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Status (0: no answer) and body."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=dict(headers or {}))
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """An empty database beside the PostgreSQL database that `url` names; for SQLite (no url) the home has its own."""
    if not url.startswith("postgres"):
        yield ""
        return
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    name = f"perennial_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    parts = conninfo_to_dict(url)
    try:
        yield url_of(parts | {"dbname": name}) if "://" in url else make_conninfo(url, dbname=name)
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def url_of(parts: Mapping[str, Any]) -> str:
    """A database URL of connection parameters."""
    from urllib.parse import quote

    host, user = quote(str(parts.get("host", "localhost")), safe=""), quote(str(parts.get("user", "")), safe="")
    password = f":{quote(str(parts['password']), safe='')}" if parts.get("password") else ""
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"postgresql://{user}{password}@{host}{port}/{parts['dbname']}"


def children_of(pid: int) -> list[int]:
    """The direct children of a process, oldest first."""
    import psutil

    return [child.pid for child in sorted(psutil.Process(pid).children(), key=lambda child: child.create_time())]

"""`perennial serve`: the whole product in one process tree."""

import errno
import os
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import connections

from perennial.kernel import manifests
from perennial.kernel.commands import PerennialCommand
from perennial.kernel.serving.aside import AsideError, do_aside
from perennial.kernel.serving.lock import AlreadyServingError, hold_home
from perennial.kernel.serving.static import gather_static
from perennial.kernel.serving.supervisor import Child, Supervisor

MOST_BY_DEFAULT = 2  # processes for the web: each keeps one core busy and takes about 45 MB


class Command(PerennialCommand):
    help = "Serve the web, run jobs and the schedule, until Ctrl-C or SIGTERM. Honours PORT, HOST and PERENNIAL_HOME."
    needs_database = False  # only after the lock is held

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--web",
            type=int,
            default=min(MOST_BY_DEFAULT, os.cpu_count() or 1),
            help=f"processes that answer requests (default: as many as there are cores, at most {MOST_BY_DEFAULT})",
        )
        parser.add_argument("--workers", type=int, default=1, help="processes that run jobs (default 1; 0: none here)")
        parser.add_argument("--threads", type=int, default=2, help="jobs at once in each of them (default 2)")

    def run(self, **options: Any) -> dict[str, Any]:
        host, port = settings.HOST, settings.PORT
        try:
            lock = hold_home(settings.HOME)
        except AlreadyServingError as error:
            raise CommandError(str(error)) from None
        with lock:
            refuse_taken_port(host, port)
            self.prepare()
            application = _load_application()
            greetings = [line for greeting in manifests.greetings for line in greeting.lines()]
            connections.close_all()
            serve = partial(_serve_web, application, host, port)
            children = _alike("web", max(1, options["web"]), serve)
            children += _alike("worker", options["workers"], partial(_work, options["threads"]))
            self.say(f"Perennial is ready at {settings.ORIGIN} (Ctrl-C stops it). Data: {settings.HOME}")
            for line in greetings:
                self.say(line)
            Supervisor(children).run()
        self.say("Stopped.")
        return {"stopped": True}

    def prepare(self) -> None:
        """Database and static files, aside."""

        def work() -> None:
            self.prepare_database()
            gather_static(self.say)

        try:
            do_aside(work)
        except AsideError as error:
            raise CommandError(str(error)) from None


def _alike(name: str, count: int, work: Callable[[int], None]) -> list[Child]:
    """So many processes that do the same."""
    return [Child(f"{name} {n + 1}" if n else name, work) for n in range(count)]


def refuse_taken_port(host: str, port: int) -> None:
    """Say clearly that another program listens there, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is taken by another program. Choose another one: PORT={port + 1} perennial serve"
                ) from None
            raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}") from None


def _load_application() -> Any:
    """Everything that a first request would load: addresses, middleware and so the views."""
    from django.urls import get_resolver

    from perennial.kernel.http.handler import PerennialHandler

    application = PerennialHandler()
    get_resolver().url_patterns  # noqa: B018 (reads every urls.py)
    return application


def _serve_web(application: Any, host: str, port: int, life: int) -> None:
    from perennial.kernel.serving.web import serve_web

    serve_web(application, host, port, life)


def _work(threads: int, life: int) -> None:
    from perennial.kernel.jobs.worker import Worker
    from perennial.kernel.serving.stopping import Stopping

    Worker(threads=max(1, threads)).run(Stopping(life=life).is_asked)

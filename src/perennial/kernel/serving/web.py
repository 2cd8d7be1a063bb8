"""A process of the web server: granian in one event loop, around the application that the supervisor loaded. Several of them
listen on one port; the system shares the connections out among them."""

import asyncio
import gc
import logging
import signal
from typing import Any

from django.db import connections

from perennial.kernel.live.hub import close_hub

DRAIN_SECONDS = 3
CACHE_KB = 8_192
COLLECTED = (20_000, 20, 20)  # new objects between two looks for cyclic garbage, and how many of those until a deeper one


def serve_web(application: Any, host: str, port: int, life: int) -> None:
    """Serve until SIGTERM or until the supervisor is gone (its end of the pipe `life` closes)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_small_caches()
    gc.set_threshold(*COLLECTED)  # a page makes tens of thousands of objects; looking after every 700 costs it a tenth
    asyncio.run(_serve(application, host, port, life))


def keep_small_caches() -> None:
    """Each thread of this process has a connection of its own, and SQLite a page cache for each. Pages ask for little and find
    it in the system's cache; with the caches that long jobs need, eight threads would hold half a gigabyte."""
    options = connections.settings["default"].get("OPTIONS", {})
    if "cache_size" in options.get("init_command", ""):
        options["init_command"] += f"; PRAGMA cache_size=-{CACHE_KB}"


async def _serve(application: Any, host: str, port: int, life: int) -> None:
    from granian.constants import Interfaces
    from granian.server.embed import Server

    logging.getLogger("_granian").setLevel(logging.ERROR)
    server = Server(
        application, address=host, port=port, interface=Interfaces.ASGINL, websockets=False, log_enabled=False, backlog=1024
    )
    server.workers_kill_timeout = DRAIN_SECONDS
    loop = asyncio.get_running_loop()

    def stop() -> None:
        loop.remove_reader(life)
        close_hub()
        server.stop()  # type: ignore[no-untyped-call]

    loop.add_signal_handler(signal.SIGTERM, stop)
    loop.add_reader(life, stop)
    await server.serve()

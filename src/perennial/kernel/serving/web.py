"""The web server's process: granian in one event loop, around the application that the supervisor loaded."""

import asyncio
import logging
import signal
from typing import Any

from perennial.kernel.live.hub import close_hub

DRAIN_SECONDS = 3


def serve_web(application: Any, host: str, port: int, life: int) -> None:
    """Serve until SIGTERM or until the supervisor is gone (its end of the pipe `life` closes)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_serve(application, host, port, life))


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

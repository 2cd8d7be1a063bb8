"""A real Spark beside this process: a Connect server, alone or before a cluster of workers. Needs Java."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

DEPLOY = "org.apache.spark.deploy"
CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"
PATIENCE_SECONDS = 120


@contextlib.contextmanager
def started(place: Path, workers: int = 0) -> Iterator[tuple[str, "list[subprocess.Popen[bytes]]"]]:
    """A Connect server with a master and so many workers of one core each, or without any: the address to ask at, and the
    processes in the order of their start (master, workers, server). All are ended again."""
    import pyspark

    home = Path(pyspark.__file__).parent
    run, around = str(home / "bin" / "spark-class"), _surroundings(home, place)
    master, asked = _free(), _free()
    spark = f"spark://127.0.0.1:{master}" if workers else "local[1]"
    commands: list[tuple[list[str], int | None]] = []
    if workers:
        own = ["--host", "127.0.0.1", "--port", str(master), "--webui-port", str(_free())]
        commands.append(([run, f"{DEPLOY}.master.Master", *own], master))
    worker = [run, f"{DEPLOY}.worker.Worker", spark, "-c", "1", "-m", "1g", "--webui-port"]
    commands += [([*worker, str(_free())], None) for _ in range(workers)]
    settings = {
        "spark.connect.grpc.binding.port": asked,
        "spark.executor.memory": "1g",
        "spark.sql.shuffle.partitions": 4,
        "spark.ui.enabled": "false",
    }
    told = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    submit = [str(home / "bin" / "spark-submit"), "--class", CONNECT, "--master", spark, *told, "spark-internal"]
    commands.append((submit, asked))
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for command, port in commands:
            log = place / f"spark-{len(processes)}.log"
            with log.open("wb") as out:
                processes.append(subprocess.Popen(command, env=around, stdout=out, stderr=out, start_new_session=True))
            if port:
                _wait_for(port, log)
        yield f"sc://127.0.0.1:{asked}", processes
    finally:
        for process in reversed(processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            process.wait(30)


def _surroundings(home: Path, place: Path) -> dict[str, str]:
    return without_spark() | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(place / "work"),
        "PYSPARK_PYTHON": sys.executable,
    }


def without_spark() -> dict[str, str]:
    """The surroundings without what a Spark of this process itself has left there: its token makes clients ask for TLS."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SPARK_")}


def _free() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait_for(port: int, log: Path) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    raise TimeoutError(f"Spark did not start:\n{log.read_text()[-2000:]}")

"""Engines: what answers a question in core SQL over a set of files. DuckDB inside of the process, or Spark elsewhere."""

import contextlib
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from perennial.kernel.hindrance import HinderedError
from perennial.lake.core import render

if TYPE_CHECKING:
    import pyarrow  # heavy: whoever asks nothing does not pay for it

_SPARK_TYPES = {"int16": "SMALLINT", "int32": "INT", "int64": "BIGINT"}
_SPARK_GONE = ("SparkConnectGrpcException", "RetriesExceeded", "SessionNotSameException")  # by name: it may not be installed
_SPARK_PORT, _PATIENCE_SECONDS, _RETRIES = 15002, 5.0, 4


class EngineError(HinderedError):
    """The engine could not answer; the message says why, in words."""


class FilesChangedError(EngineError):
    """A file went away or cannot be read: it was replaced meanwhile, lost or damaged."""


class FilesDamagedError(FilesChangedError):
    """Files are lost or damaged, and are being written anew."""


class EngineMemoryError(EngineError):
    """The engine needs more memory than it may take."""


class EngineGoneError(EngineError):
    """The engine elsewhere does not answer, or went away while it did."""


class Engine(Protocol):
    """Holds the files of each fact; answers core SQL over them."""

    name: str

    def hold(self, files: Mapping[str, Sequence[Path]], empty: Mapping[str, "pyarrow.Schema"]) -> None:
        """Make each fact's files a table of that name; `empty` has the shapes of all facts, also of those without a file."""

    def lend(self, name: str, table: "pyarrow.Table") -> None:
        """Let questions name a table that is in no file, until the engine is closed or another is lent by that name."""

    def query(self, sql: str) -> "pyarrow.Table":
        """The answer, as a table of Arrow. Raises EngineError."""

    def close(self) -> None:
        """Let go of everything."""


class DuckDBEngine:
    """The embedded engine: in memory over the files, any number of processes at a time."""

    name = "duckdb"

    def __init__(self, *, memory: str, scratch: Path, threads: int = 2) -> None:
        import duckdb

        with self._put_in_words():
            self.duck = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(scratch), "threads": threads})

    def hold(self, files: Mapping[str, Sequence[Path]], empty: Mapping[str, "pyarrow.Schema"]) -> None:
        for fact, schema in empty.items():
            if paths := [str(path) for path in files.get(fact, ())]:
                with self._put_in_words():
                    self.duck.execute(f"CREATE OR REPLACE VIEW {fact} AS SELECT * FROM read_parquet({paths!r})")
            else:
                self.duck.register(fact, schema.empty_table())

    def lend(self, name: str, table: "pyarrow.Table") -> None:
        self.duck.register(name, table)

    def query(self, sql: str) -> "pyarrow.Table":
        with self._put_in_words():
            return self.duck.execute(render(sql, self.name)).to_arrow_table()  # reads on, so it may fail, too

    @contextlib.contextmanager
    def _put_in_words(self) -> Iterator[None]:
        import duckdb

        try:
            yield
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            raise FilesChangedError(_in_a_line(error)) from error
        except (duckdb.OutOfMemoryException, MemoryError) as error:
            raise EngineMemoryError(_in_a_line(error)) from error
        except duckdb.Error as error:
            raise EngineError(_in_a_line(error)) from error

    def close(self) -> None:
        self.duck.close()


def _knock(address: str) -> None:
    """Spark's client would go on trying for ten minutes at an address where nobody listens."""
    place = urlsplit(address)
    if place.scheme != "sc":
        return  # local[…]: a Spark that the client starts by itself
    try:
        socket.create_connection((place.hostname or "", place.port or _SPARK_PORT), timeout=_PATIENCE_SECONDS).close()
    except OSError as error:
        raise EngineGoneError(f"Spark does not answer at {address}: {error.strerror or error}") from None


def _in_a_line(error: object) -> str:
    return " ".join(str(error).split())


def _said_by(error: Exception) -> str:
    """What an error of the client says, without the state of its connection around it."""
    found = re.search(r'details = "([^"]*)"', str(error))
    return _in_a_line(found[1] if found else error)


def _columns(schema: "pyarrow.Schema") -> str:
    """The columns as Spark wants them told where there is no row to learn them from."""
    return ", ".join(f"{field.name} {_SPARK_TYPES[str(field.type)]}" for field in schema)


class SparkEngine:
    """A Spark cluster, spoken to through Spark Connect (`sc://host:15002`). The executors read the same files, so the lake's
    folder must be mounted there at the same path."""

    name = "spark"

    def __init__(self, address: str) -> None:
        try:
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
            from pyspark.sql.connect.client.retries import DefaultPolicy
        except ImportError as error:
            raise EngineError("Spark is asked for, but its client is not installed: pip install 'perennial[spark]'.") from error
        self._trouble = PySparkException
        _knock(address)
        with self._put_in_words(f"Spark does not answer at {address}"):
            self.spark = SparkSession.builder.remote(address).getOrCreate()
            self.spark.client.set_retry_policies([DefaultPolicy(max_retries=_RETRIES)])
            self.spark.version  # noqa: B018 - asks the server

    def hold(self, files: Mapping[str, Sequence[Path]], empty: Mapping[str, "pyarrow.Schema"]) -> None:
        for fact, schema in empty.items():
            with self._put_in_words("Spark cannot read the lake"):
                paths = [str(path) for path in files.get(fact, ())]
                frame = self.spark.read.parquet(*paths) if paths else self.spark.createDataFrame([], _columns(schema))
                frame.createOrReplaceTempView(fact)

    def lend(self, name: str, table: "pyarrow.Table") -> None:
        with self._put_in_words("Spark cannot take what it is lent"):
            self.spark.createDataFrame(table).createOrReplaceTempView(name)

    def query(self, sql: str) -> "pyarrow.Table":
        with self._put_in_words("Spark did not answer"):
            return self.spark.sql(render(sql, self.name)).toArrow()

    def close(self) -> None:
        with contextlib.suppress(Exception):  # a server that is gone needs no good-bye
            self.spark.stop()

    @contextlib.contextmanager
    def _put_in_words(self, what: str) -> Iterator[None]:
        try:
            yield
        except self._trouble as error:
            if "FILE_NOT_EXIST" in str(error) or "FAILED_READ_FILE" in str(error) or "PATH_NOT_FOUND" in str(error):
                raise FilesChangedError(f"{what}: {error}") from error
            gone = type(error).__name__ in _SPARK_GONE
            raise (EngineGoneError if gone else EngineError)(f"{what}: {_said_by(error)}") from error
        except Exception as error:
            if type(error).__module__.startswith(("grpc", "google")):
                raise EngineGoneError(f"{what}: {_said_by(error)}") from error
            raise

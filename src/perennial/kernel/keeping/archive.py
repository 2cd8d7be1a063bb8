"""The file of a backup: a ZIP that holds the database, the uploaded files, the secret key, and a list of all that with sums."""

import dataclasses
import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import perennial

Count = Callable[[int], object]  # is told how many bytes went by
LIST = "perennial.json"
FOLDERS = ("files", "imports")  # of the home; databases in them are scratch, which is made again
CHUNK = 1 << 20
LARGEST_LIST = 256 << 20
# what reading a ZIP raises when it is no ZIP, cut off, encrypted, packed in an unknown way, or holds other bytes than it says
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError, ValueError)


def uncounted(_bytes: int) -> None:
    """For whoever does not want to know how far it is."""


class BackupError(Exception):
    """A backup could not be made or used; the message says why and what to do."""


@dataclasses.dataclass
class Contents:
    """The list of a backup."""

    made_at: str
    vendor: str
    migrations: list[str]
    version: str = perennial.__version__
    tables: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    sums: dict[str, str] = dataclasses.field(default_factory=dict)


class Writer:
    """Adds members and notes their sums; the list comes last, so that a cut-off file is never taken for a backup."""

    def __init__(self, file: zipfile.ZipFile, contents: Contents, count: Count = uncounted) -> None:
        self._file, self.contents, self._count = file, contents, count

    def add_file(self, path: Path, name: str) -> None:
        with path.open("rb") as source, self.member(name) as member:
            while chunk := source.read(CHUNK):
                member.write(chunk)

    def member(self, name: str) -> "Member":
        return Member(self._file.open(name, "w", force_zip64=True), name, self.contents, self._count)

    def close(self) -> None:
        self._file.writestr(LIST, json.dumps(dataclasses.asdict(self.contents), indent=1))


class Member:
    """One member that is being written."""

    def __init__(self, file: IO[bytes], name: str, contents: Contents, count: Count) -> None:
        self._file, self._name, self._contents, self._count = file, name, contents, count
        self._digest = hashlib.sha256()

    def __enter__(self) -> "Member":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._contents.sums[self._name] = self._digest.hexdigest()

    def write(self, chunk: bytes | memoryview) -> None:
        self._digest.update(chunk)
        self._file.write(chunk)
        self._count(len(chunk))


def read_list(path: Path) -> Contents:
    """The list of a backup, or BackupError when the file is no backup."""
    try:
        with zipfile.ZipFile(path) as file:
            listed = file.getinfo(LIST)
            if listed.file_size > LARGEST_LIST:
                raise ValueError
            contents = Contents(**json.loads(file.read(listed)))
    except FileNotFoundError:
        raise BackupError(f"There is no file {path}.") from None
    except (*UNREADABLE, TypeError, RecursionError):
        raise BackupError(f"{path} is not a backup of Perennial, or it is cut off.") from None
    if not _is_sound(contents):
        raise BackupError(f"{path} lists what no backup of Perennial holds.")
    return contents


def _is_sound(contents: Contents) -> bool:
    """Whether a list has the shape that `Writer` gives. A restored file goes where its name says, so names are not believed."""
    if not all(isinstance(part, dict) for part in (contents.tables, contents.sums)) or not isinstance(
        contents.migrations, list
    ):
        return False
    return all(_is_own(name) and isinstance(told, str) for name, told in contents.sums.items()) and all(
        isinstance(name, str) for name in (*contents.migrations, contents.vendor, contents.version)
    )


def _is_own(name: str) -> bool:
    parts = name.split("/")
    if "" in parts or "." in parts or ".." in parts or "\0" in name:
        return False
    return name in ("database.sqlite3", "secret.key") or (len(parts) > 1 and parts[0] in (*FOLDERS, "tables"))


def verify(path: Path, count: Count = uncounted) -> Contents:
    """Read everything and compare the sums; raise BackupError if a single byte is not as it was written."""
    contents = read_list(path)
    try:
        with zipfile.ZipFile(path) as file:
            for name, wanted in contents.sums.items():
                digest = hashlib.sha256()
                with file.open(name) as member:
                    while chunk := member.read(CHUNK):
                        digest.update(chunk)
                        count(len(chunk))
                if digest.hexdigest() != wanted:
                    raise BackupError(f"{path} is damaged: {name} is not what was saved. Use another backup.")
    except UNREADABLE as error:
        raise BackupError(f"{path} is damaged ({error}). Use another backup.") from None
    return contents

"""Offer the lake to others as Delta tables or Iceberg tables: the same files, with a description beside them."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from perennial.lake.extractor import LakeError
from perennial.lake.places import folder
from perennial.lake.queries import live_files

FORMATS = ("delta", "iceberg")


def publish(format: str, into: Path | None = None) -> Mapping[str, int]:
    """Write a table of each fact into `into` (the lake's folder `published/FORMAT` if not said), replacing what stood there.
    The files are linked where the disk can, else copied. Returns how many files each table has. Raises LakeError."""
    place = into or folder() / "published" / format
    tables = live_files()
    if not tables:
        raise LakeError("the lake is empty: write it first, with “perennial lake sync”")
    shutil.rmtree(place, ignore_errors=True)
    try:
        for fact, files in tables.items():
            _WAYS[format](place, fact, [_lie_beside(file, place / fact) for file in files])
    except BaseException as error:
        shutil.rmtree(place, ignore_errors=True)  # rather none than a half
        if isinstance(error, ImportError):
            raise LakeError(f"this needs one more package ({error.name}): pip install 'perennial[publish]'") from None
        raise
    return {fact: len(files) for fact, files in tables.items()}


def published_again() -> None:
    """Publish anew, from the files of now, what was published in the lake's folder."""
    for one in FORMATS:
        if (folder() / "published" / one).exists():
            publish(one)


def _lie_beside(file: Path, place: Path) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    there = place / file.name
    try:
        os.link(file, there)
    except OSError:
        shutil.copyfile(file, there)
    return there


def _as_delta(place: Path, fact: str, files: Sequence[Path]) -> None:
    from deltalake import convert_to_deltalake

    convert_to_deltalake(place / fact, name=fact)


def _as_iceberg(place: Path, fact: str, files: Sequence[Path]) -> None:
    import pyarrow.parquet
    from pyiceberg.catalog.sql import SqlCatalog

    catalog = SqlCatalog("lake", uri=f"sqlite:///{place / 'catalog.sqlite3'}", warehouse=place.as_uri())
    catalog.create_namespace_if_not_exists("perennial")
    table = catalog.create_table(
        f"perennial.{fact}", schema=pyarrow.parquet.read_schema(files[0]), location=(place / fact).as_uri()
    )
    table.add_files([str(file) for file in files])


_WAYS: Mapping[str, Callable[[Path, str, Sequence[Path]], None]] = {"delta": _as_delta, "iceberg": _as_iceberg}

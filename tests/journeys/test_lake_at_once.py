"""Several who bring the lake up to date at the same moment, or are killed at it: nothing fails for it, nothing of an erased
customer stays on the disk."""

import datetime as dt
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from django.conf import LazySettings

from perennial.kernel import clock
from perennial.lake.actions import forget_erased, sync, syncing
from perennial.lake.actions.verifying import verify
from perennial.lake.extractor import Copied, Extractor, OvertakenError, begun, extracting
from perennial.lake.models import File
from perennial.lake.places import folder
from perennial.lake.sources import sources
from perennial.people.actions import delete_party, erase_party
from perennial.people.models import Party
from perennial.purchases.actions import Line, place_order
from perennial.team.models import Member, Workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rosa(workspace: Workspace, tmp_path: Path, settings: LazySettings) -> Party:
    """A customer with an order; nothing is copied yet."""
    settings.HOME = tmp_path
    rosa = Party.objects.create(name="Rosa Lindqvist", sort_name="lindqvist rosa")
    place_order(rosa, by=None, lines=[Line(name="Coffee", total_minor=900)], placed_at=clock.now() - dt.timedelta(days=9))
    return rosa


def on_disk() -> set[str]:
    """The files that lie in the lake's folder."""
    return {str(path.relative_to(folder())) for path in folder().glob("*/*/*.parquet")}


def known_of() -> set[int]:
    """The customers in any of them."""
    tables = [parquet.read_table(path) for path in folder().glob("*/*/*.parquet")]
    return {pk for table in tables if "customer_id" in table.column_names for pk in table.column("customer_id").to_pylist()}


def test_whoever_is_overtaken_leaves_no_file_behind(rosa: Party) -> None:
    orders = next(source for source in sources if source.key == "purchases.Order")
    progress = begun(orders)
    sync()
    with extracting() as extractor, pytest.raises(OvertakenError):
        extractor.copy(orders, progress, [], settled=0)
    assert on_disk() == set(File.objects.values_list("name", flat=True))


def test_whoever_is_overtaken_begins_again(rosa: Party) -> None:
    overtaken: list[str] = []

    class Slow(Extractor):
        """Another sync ends while this one copies, once a table."""

        def copy(self, source: syncing.Source, *known: object, settled: int) -> Copied:
            if source.key not in overtaken:
                overtaken.append(source.key)
                sync()
                place_order(rosa, by=None, lines=[Line(name="Tea", total_minor=500)], placed_at=clock.now())
            return super().copy(source, *known, settled=settled)  # type: ignore[arg-type]

    extractor, done = Slow(), syncing.Synced()
    try:
        syncing._sync_sources(extractor, done, None)
    finally:
        extractor.close()
    assert "purchases.Order" in overtaken
    sync()
    assert all(not differences for _fact, _rows, differences in verify())


def test_what_a_killed_sync_left_goes_with_the_erased(rosa: Party, olive: Member) -> None:
    orders = next(source for source in sources if source.key == "purchases.Order")
    sync()
    left = folder() / "customers" / "2026-11" / "of-a-sync-that-was-killed.parquet"
    left.parent.mkdir(parents=True, exist_ok=True)
    customers = next(name for name in on_disk() if name.startswith("customers/"))
    left.write_bytes((folder() / customers).read_bytes())
    read_before = begun(orders)
    delete_party(rosa, by=olive)
    erase_party(rosa, by=olive, typed_name=rosa.name)
    forget_erased()
    assert known_of() == set()
    with extracting() as extractor, pytest.raises(OvertakenError):  # whoever copied before lists nothing of it any more
        extractor.copy(orders, read_before, [], settled=0)
    assert known_of() == set()

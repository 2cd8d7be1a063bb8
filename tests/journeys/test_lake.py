"""The lake follows whatever happens to customers, touchpoints and orders, and says so month by month."""

import datetime as dt
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet as parquet
import pytest
import time_machine
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from perennial.foresight.actions import fit_models
from perennial.foresight.jobs import score_everybody
from perennial.kernel import clock
from perennial.kernel.ids import IdField, new_id
from perennial.kernel.jobs import Job
from perennial.kernel.jobs.testing import run_jobs
from perennial.kernel.jobs.why import why
from perennial.lake.actions import examine, forget_erased, rebuild, sweep, sync
from perennial.lake.actions.publishing import publish
from perennial.lake.actions.verifying import verify
from perennial.lake.engines import DuckDBEngine, EngineMemoryError, FilesChangedError, FilesDamagedError
from perennial.lake.extractor import LakeError, OvertakenError, begun, extracting
from perennial.lake.models import File, Progress
from perennial.lake.places import folder
from perennial.lake.queries import missing_triggers, numbers_of, open_lake, status
from perennial.lake.sources import sources
from perennial.people.actions import delete_party, erase_party, merge_parties, undo_merge
from perennial.people.models import Party
from perennial.purchases.actions import Line, cancel_order, delete_orders, place_order, refund_order
from perennial.purchases.actions.deleting import delete_order, restore_order
from perennial.purchases.models import Order, OrderLine
from perennial.purchases.models.deleted import DeletedOrder
from perennial.team.models import Member, Workspace
from perennial.timeline.actions import correct_touchpoint, log_touchpoint, withdraw_touchpoint
from perennial.timeline.models import Touchpoint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def rosa(workspace: Workspace) -> Party:
    return Party.objects.create(name="Rosa Lindqvist", sort_name="lindqvist rosa", country="SE")


def ordered(party: Party, day: str, euros: int = 20) -> Order:
    noon = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    return place_order(party, by=None, lines=[Line(name="Coffee", total_minor=euros * 100)], placed_at=noon)


def called(party: Party, day: str) -> Touchpoint:
    noon = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    return log_touchpoint(party_id=party.pk, kind="call", by=None, happened_at=noon, text="About the roast.")


def asked(sql: str) -> list[tuple[int, ...]]:
    with open_lake() as lake:
        return sorted(zip(*lake.query(sql).to_pydict().values(), strict=True))


def is_true() -> bool:
    """Whether the lake says what the database says."""
    return all(not differences for _fact, _rows, differences in verify())


def test_everything_that_happens_to_orders_reaches_the_lake(rosa: Party) -> None:
    first, second, third = ordered(rosa, "2026-01-10"), ordered(rosa, "2026-02-10", 30), ordered(rosa, "2026-02-11", 40)
    sync()
    assert asked("SELECT month, COUNT(*) AS n, SUM(total_minor) AS spent FROM orders GROUP BY month") == [
        (2026 * 12, 1, 2000),
        (2026 * 12 + 1, 2, 7000),
    ]
    cancel_order(first, by=None)
    refund_order(second, by=None, amount_minor=500)
    delete_orders([third.pk], by=None)
    ordered(rosa, "2026-01-20", 50)
    sync()
    cancelled = numbers_of("status")["cancelled"]
    assert asked(f"SELECT total_minor, refunded_minor FROM orders WHERE status_id <> {cancelled}") == [(3000, 500), (5000, 0)]
    assert asked("SELECT amount_minor FROM refunds") == [(500,)]
    assert asked("SELECT COUNT(*) AS n FROM order_lines") == [(3,)]
    assert is_true()


def test_only_the_version_of_a_touchpoint_that_stands_is_in_the_lake(rosa: Party) -> None:
    kept, moved, withdrawn = called(rosa, "2026-01-10"), called(rosa, "2026-01-11"), called(rosa, "2026-01-12")
    sync()
    correct_touchpoint(moved, by=None, happened_at=dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC))
    withdraw_touchpoint(withdrawn, by=None)
    sync()
    assert asked("SELECT touchpoint_id, month FROM touchpoints") == sorted([(kept.pk, 24312), (moved.pk, 24314)])
    assert is_true()


def test_a_merge_and_its_undo_move_the_facts(rosa: Party, olive: object) -> None:
    twin = Party.objects.create(name="R. Lindqvist", sort_name="lindqvist r.")
    ordered(twin, "2026-01-10")
    called(twin, "2026-01-11")
    sync()
    merge = merge_parties(rosa, twin, by=None)
    sync()
    held = " UNION ALL ".join(f"SELECT customer_id FROM {fact}" for fact in ("orders", "touchpoints", "customers"))
    assert asked(held) == [(rosa.pk,)] * 3
    undo_merge(merge, by=None)
    sync()
    assert asked(held) == sorted([(rosa.pk,), *[(twin.pk,)] * 3])
    assert is_true()


def test_days_are_those_of_the_business_and_another_zone_writes_everything_anew(rosa: Party, workspace: Workspace) -> None:
    place_order(
        rosa, by=None, lines=[Line(name="Tea", total_minor=900)], placed_at=dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC)
    )
    sync()
    assert asked("SELECT month FROM orders") == [(24313,)]  # February has begun in Berlin
    workspace.time_zone = "America/New_York"
    workspace.save()
    sync()
    assert asked("SELECT month FROM orders") == [(24312,)]
    assert is_true()


def test_rows_that_come_late_are_not_missed(rosa: Party) -> None:
    ordered(rosa, "2026-01-10")
    early = new_id()
    ordered(rosa, "2026-01-11")
    sync()
    Order.objects.create(
        pk=early, party=rosa, number="late", placed_at=dt.datetime(2026, 1, 12, tzinfo=dt.UTC), total_minor=700
    )
    sync()
    assert (early,) in asked("SELECT order_id FROM orders")
    assert is_true()


def test_what_is_deleted_and_restored_leaves_the_lake_and_comes_back(rosa: Party, olive: Member) -> None:
    order = ordered(rosa, "2026-01-10")
    sync()
    with time_machine.travel(clock.now() + dt.timedelta(hours=2)):  # long after: nobody looks at ids of that time any more
        delete_order(order, by=olive)
        sync()
        assert asked("SELECT order_id FROM orders") == []
        restore_order(DeletedOrder.objects.get(pk=order.pk), by=olive)
        sync()
        assert asked("SELECT order_id FROM orders") == [(order.pk,)]
        assert is_true()


def test_a_sync_with_nothing_to_do_starts_no_process_and_writes_nothing(rosa: Party) -> None:
    ordered(rosa, "2026-01-10")
    sync()
    written = list(File.objects.values_list("pk", flat=True))
    assert (sync().rows, list(File.objects.values_list("pk", flat=True))) == (0, written)


def test_months_do_not_fall_to_pieces(rosa: Party) -> None:
    for day in range(1, 12):
        ordered(rosa, f"2026-01-{day:02}")
        sync()
    assert max(fact.files for fact in status()) <= 8
    assert is_true()


def test_of_two_that_sync_at_once_one_commits(rosa: Party) -> None:
    ordered(rosa, "2026-01-10")
    source = next(source for source in sources if source.key == "purchases.Order")
    progress = begun(source)
    sync()
    with extracting() as extractor, pytest.raises(OvertakenError):
        extractor.copy(source, progress, [], settled=0)
    assert asked("SELECT COUNT(*) AS n FROM orders") == [(1,)]
    assert is_true()


def test_whoever_is_stopped_in_the_middle_leaves_the_lake_as_it_was(rosa: Party) -> None:
    ordered(rosa, "2026-01-10")

    def unwanted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(is_wanted=unwanted)
    assert not multiprocessing.active_children()
    assert not File.objects.exists()
    sync()
    assert is_true()


def test_a_lost_or_damaged_file_is_told_and_mended(rosa: Party) -> None:
    ordered(rosa, "2026-01-10")
    ordered(rosa, "2026-02-10")
    sync()
    lost, damaged = File.objects.live().filter(fact="orders").order_by("month")
    (folder() / lost.name).unlink()
    (folder() / damaged.name).write_bytes(b"no longer what it was")
    with pytest.raises(FilesChangedError):
        asked("SELECT COUNT(*) AS n FROM orders")
    sync()
    assert asked("SELECT COUNT(*) AS n FROM orders") == [(2,)]
    assert is_true()


def test_a_file_that_is_damaged_in_its_middle_is_told_while_it_is_read(home: Path) -> None:
    path, rows = home / "damaged.parquet", 1_000_000
    table = pyarrow.table({"customer_id": np.arange(rows), "total_minor": np.random.default_rng(1).integers(0, 10**9, rows)})
    parquet.write_table(table, path, row_group_size=50_000)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size * 3 // 4)
        file.write(b"\xff" * 100_000)
    engine = DuckDBEngine(memory="500MB", scratch=home)
    engine.hold({"orders": [path]}, {"orders": table.schema})
    with pytest.raises(FilesChangedError):
        engine.query("SELECT customer_id + 1 AS n, total_minor FROM orders WHERE total_minor > 1")
    engine.close()


def test_an_engine_without_room_says_so(home: Path) -> None:
    engine = DuckDBEngine(memory="20MB", scratch=home)
    engine.duck.execute("SET max_temp_directory_size = '1MB'")
    engine.lend("numbers", pyarrow.table({"n": np.arange(3_000_000)}))
    with pytest.raises(EngineMemoryError) as told:
        engine.query("SELECT COUNT(*) AS n FROM (SELECT DISTINCT n FROM numbers) AS different")
    engine.close()
    assert "more memory than it may take" in why(f"EngineMemoryError: {told.value}")
    assert "\n" not in str(told.value)


def damaged_in_its_middle(fact: str) -> File:
    """The only file of a fact, of the same size and with the same end, but with other bytes between them."""
    file = File.objects.live().filter(fact=fact).get()
    path = folder() / file.name
    content = path.read_bytes()
    rest = 8 + int.from_bytes(content[-8:-4], "little")  # what Parquet says of itself at its end
    path.write_bytes(b"PAR1" + b"x" * (len(content) - rest - 4) + content[-rest:])
    assert path.stat().st_size == file.bytes
    return file


def test_damage_in_the_middle_of_a_file_is_told_and_mended_by_itself_under_a_running_reader(rosa: Party) -> None:
    ordered(rosa, "2026-01-10")
    sync()
    spent = "SELECT SUM(total_minor) AS spent FROM orders WHERE total_minor > 0"
    with open_lake() as lake:
        file = damaged_in_its_middle("orders")
        for _twice in range(2):
            with pytest.raises(FilesDamagedError, match=r"orders 2026-01.* try again in a minute"):
                lake.query(spent)
        assert Job.objects.filter(unique_key="lake.heal").count() == 1
        run_jobs()
        assert lake.query(spent).to_pydict() == {"spent": [2000]}
    assert not File.objects.live().filter(pk=file.pk).exists()
    assert is_true()


def test_a_sync_that_meets_damage_mends_it_and_goes_on(rosa: Party) -> None:
    first = ordered(rosa, "2026-01-10")
    sync()
    damaged_in_its_middle("orders")
    refund_order(first, by=None, amount_minor=500)  # the month is to be written anew, and what stands there to be read
    sync()
    assert asked("SELECT total_minor, refunded_minor FROM orders") == [(2000, 500)]
    assert is_true()


def test_a_bit_that_turns_over_unseen_is_found_by_looking_and_never_copied_on(rosa: Party, home: Path) -> None:
    sync()
    for fact in ("orders", "touchpoints"):
        assert not File.objects.live().filter(fact=fact).exists()
    order, _other = ordered(rosa, "2026-01-10"), called(rosa, "2026-01-10")
    sync()
    for fact in ("orders", "touchpoints"):
        path = folder() / File.objects.live().get(fact=fact).name
        content = path.read_bytes()
        last = len(content) - 9 - int.from_bytes(content[-8:-4], "little")
        path.write_bytes(content[:last] + bytes([content[last] ^ 1]) + content[last + 1 :])
    assert examine() == 2
    refund_order(order, by=None, amount_minor=500)
    sync()
    assert examine() == 0
    assert is_true()


def test_commands_mend_what_is_damaged(rosa: Party, capsys: pytest.CaptureFixture[str]) -> None:
    ordered(rosa, "2026-01-10")
    sync()
    damaged_in_its_middle("orders")
    call_command("lake", "verify")
    assert "1 file was damaged" in capsys.readouterr().out
    damaged_in_its_middle("orders")
    call_command("lake", "rebuild")
    assert is_true()


def test_a_job_that_meets_damage_says_it_in_words_and_ends_well_once_it_is_mended(
    rosa: Party, olive: Member, client: Client
) -> None:
    ordered(rosa, "2026-01-10")
    sync()
    fit_models()
    damaged_in_its_middle("orders")
    job = Job.objects.get(pk=score_everybody.enqueue().id)
    run_jobs(raising=False)
    job.refresh_from_db()
    assert job.last_error.startswith("FilesDamagedError: ")
    assert "\n" not in job.last_error
    client.force_login(olive)
    page = client.get("/settings/jobs/").content.decode()
    assert "were lost or damaged on the disk. They are written anew" in page
    assert "Traceback" not in page
    Job.objects.filter(pk=job.pk).update(run_at=clock.now())
    run_jobs()
    job.refresh_from_db()
    assert job.state == "done"


def test_files_that_nobody_reads_any_more_are_swept_away(rosa: Party) -> None:
    ordered(rosa, "2026-01-10")
    sync()
    ordered(rosa, "2026-01-11")
    rebuild()
    orphan = folder() / "orders" / "2026-01" / "orphan.parquet"
    orphan.write_bytes(b"of a sync that was killed")
    retired = File.objects.exclude(retired_at=None).count()
    assert sweep(dt.timedelta(0)) == retired + 1
    assert {str(path.relative_to(folder())) for path in folder().glob("*/*/*.parquet")} == set(
        File.objects.values_list("name", flat=True)
    )
    assert is_true()


def test_of_an_erased_customer_nothing_stays_on_the_disk(rosa: Party, olive: Member, home: Path) -> None:
    kept = ordered(Party.objects.create(name="Tom Okafor", sort_name="okafor tom"), "2026-01-11")
    ordered(rosa, "2026-01-10")
    sync()
    publish("delta")
    with open_lake() as lake:  # whoever reads meanwhile is answered
        delete_party(rosa, by=olive)
        erase_party(rosa, by=olive, typed_name="Rosa Lindqvist")
        assert Job.objects.filter(unique_key="lake.erased").exists()
        assert forget_erased() > 0
        assert lake.query("SELECT order_id FROM orders").to_pydict() == {"order_id": [kept.pk]}
    for file in home.glob("lake/**/*.parquet"):
        table = parquet.read_table(file)
        assert "customer_id" not in table.column_names or rosa.pk not in table.column("customer_id").to_pylist()
    assert len(list(home.glob("lake/published/delta/orders/*.parquet"))) == 1


def test_whoever_reads_sees_whole_commits(rosa: Party) -> None:
    ordered(rosa, "2026-01-10")
    sync()
    with open_lake() as lake:
        ordered(rosa, "2026-01-11")
        sync()
        assert lake.query("SELECT COUNT(*) AS n FROM orders").to_pydict() == {"n": [1]}
    assert asked("SELECT COUNT(*) AS n FROM orders") == [(2,)]


def test_every_source_is_watched_and_has_an_id_that_grows(workspace: Workspace) -> None:
    assert not missing_triggers()
    with connection.cursor() as cursor:
        is_sqlite = connection.vendor == "sqlite"
        cursor.execute("DROP TRIGGER lake_purchases_refund_deleted" + ("" if is_sqlite else " ON purchases_refund"))
    try:
        assert missing_triggers() == ["purchases_refund"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute(_REFUND_DELETED_SQLITE if is_sqlite else _REFUND_DELETED_POSTGRESQL)
    for model in (Party, Touchpoint, Order, OrderLine):
        assert isinstance(model._meta.pk, IdField)


_REFUND_DELETED_SQLITE = (
    "CREATE TRIGGER lake_purchases_refund_deleted AFTER DELETE ON purchases_refund"
    " BEGIN INSERT INTO lake_change (source, root) VALUES ('purchases.Order', OLD.order_id); END"
)
_REFUND_DELETED_POSTGRESQL = (
    "CREATE TRIGGER lake_purchases_refund_deleted AFTER DELETE ON purchases_refund REFERENCING OLD TABLE AS gone"
    " FOR EACH STATEMENT EXECUTE FUNCTION lake_purchases_refund_deleted()"
)


def test_nothing_personal_lies_in_the_lake(rosa: Party, home: Path) -> None:
    called(rosa, "2026-01-10")
    ordered(rosa, "2026-01-10")
    sync()
    for path in home.glob("lake/*/*/*.parquet"):
        assert not {b"Rosa", b"Lindqvist", b"roast", b"Coffee"} & set(path.read_bytes().split())
    columns = {c.stored for source in sources for fact in source.facts for c in fact.columns}
    assert all(name.endswith(("_id", "_minor", "_milli", "quantity")) for name in columns)


def test_an_empty_business_has_an_empty_lake(workspace: Workspace) -> None:
    sync()
    assert asked("SELECT COUNT(*) AS n FROM orders") == [(0,)]
    assert is_true()
    with pytest.raises(LakeError, match="empty"):
        publish("delta")


@pytest.mark.parametrize("format", ["delta", "iceberg"])
def test_the_lake_is_published_for_others(rosa: Party, home: Path, format: str) -> None:
    ordered(rosa, "2026-01-10")
    ordered(rosa, "2026-02-10", 30)
    sync()
    assert publish(format)["orders"] == 2
    assert publish(format)["orders"] == 2  # once more, over what stood there
    assert _total_of(home / "lake" / "published" / format, format) == 5000


def _total_of(place: Path, format: str) -> int:
    if format == "delta":
        from deltalake import DeltaTable

        return sum(DeltaTable(place / "orders").to_pyarrow_table().column("total_minor").to_pylist())
    from pyiceberg.catalog.sql import SqlCatalog

    catalog = SqlCatalog("lake", uri=f"sqlite:///{place / 'catalog.sqlite3'}", warehouse=place.as_uri())
    return sum(catalog.load_table("perennial.orders").scan().to_arrow().column("total_minor").to_pylist())


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    Progress.objects.all().delete()

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_delete, bulk_find, bulk_update, bulk_upsert, bulk_write
from perennial.kernel.jobs.models import Job, State

pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=dt.UTC)
NAUGHTY = "tab\t, line\n, quote ' \" \\N \\. ￿ ‮ 😀 é"


def test_bulk_rows_read_back_like_saved_ones() -> None:
    with clock.standing_at(MOMENT):
        saved = Job.objects.create(path=NAUGHTY, args={"a": [1, None, NAUGHTY]}, total=None, finished_at=MOMENT)
        wrote = bulk_write(Job, ("path", "args", "total", "finished_at"), [(NAUGHTY, saved.args, None, MOMENT)])
    assert wrote == 1
    other = Job.objects.exclude(pk=saved.pk).get()
    plain = [field.attname for field in Job._meta.concrete_fields if not field.primary_key]
    assert {name: getattr(other, name) for name in plain} == {name: getattr(saved, name) for name in plain}
    assert other.pk > saved.pk


def test_constants_are_written_in_every_row_and_quoted() -> None:
    bulk_write(Job, ("path",), [("a",), ("b",)], same={"note": "it's 100 %", "args": {"k": "it's"}, "run_at": MOMENT})
    assert set(Job.objects.values_list("note", "run_at")) == {("it's 100 %", MOMENT)}
    assert Job.objects.filter(args={"k": "it's"}).count() == 2


def test_a_conflict_is_refused_skipped_or_turned_into_a_change() -> None:
    bulk_write(Job, ("path", "unique_key"), [("a", "k")])
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk_write(Job, ("path", "unique_key"), [("b", "k")])
    bulk_write(Job, ("path", "unique_key"), [("b", "k"), ("c", "l")], skip_conflicts=True)
    assert set(Job.objects.values_list("path", "unique_key")) == {("a", "k"), ("c", "l")}
    bulk_upsert(Job, ("path", "unique_key"), [("d", "k"), ("e", "m")], on=["unique_key"], update=["path"])
    assert set(Job.objects.values_list("path", "unique_key")) == {("d", "k"), ("c", "l"), ("e", "m")}


def test_rows_are_found_changed_and_deleted_by_any_number_of_values() -> None:
    count = 50_001
    bulk_write(Job, ("path", "done"), ((f"p{n}", n) for n in range(count)))
    found = dict(bulk_find(Job, "path", (f"p{n}" for n in range(count)), ("id", "done")))
    assert len(found) == count
    bulk_update(Job, ("id", "done", "finished_at"), ((id_, done + 1, MOMENT) for id_, done in found.items()))
    assert Job.objects.filter(finished_at=MOMENT, done__gte=1, state=State.READY).count() == count
    assert bulk_delete(Job, "id", found) == count


def test_bulk_writing_outside_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        bulk_write(Job, ("path",), [("a",)])


def test_all_rows_or_none() -> None:
    def rows() -> object:
        yield ("a",)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"), transaction.atomic():
        bulk_write(Job, ("path",), rows())  # type: ignore[arg-type]
    assert not Job.objects.exists()
    assert connection.is_usable()

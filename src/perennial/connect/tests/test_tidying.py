"""What a killed command left is taken up by a job; files go when nobody needs them; what cannot be undone is named."""

import datetime as dt

import pytest
from django.db import connection

from perennial.connect.actions import begin_import, start_import, undo_import
from perennial.connect.actions.holding import held
from perennial.connect.actions.tidying import KEPT_DAYS, take_up_killed, tidy_imports
from perennial.connect.actions.undoing import run_undo
from perennial.connect.errorfile import write_error_file
from perennial.connect.models import Import
from perennial.connect.tests.bringing import bring, take_back
from perennial.kernel import clock
from perennial.kernel.jobs.models import Job
from perennial.people.models import Party
from perennial.purchases.models import Product

pytestmark = pytest.mark.usefixtures("workspace")
PERSONS = "name,email\nAnn,ann@x.example\n,no address\n"


def test_a_killed_import_is_taken_up_once_and_only_when_nobody_works_on_it() -> None:
    one = begin_import([PERSONS.encode()], by=None, kind="persons", name="p.csv")
    start_import(one, by=None, queue=False)
    with held(one):
        assert take_up_killed() == 0
    assert take_up_killed() == 1
    assert take_up_killed() == 0
    one.refresh_from_db()
    assert Job.objects.get(pk=one.job_id).path.endswith("run_import_job")


def test_a_killed_undo_is_taken_up_as_an_undo() -> None:
    one = bring("persons", PERSONS)
    undo_import(one, by=None, queue=False)
    assert take_up_killed() == 1
    assert Job.objects.filter(path__endswith="run_undo_job").count() == 1
    assert run_undo(one.pk).reversed == 1


def test_staging_goes_with_the_run_and_uploads_later_but_wrong_rows_stay() -> None:
    one = bring("persons", PERSONS)
    assert not one.staging.exists()
    before = write_error_file(one).read_text()
    assert tidy_imports() == 0
    with clock.standing_at(clock.now() + dt.timedelta(days=KEPT_DAYS + 1)):
        assert tidy_imports() == 1
    assert not one.source.exists()
    assert write_error_file(one).read_text() == before
    assert "no address" in before
    assert take_back(one).reversed == 1


def test_what_was_never_imported_goes_as_a_whole() -> None:
    one = begin_import([PERSONS.encode()], by=None, kind="persons", name="p.csv")
    with clock.standing_at(clock.now() + dt.timedelta(days=KEPT_DAYS + 1)):
        tidy_imports()
    assert not Import.objects.exists()
    assert not one.folder.exists()


def test_what_the_database_refuses_to_undo_is_named_with_the_reason() -> None:
    one = bring("products", "sku,name\nT1,Tea\nC1,Cup\nB1,Bowl\n")
    tea = Product.objects.get(sku="T1").pk
    with connection.cursor() as cursor:  # a table that Perennial does not know, such as a report of the company's own
        cursor.execute("CREATE TABLE own_report (product_id BIGINT REFERENCES purchases_product (id))")
        cursor.execute("INSERT INTO own_report VALUES (%s)", [tea])
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    undone = take_back(one)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE own_report")
    assert (undone.reversed, undone.kept, undone.undo_failed) == (2, 0, 1)
    left = undone.remainders.get()
    assert (left.bucket, left.object_id, left.name) == ("failed", tea, "Tea")
    assert left.why
    assert not Party.objects.exists()

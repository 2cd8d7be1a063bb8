"""What the fields of the business do on their own: their indexes, the words by which records are found, long conversions."""

from django.db.models.lookups import IsNull
from django_tasks import task

from perennial.kernel.jobs import checkpoint, progress
from perennial.kernel.schedule import every
from perennial.records.bulk.running import run_bulk
from perennial.records.bulk.tidying import tidy_bulk
from perennial.records.bulk.undoing import run_undo
from perennial.records.custom.converting import as_it_was, convert_values
from perennial.records.custom.expressions import CustomValue
from perennial.records.custom.holders import holder_named
from perennial.records.custom.indexes import settle_indexes
from perennial.records.models.customfield import Conversion, CustomField
from perennial.team.speaking import speaking

_AT_ONCE = 2_000


@task()
def settle_indexes_job() -> int:
    """Make and drop indexes to fit the definitions."""
    return settle_indexes()


@task()
def convert_values_job(conversion_id: int) -> None:
    """Go on with a conversion; texts are read as the business writes them."""
    with speaking():
        convert_values(Conversion.objects.get(pk=conversion_id))


@task()
def reindex_texts(field_id: int) -> None:
    """Write the words of every record anew that holds something in this field, or did as another type."""
    field = CustomField.objects.get(pk=field_id)
    holder = holder_named(field.holder)
    told = [as_it_was(field, settings) for one in field.conversions.all() for settings in (one.before, one.after)]
    ways = {way.slot: way for way in (*told, field)}
    sources = [holder.records().filter(IsNull(CustomValue(way), False)).order_by("pk") for way in ways.values()]
    done, total = 0, sum(rows.count() for rows in sources)
    for rows in sources:
        after = 0
        while ids := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:_AT_ONCE]):
            with checkpoint():
                holder.reindex(ids)
            after, done = ids[-1], done + len(ids)
            progress(done, total)


@task()
def run_bulk_job(bulk_id: int) -> None:
    """Change many records."""
    run_bulk(bulk_id)


@task()
def undo_bulk_job(bulk_id: int) -> None:
    """Take such a change back."""
    run_undo(bulk_id)


@task()
def tidy_bulk_job() -> int:
    """Let go of what can no longer be undone, and of what no job works on any more."""
    return tidy_bulk()


every("records.bulk", tidy_bulk_job, minutes=15)
every("records.indexes", settle_indexes_job, minutes=15)

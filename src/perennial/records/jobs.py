"""What the fields of the business do on their own: their indexes, the search terms of their texts, long conversions."""

from django.db.models.lookups import IsNull
from django_tasks import task

from perennial.kernel.jobs import checkpoint
from perennial.kernel.schedule import every
from perennial.records.bulk.running import run_bulk
from perennial.records.bulk.tidying import tidy_bulk
from perennial.records.bulk.undoing import run_undo
from perennial.records.custom.converting import convert_values
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
    """Write the search terms of every record anew that holds something in this field."""
    field = CustomField.objects.get(pk=field_id)
    holder = holder_named(field.holder)
    rows = holder.records().filter(IsNull(CustomValue(field), False)).order_by("pk")
    after = 0
    while holder.reindex and (ids := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:_AT_ONCE])):
        with checkpoint():
            holder.reindex(ids)
        after = ids[-1]


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

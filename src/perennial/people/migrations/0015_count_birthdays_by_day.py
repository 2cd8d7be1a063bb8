from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import Q


def compare_again(apps: Any, schema_editor: Any) -> None:
    """“O’Neill” is one word now: whoever has such a name gets other keys."""
    named = Q(name__contains="'") | Q(name__contains="’") | Q(name__contains="ʼ")
    found = apps.get_model("people", "Party").objects.filter(named, deleted_at=None, kind="person").values_list("pk", flat=True)
    uncompared = apps.get_model("people", "Uncompared")
    rows = (uncompared(party_id=pk) for pk in found.iterator(chunk_size=5_000))
    uncompared.objects.bulk_create(rows, batch_size=5_000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0014_index_beginnings_of_cities")]
    operations: ClassVar = [
        migrations.RemoveIndex(model_name="anniversary", name="anniversary_day"),
        migrations.AddIndex(
            model_name="anniversary",
            index=models.Index(fields=["month", "day", "year"], name="anniversary_day"),
        ),
        migrations.RunPython(compare_again, migrations.RunPython.noop),
    ]

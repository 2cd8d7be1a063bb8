"""The index of who looks after a customer stands in `party_owner` already, in the order of names and of those who are kept. With
a second one SQLite took that and looked up every row. Nobody asks for whom a member wrote down or deleted.

The state says it, the indexes are dropped by name: altering the fields would write a million rows anew on SQLite.
"""

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

_NAMES = (
    "people_party_owner_id_d24f6eb1",
    "people_party_created_by_id_d5cfd468",
    "people_party_deleted_by_id_3ba6606e",
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0007_keep_custom_values_before_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar[list[Operation]] = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", reverse_sql=migrations.RunSQL.noop) for name in _NAMES
            ],
            state_operations=[
                migrations.AlterField(
                    "party",
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                *(
                    migrations.AlterField(
                        "party",
                        name,
                        models.ForeignKey(
                            db_index=False,
                            editable=False,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    )
                    for name in ("created_by", "deleted_by")
                ),
            ],
        )
    ]

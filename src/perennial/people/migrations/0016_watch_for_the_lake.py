"""Tell the lake which customers changed after they were copied."""

from django.db import migrations

from perennial.lake.watching import Watch


class Migration(migrations.Migration):
    dependencies = [("people", "0015_count_birthdays_by_day"), ("lake", "0001_initial")]
    operations = [
        Watch(
            source="people.Party",
            table="people_party",
            columns=("kind", "country", "deleted_at", "created_at"),
        )
    ]

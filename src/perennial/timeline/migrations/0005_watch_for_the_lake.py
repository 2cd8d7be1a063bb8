"""Tell the lake which touchpoints were corrected, moved or deleted after they were copied."""

from django.db import migrations

from perennial.lake.watching import Watch


class Migration(migrations.Migration):
    dependencies = [("timeline", "0004_index_members_of_touchpoints"), ("lake", "0001_initial")]
    operations = [
        Watch(
            source="timeline.Touchpoint",
            table="timeline_touchpoint",
            columns=("party_id", "kind", "channel", "direction", "happened_at"),
            root="COALESCE({row}.corrects_id, {row}.id)",
        )
    ]

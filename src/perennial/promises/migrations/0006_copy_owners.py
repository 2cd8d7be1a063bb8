"""Find the follow-ups with one member's customers in one range of an index."""

from django.conf import settings
from django.db import migrations, models

from perennial.people.ownercopies import CopyOwner


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0019_copy_owners"),
        ("promises", "0005_keep_deleted_follow_ups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="followup",
            name="followup_due",
        ),
        migrations.AddField(
            model_name="followup",
            name="party_owner",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        CopyOwner(table="promises_followup"),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["due_on", "id", "party_owner"], name="followup_due"
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["party_owner", "due_on", "id"], name="followup_party_owner_due"
            ),
        ),
    ]

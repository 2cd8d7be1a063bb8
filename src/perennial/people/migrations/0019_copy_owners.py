"""Find the anniversaries of one member's customers in one range of an index."""

from django.db import migrations, models

from perennial.people.ownercopies import CopyOwner


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0018_index_stages_of_cities"),
    ]

    operations = [
        migrations.AddField(
            model_name="anniversary",
            name="party_owner",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        CopyOwner(table="people_anniversary"),
        migrations.AddIndex(
            model_name="anniversary",
            index=models.Index(fields=["party_owner", "month", "day"], name="anniversary_owner_day"),
        ),
    ]

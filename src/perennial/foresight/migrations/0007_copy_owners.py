"""Find whoever is at risk among the customers of one member in one range of an index."""

from django.db import migrations, models

from perennial.people.ownercopies import CopyOwner


class Migration(migrations.Migration):
    dependencies = [("foresight", "0006_tell_renewals"), ("people", "0018_index_stages_of_cities")]

    operations = [
        migrations.RemoveIndex(model_name="score", name="score_at_risk"),
        migrations.AddField(model_name="score", name="party_owner", field=models.BigIntegerField(editable=False, null=True)),
        CopyOwner(table="foresight_score"),
        migrations.AddIndex(
            model_name="score",
            index=models.Index(
                fields=["-stake_minor", "party", "held_out", "party_owner"],
                condition=models.Q(at_risk=True),
                name="score_at_risk",
            ),
        ),
        migrations.AddIndex(
            model_name="score",
            index=models.Index(
                fields=["party_owner", "-stake_minor", "party", "held_out"],
                condition=models.Q(at_risk=True),
                name="score_owner_at_risk",
            ),
        ),
    ]

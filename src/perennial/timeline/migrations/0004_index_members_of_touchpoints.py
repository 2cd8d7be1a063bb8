"""An index of who wrote which touchpoint: without it, whom a member dealt with of late was looked for among all of them."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0003_index_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="touchpoint",
            index=models.Index(
                fields=["member", "-id"], name="touchpoint_member", condition=models.Q(("member__isnull", False))
            ),
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import perennial.kernel.clock
import perennial.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactSummary",
            fields=[
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.party",
                    ),
                ),
                ("last_two_way_at", models.DateTimeField(null=True)),
                ("last_inbound_at", models.DateTimeField(null=True)),
                ("last_outbound_at", models.DateTimeField(null=True)),
                ("touchpoints", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Unsealing",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("because", models.CharField(max_length=40)),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="Touchpoint",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("channel", models.CharField(default="other", max_length=20, verbose_name="channel")),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("in", "From the customer"),
                            ("out", "From us"),
                            ("both", "Between us"),
                            ("none", "Among ourselves"),
                        ],
                        default="none",
                        max_length=4,
                        verbose_name="direction",
                    ),
                ),
                ("happened_at", models.DateTimeField(default=perennial.kernel.clock.now, verbose_name="when")),
                ("recorded_at", models.DateTimeField(default=perennial.kernel.clock.now)),
                ("source", models.CharField(default="staff", max_length=40, verbose_name="source")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("properties", models.JSONField(blank=True, default=dict)),
                ("key", models.CharField(blank=True, max_length=200, null=True)),
                ("batch", models.BigIntegerField(editable=False, null=True)),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="timeline.touchpoint",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.party"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Pin",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.party")),
                (
                    "touchpoint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pin", to="timeline.touchpoint"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="touchpoint",
            index=models.Index(fields=["party", "-happened_at", "-id"], name="touchpoint_party"),
        ),
        migrations.AddIndex(
            model_name="touchpoint",
            index=models.Index(
                condition=models.Q(("corrects__isnull", False)), fields=["corrects"], name="touchpoint_corrects"
            ),
        ),
        migrations.AddIndex(
            model_name="touchpoint",
            index=models.Index(condition=models.Q(("batch__isnull", False)), fields=["batch"], name="touchpoint_batch"),
        ),
        migrations.AddConstraint(
            model_name="touchpoint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key__isnull", False)), fields=("source", "key"), name="touchpoint_told_once"
            ),
        ),
    ]

from django.db import migrations, models

import perennial.kernel.clock
import perennial.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LiveSignal",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=perennial.kernel.clock.now)),
                ("topic", models.CharField(max_length=60)),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("path", models.CharField(max_length=200)),
                ("args", models.JSONField(default=dict)),
                ("queue", models.CharField(default="default", max_length=32)),
                ("priority", models.SmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "Waiting"),
                            ("leased", "Running"),
                            ("done", "Done"),
                            ("dead", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="ready",
                        max_length=10,
                    ),
                ),
                ("run_at", models.DateTimeField(default=perennial.kernel.clock.now)),
                ("unique_key", models.CharField(max_length=200, null=True, unique=True)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("max_attempts", models.SmallIntegerField(default=8)),
                ("token", models.CharField(blank=True, default="", max_length=32)),
                ("lease_until", models.DateTimeField(null=True)),
                ("worker", models.CharField(blank=True, default="", max_length=80)),
                ("last_error", models.TextField(blank=True, default="")),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(null=True)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                ("result", models.JSONField(null=True)),
                ("enqueued_at", models.DateTimeField(default=perennial.kernel.clock.now)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("cancel_requested_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        models.F("queue"),
                        models.OrderBy(models.F("priority"), descending=True),
                        models.F("run_at"),
                        models.F("id"),
                        condition=models.Q(("state", "ready")),
                        name="job_ready",
                    ),
                    models.Index(condition=models.Q(("state", "leased")), fields=["lease_until"], name="job_leased"),
                    models.Index(fields=["state", "finished_at"], name="job_finished"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScheduleSlot",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("slot", models.DateTimeField()),
                ("seen_at", models.DateTimeField(default=perennial.kernel.clock.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("name", "slot"), name="schedule_slot_once")],
            },
        ),
    ]

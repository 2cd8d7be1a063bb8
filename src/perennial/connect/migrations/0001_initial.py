import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import perennial.kernel.clock
import perennial.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("persons", "Persons"),
                            ("organisations", "Organisations"),
                            ("products", "Products"),
                            ("orders", "Orders"),
                            ("touchpoints", "Touchpoints"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being prepared"),
                            ("checking", "Being looked through"),
                            ("ready", "Ready to import"),
                            ("running", "Importing"),
                            ("stopped", "Stopped"),
                            ("done", "Imported"),
                            ("failed", "Could not be read"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("reading", "Reading the file"),
                            ("applying", "Writing records"),
                            ("summing", "Adding up"),
                            ("changes", "Setting changed records back"),
                            ("orders", "Taking orders away"),
                            ("touches", "Taking touchpoints away"),
                            ("customers", "Taking customers away"),
                            ("products", "Taking products away"),
                            ("resumming", "Adding up again"),
                            ("ended", "Ended"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("file_hash", models.CharField(blank=True, max_length=64)),
                ("file_size", models.BigIntegerField(default=0)),
                ("reading", models.JSONField(default=dict)),
                ("mapping", models.JSONField(default=dict)),
                ("options", models.JSONField(default=dict)),
                ("preview", models.JSONField(default=dict)),
                ("cursor", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("read", models.BigIntegerField(default=0)),
                ("created", models.BigIntegerField(default=0)),
                ("updated", models.BigIntegerField(default=0)),
                ("skipped", models.BigIntegerField(default=0)),
                ("failed", models.BigIntegerField(default=0)),
                ("seconds", models.FloatField(default=0)),
                ("trouble", models.TextField(blank=True)),
                ("job_id", models.BigIntegerField(null=True)),
                ("stop_requested_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("reversed", models.BigIntegerField(default=0)),
                ("kept", models.BigIntegerField(default=0)),
                ("undo_failed", models.BigIntegerField(default=0)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("model", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField()),
                ("version", models.IntegerField()),
                ("before", models.JSONField(default=dict)),
                (
                    "of",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="connect.import"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Remainder",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "bucket",
                    models.CharField(
                        choices=[("kept", "Kept, because it changed since"), ("failed", "Could not be undone")], max_length=6
                    ),
                ),
                ("model", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField()),
                ("name", models.CharField(blank=True, max_length=200)),
                ("why", models.CharField(max_length=300)),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="remainders", to="connect.import"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RowError",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("why", models.CharField(max_length=300)),
                (
                    "of",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="errors", to="connect.import"),
                ),
            ],
            options={
                "ordering": ["line"],
            },
        ),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("persons", "Persons"),
                            ("organisations", "Organisations"),
                            ("products", "Products"),
                            ("orders", "Orders"),
                            ("touchpoints", "Touchpoints"),
                        ],
                        max_length=16,
                    ),
                ),
                ("header", models.CharField(db_index=True, max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("reading", models.JSONField(default=dict)),
                ("options", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(fields=["file_hash"], name="import_file"),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(fields=("of", "model", "object_id"), name="change_once"),
        ),
        migrations.AddConstraint(
            model_name="remainder",
            constraint=models.UniqueConstraint(fields=("of", "model", "object_id"), name="remainder_once"),
        ),
        migrations.AddConstraint(
            model_name="rowerror",
            constraint=models.UniqueConstraint(fields=("of", "line"), name="row_error_once"),
        ),
        migrations.AddConstraint(
            model_name="savedmapping",
            constraint=models.UniqueConstraint(fields=("kind", "name"), name="mapping_once"),
        ),
    ]

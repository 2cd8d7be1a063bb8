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
            name="FollowUp",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="what")),
                ("due_on", models.DateField(verbose_name="due")),
                ("due_time", models.TimeField(blank=True, null=True, verbose_name="at")),
                ("created_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
                ("is_open", models.BooleanField(default=True, editable=False)),
                ("version", models.IntegerField(default=1, editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
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
            name="Completion",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now)),
                ("dropped_because", models.CharField(blank=True, max_length=200, verbose_name="why not")),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "follow_up",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="completion", to="promises.followup"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Postponement",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("before", models.DateField()),
                ("after", models.DateField()),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="postponements", to="promises.followup"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Cadence",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lead", "Lead"),
                            ("new", "New"),
                            ("active", "Active"),
                            ("loyal", "Loyal"),
                            ("at_risk", "At risk"),
                            ("lapsed", "Lapsed"),
                            ("lost", "Lost"),
                            ("won_back", "Won back"),
                        ],
                        max_length=12,
                        null=True,
                        unique=True,
                        verbose_name="stage",
                    ),
                ),
                ("ideal_days", models.PositiveSmallIntegerField(verbose_name="ideally every … days")),
                ("max_days", models.PositiveSmallIntegerField(verbose_name="at most … days")),
                (
                    "tag",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.tag",
                        verbose_name="tag",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__isnull", False), ("tag", None)),
                            models.Q(("stage", None), ("tag__isnull", False)),
                            _connector="OR",
                        ),
                        name="cadence_of_tag_or_stage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ideal_days__gt", 0), ("max_days__gte", models.F("ideal_days"))),
                        name="cadence_order",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(condition=models.Q(("is_open", True)), fields=["due_on", "id"], name="followup_due"),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["owner", "due_on", "id"], name="followup_owner_due"
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["party", "due_on"], name="followup_party"),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(condition=models.Q(("is_open", False)), fields=["-id"], name="followup_ended"),
        ),
    ]

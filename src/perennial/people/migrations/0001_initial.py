import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import perennial.kernel.clock
import perennial.kernel.ids
import perennial.people.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("hue", models.PositiveSmallIntegerField(default=150, verbose_name="colour")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Party",
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
                        choices=[("person", "Person"), ("organisation", "Organisation")],
                        default="person",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("given_name", models.CharField(blank=True, max_length=200, verbose_name="given name")),
                ("family_name", models.CharField(blank=True, max_length=200, verbose_name="family name")),
                ("sort_name", perennial.people.fields.FoldedField(editable=False, max_length=200)),
                ("pronouns", models.CharField(blank=True, max_length=40, verbose_name="pronouns")),
                ("job_title", models.CharField(blank=True, max_length=200, verbose_name="job title")),
                ("website", models.URLField(blank=True, max_length=500, verbose_name="website")),
                ("language", models.CharField(blank=True, max_length=16, verbose_name="language")),
                ("time_zone", models.CharField(blank=True, max_length=64, verbose_name="time zone")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("city", models.CharField(blank=True, max_length=200, verbose_name="city")),
                (
                    "stage",
                    models.CharField(
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
                        default="lead",
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                ("stage_since", models.DateTimeField(default=perennial.kernel.clock.now)),
                ("source", models.CharField(blank=True, max_length=60, verbose_name="source")),
                ("orders", models.IntegerField(default=0, editable=False)),
                ("value_minor", models.BigIntegerField(default=0, editable=False)),
                ("currency", models.CharField(blank=True, editable=False, max_length=3)),
                ("last_order_at", models.DateTimeField(editable=False, null=True)),
                ("last_contact_at", models.DateTimeField(editable=False, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                ("batch", models.BigIntegerField(editable=False, null=True)),
                ("version", models.IntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
                ("deleted_at", models.DateTimeField(editable=False, null=True)),
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
                    "deleted_by",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parties",
            },
        ),
        migrations.CreateModel(
            name="Identity",
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
                        choices=[("email", "E-mail"), ("phone", "Phone"), ("handle", "Handle"), ("external", "External id")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("system", models.CharField(blank=True, max_length=40, verbose_name="system")),
                ("value", models.CharField(max_length=320, verbose_name="value")),
                ("normal", perennial.people.fields.FoldedField(editable=False, max_length=320)),
                ("label", models.CharField(blank=True, max_length=40, verbose_name="label")),
                ("is_primary", models.BooleanField(default=False)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identities", to="people.party"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "identities",
            },
        ),
        migrations.CreateModel(
            name="Anniversary",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(default="birthday", max_length=60, verbose_name="name")),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                ("day", models.PositiveSmallIntegerField(verbose_name="day")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="anniversaries", to="people.party"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "anniversaries",
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=40, verbose_name="label")),
                ("lines", models.TextField(blank=True, verbose_name="street and number")),
                ("locality", models.CharField(blank=True, max_length=200, verbose_name="city")),
                ("region", models.CharField(blank=True, max_length=200, verbose_name="region")),
                ("postcode", models.CharField(blank=True, max_length=20, verbose_name="postcode")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                (
                    "party",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="addresses", to="people.party"),
                ),
            ],
            options={
                "verbose_name_plural": "addresses",
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("word", models.CharField(max_length=40, verbose_name="relation")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("created_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
                (
                    "object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="relations_in", to="people.party"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="relations_out", to="people.party"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Remembrance",
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
                            ("preference", "Preference"),
                            ("usual", "The usual order"),
                            ("dislike", "Dislikes"),
                            ("remember", "To remember"),
                            ("pain_point", "Pain point"),
                        ],
                        default="remember",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="what to remember")),
                ("created_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
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
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="remembrances", to="people.party"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("term", perennial.people.fields.FoldedField(max_length=60)),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.party")),
            ],
        ),
        migrations.CreateModel(
            name="StageChange",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "before",
                    models.CharField(
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
                    ),
                ),
                (
                    "after",
                    models.CharField(
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
                    ),
                ),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now)),
                ("rule", models.CharField(blank=True, max_length=40)),
                ("because", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stage_changes", to="people.party"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tagging",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
                (
                    "party",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="taggings", to="people.party"),
                ),
                (
                    "tag",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="taggings", to="people.tag"),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(condition=models.Q(("deleted_at", None)), fields=["sort_name", "id"], name="party_name"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("deleted_at", None)), fields=["stage", "sort_name", "id"], name="party_stage"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("deleted_at", None)), fields=["owner", "sort_name", "id"], name="party_owner"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(condition=models.Q(("deleted_at", None)), fields=["city", "sort_name", "id"], name="party_city"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("deleted_at", None)), fields=["country", "sort_name", "id"], name="party_country"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(condition=models.Q(("deleted_at", None)), fields=["kind", "sort_name", "id"], name="party_kind"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(condition=models.Q(("deleted_at", None)), fields=["-value_minor", "-id"], name="party_value"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=perennial.people.fields.NewestIndex(
                condition=models.Q(("deleted_at", None)), fields=["last_order_at", "id"], name="party_last_order"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=perennial.people.fields.NewestIndex(
                condition=models.Q(("deleted_at", None)), fields=["last_contact_at", "id"], name="party_last_contact"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(condition=models.Q(("deleted_at", None)), fields=["-created_at", "-id"], name="party_created"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                models.F("stage"),
                django.db.models.functions.comparison.Coalesce("last_contact_at", "created_at"),
                condition=models.Q(("deleted_at", None)),
                name="party_silence",
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(condition=models.Q(("batch__isnull", False)), fields=["batch"], name="party_batch"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(condition=models.Q(("deleted_at__isnull", False)), fields=["deleted_at"], name="party_deleted"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(condition=models.Q(("sample", True)), fields=["id"], name="party_sample"),
        ),
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(fields=["normal", "kind", "system"], name="identity_normal"),
        ),
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(fields=["party"], name="identity_party"),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "external")), fields=("normal", "kind", "system"), name="external_id_once"
            ),
        ),
        migrations.AddIndex(
            model_name="anniversary",
            index=models.Index(fields=["month", "day"], name="anniversary_day"),
        ),
        migrations.AddConstraint(
            model_name="anniversary",
            constraint=models.UniqueConstraint(fields=("party", "name"), name="anniversary_once"),
        ),
        migrations.AddConstraint(
            model_name="anniversary",
            constraint=models.CheckConstraint(
                condition=models.Q(("day__range", (1, 31)), ("month__range", (1, 12))), name="anniversary_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.UniqueConstraint(fields=("subject", "object", "word"), name="relation_once"),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject", models.F("object")), _negated=True), name="relation_between_two"
            ),
        ),
        migrations.AddIndex(
            model_name="searchterm",
            index=models.Index(fields=["term", "party"], name="search_term"),
        ),
        migrations.AddConstraint(
            model_name="searchterm",
            constraint=models.UniqueConstraint(fields=("party", "term"), name="search_term_once"),
        ),
        migrations.AddIndex(
            model_name="stagechange",
            index=models.Index(fields=["party", "-at"], name="stage_history"),
        ),
        migrations.AddConstraint(
            model_name="tagging",
            constraint=models.UniqueConstraint(fields=("tag", "party"), name="tagged_once"),
        ),
    ]

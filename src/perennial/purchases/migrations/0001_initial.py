import django.core.validators
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
            name="RhythmFit",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("fitted_at", models.DateTimeField(default=perennial.kernel.clock.now)),
                ("customers", models.IntegerField()),
                ("gaps", models.IntegerField()),
                ("mean_log_gap", models.FloatField()),
                ("within_variance", models.FloatField()),
                ("between_variance", models.FloatField()),
            ],
        ),
        migrations.CreateModel(
            name="StageAnswer",
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
                        max_length=12,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="purchases.category",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "categories",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=80, unique=True, verbose_name="number")),
                ("placed_at", models.DateTimeField(verbose_name="placed")),
                ("channel", models.CharField(default="shop", max_length=20, verbose_name="channel")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("paid", "Paid"),
                            ("fulfilled", "Fulfilled"),
                            ("refunded", "Refunded"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="paid",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("total_minor", models.BigIntegerField(default=0, verbose_name="total")),
                ("refunded_minor", models.BigIntegerField(default=0)),
                ("quantity", models.IntegerField(default=0)),
                ("batch", models.BigIntegerField(editable=False, null=True)),
                ("version", models.IntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.party")),
            ],
        ),
        migrations.CreateModel(
            name="OrderCancellation",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "status_before",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("paid", "Paid"),
                            ("fulfilled", "Fulfilled"),
                            ("refunded", "Refunded"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cancellation", to="purchases.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sku", models.CharField(max_length=80, unique=True, verbose_name="article number")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("price_minor", models.BigIntegerField(blank=True, null=True, verbose_name="price")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("is_offered", models.BooleanField(default=True, verbose_name="offered")),
                ("sample", models.BooleanField(default=False, editable=False)),
                ("batch", models.BigIntegerField(editable=False, null=True)),
                ("version", models.IntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="products",
                        to="purchases.category",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="what")),
                ("quantity_milli", models.BigIntegerField(default=1000, verbose_name="quantity")),
                ("total_minor", models.BigIntegerField(default=0, verbose_name="amount")),
                (
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="purchases.order"),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="purchases.product",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PurchaseSummary",
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
                ("currency", models.CharField(max_length=3)),
                ("orders", models.IntegerField(default=0)),
                ("occasions", models.IntegerField(default=0)),
                ("value_minor", models.BigIntegerField(default=0)),
                ("first_order_at", models.DateTimeField(null=True)),
                ("last_order_at", models.DateTimeField(null=True)),
                ("first_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
                ("gaps", models.IntegerField(default=0)),
                ("gap_log_sum", models.FloatField(default=0)),
                ("gap_log_square_sum", models.FloatField(default=0)),
                ("last_gap_days", models.IntegerField(null=True)),
                ("usual_gap_days", models.FloatField(null=True)),
                ("expected_on", models.DateField(null=True)),
                ("slips_on", models.DateField(null=True)),
                ("lapses_on", models.DateField(null=True)),
                ("lost_on", models.DateField(null=True)),
                ("came_back", models.BooleanField(default=False)),
                ("yearly_value_minor", models.BigIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("occasions__gte", 3)),
                        fields=["-yearly_value_minor", "slips_on", "lapses_on", "party"],
                        name="summary_stake",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now, verbose_name="when")),
                ("amount_minor", models.BigIntegerField(verbose_name="amount")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("key", models.CharField(blank=True, max_length=120, null=True, unique=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="refunds", to="purchases.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StageRules",
            fields=[
                ("id", models.SmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                (
                    "new_days",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="new for … days after the first order",
                    ),
                ),
                (
                    "loyal_occasions",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="loyal from … purchases on",
                    ),
                ),
                (
                    "won_back_days",
                    models.PositiveSmallIntegerField(
                        default=90,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="won back for … days after the order that ended the silence",
                    ),
                ),
                (
                    "at_risk_percent",
                    models.FloatField(
                        default=90.0,
                        validators=[
                            django.core.validators.MinValueValidator(50),
                            django.core.validators.MaxValueValidator(99.9),
                        ],
                        verbose_name="at risk when longer than … of 100 of their waits",
                    ),
                ),
                (
                    "lapsed_percent",
                    models.FloatField(
                        default=97.0,
                        validators=[
                            django.core.validators.MinValueValidator(50),
                            django.core.validators.MaxValueValidator(99.9),
                        ],
                        verbose_name="lapsed when longer than … of 100",
                    ),
                ),
                (
                    "lost_percent",
                    models.FloatField(
                        default=99.0,
                        validators=[
                            django.core.validators.MinValueValidator(50),
                            django.core.validators.MaxValueValidator(99.9),
                        ],
                        verbose_name="lost when longer than … of 100",
                    ),
                ),
                (
                    "lapsed_gaps",
                    models.FloatField(
                        default=3.0,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)],
                        verbose_name="and longer than … of their usual gaps",
                    ),
                ),
                (
                    "lost_gaps",
                    models.FloatField(
                        default=6.0,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)],
                        verbose_name="and longer than … of their usual gaps",
                    ),
                ),
                ("version", models.IntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name_plural": "stage rules",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("at_risk_percent__lt", models.F("lapsed_percent")),
                            ("lapsed_gaps__lte", models.F("lost_gaps")),
                            ("lapsed_percent__lt", models.F("lost_percent")),
                        ),
                        name="stage_rules_order",
                        violation_error_message="At risk comes before lapsed, and lapsed before lost.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="what")),
                ("price_minor", models.BigIntegerField(default=0, verbose_name="price")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("every_months", models.PositiveSmallIntegerField(default=1, verbose_name="every … months")),
                ("started_on", models.DateField(verbose_name="started on")),
                ("renews_on", models.DateField(blank=True, null=True, verbose_name="renews on")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("paused", "Paused"), ("cancelled", "Cancelled")],
                        default="active",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("version", models.IntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=perennial.kernel.clock.now, editable=False)),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.party")),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="purchases.product",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Renewal",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("due_on", models.DateField()),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now)),
                (
                    "order",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="purchases.order"
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="renewals", to="purchases.subscription"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="purchases.subscription"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Cancellation",
            fields=[
                (
                    "id",
                    perennial.kernel.ids.IdField(
                        default=perennial.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "status_before",
                    models.CharField(
                        choices=[("active", "Active"), ("paused", "Paused"), ("cancelled", "Cancelled")],
                        default="active",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("renews_before", models.DateField(editable=False, null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("outgrown", "Outgrown"),
                            ("competitor", "Went to a competitor"),
                            ("price", "Price"),
                            ("service", "Service"),
                            ("moved", "Moved away"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="in their words")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                ("at", models.DateTimeField(default=perennial.kernel.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "subscription",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cancellation", to="purchases.subscription"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(fields=("parent", "name"), name="category_once"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["party", "-placed_at", "-id"], name="order_party"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["-placed_at", "-id"], name="order_placed"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["status", "-placed_at", "-id"], name="order_status"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["channel", "-placed_at", "-id"], name="order_channel"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["name", "id"], name="product_name"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="refund_is_positive"),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["party"], name="subscription_party"),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["status", "renews_on"], name="subscription_due"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("every_months__range", (1, 120))), name="subscription_interval"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(condition=models.Q(("price_minor__gte", 0)), name="subscription_price"),
        ),
        migrations.AddConstraint(
            model_name="renewal",
            constraint=models.UniqueConstraint(fields=("subscription", "due_on"), name="renewed_once"),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("subscription",), name="paused_once"
            ),
        ),
    ]

"""A party: a person or an organisation that we know."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.people.choices import PartyKind, Stage
from perennial.people.fields import FoldedField
from perennial.records.models import Customised
from perennial.records.ordering import NewestIndex
from perennial.records.sampling import sample_index
from perennial.team.reach import owners_within_reach

KEPT = Q(deleted_at=None)
OWNED = KEPT & Q(owner__isnull=False)


class PartyQuerySet(models.QuerySet["Party"]):
    def kept(self) -> "PartyQuerySet":
        """Those that are not deleted."""
        return self.filter(KEPT)

    def deleted(self) -> "PartyQuerySet":
        """Those that were put away; whoever was merged into somebody else is not among them."""
        return self.filter(deleted_at__isnull=False, merged_into=None)

    def within_reach(self, member: Any) -> "PartyQuerySet":
        """Those that a member's reach lets them see; nothing is added to the query of a member who sees all."""
        return self.of_owners(owners_within_reach(member))

    def of_owners(self, owners: Collection[int] | None) -> "PartyQuerySet":
        """Those whom one of these members looks after; None: all, also whom nobody looks after."""
        if owners is None:
            return self
        return self.filter(owner_id=min(owners)) if len(owners) == 1 else self.filter(owner_id__in=sorted(owners))

    def organisations(self) -> "PartyQuerySet":
        return self.filter(kind=PartyKind.ORGANISATION)


def of_visible(member: Any, path: str = "party", way: type[Exists] = Exists) -> Exists:
    """The rows whose `path` is a customer that is kept and within the member's reach, asked row by row like `of_kept`."""
    return of_owned(owners_within_reach(member), path, way)


def of_owned(owners: Collection[int] | None, path: str = "party", way: type[Exists] = Exists) -> Exists:
    """The same for customers whom one of these members looks after; None: all, also whom nobody looks after."""
    return way(Party.objects.kept().of_owners(owners).filter(pk=OuterRef(path)))


class LookedUp(Exists):
    """What is looked up for each of some rows that are known, whatever else there is: PostgreSQL would rather read everybody
    within reach than look up a thousand (and does not join what has an offset)."""

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        sql, values = self.as_sql(compiler, connection, **extra)
        return sql.replace(" LIMIT 1)", " OFFSET 0)"), values


def of_kept() -> Exists:
    """The rows whose `party` is not deleted, asked row by row. On a condition on the joined table SQLite reads through all
    customers, to build a Bloom filter before the first row of a page."""
    return Exists(Party.objects.kept().filter(pk=OuterRef("party")))


class Party(Customised):
    """A person or an organisation: one table, because everything that happens to a customer happens to either.

    `orders`, `value_minor`, `last_order_at` and `last_contact_at` are headline figures told by the slices above through
    `people.actions.tell_figures`; they stand here so that a list can filter and sort a million customers by them.
    `version` grows with every edit: an edit that started from an older one is a conflict. `merged_into` is who holds the
    history of a party that was merged (and put away), however many merges there were between.
    """

    id = IdField()
    kind = models.CharField(_("kind"), max_length=12, choices=PartyKind.choices, default=PartyKind.PERSON)
    name = models.CharField(_("name"), max_length=200)  # as the customer writes it
    given_name = models.CharField(_("given name"), max_length=200, blank=True)
    family_name = models.CharField(_("family name"), max_length=200, blank=True)
    sort_name = FoldedField(max_length=200, editable=False)  # how it sorts: see names.py
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=200, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.LEAD)
    stage_since = models.DateTimeField(default=clock.now)
    owner = models.ForeignKey(  # party_owner serves it
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        db_index=False,
    )
    source = models.CharField(_("source"), max_length=60, blank=True)
    orders = models.IntegerField(default=0, editable=False)
    value_minor = models.BigIntegerField(default=0, editable=False)
    currency = models.CharField(max_length=3, blank=True, editable=False)
    last_order_at = models.DateTimeField(null=True, editable=False)
    last_contact_at = models.DateTimeField(null=True, editable=False)
    sample = models.BooleanField(default=False, editable=False)
    batch = models.BigIntegerField(null=True, editable=False)  # the import that made it
    version = models.IntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, db_index=False
    )
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, db_index=False
    )

    merged_into = models.ForeignKey("self", models.CASCADE, null=True, related_name="merged", editable=False, db_index=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "parties"
        indexes: ClassVar = [
            models.Index(fields=["sort_name", "id"], name="party_name", condition=Q(deleted_at=None)),
            models.Index(fields=["stage", "sort_name", "id"], name="party_stage", condition=Q(deleted_at=None)),
            models.Index(fields=["owner", "sort_name", "id"], name="party_owner", condition=Q(deleted_at=None)),
            models.Index(fields=["owner", "stage", "sort_name", "id"], name="party_owner_stage", condition=Q(deleted_at=None)),
            # stage and kind are asked together with the city so often that they stand in its index, too
            models.Index(fields=["city", "sort_name", "id", "stage", "kind"], name="party_city", condition=Q(deleted_at=None)),
            models.Index(fields=["country", "sort_name", "id"], name="party_country", condition=Q(deleted_at=None)),
            models.Index(fields=["kind", "sort_name", "id"], name="party_kind", condition=Q(deleted_at=None)),
            models.Index(fields=["-value_minor", "-id"], name="party_value", condition=Q(deleted_at=None)),
            NewestIndex(fields=["last_order_at", "id"], name="party_last_order", condition=Q(deleted_at=None)),
            # the newest orders of a stage that is common, but not among them: those who lapsed ordered long ago
            NewestIndex(
                fields=["stage", "last_order_at", "id"], equal=1, name="party_stage_last_order", condition=Q(deleted_at=None)
            ),
            NewestIndex(fields=["last_contact_at", "id"], name="party_last_contact", condition=Q(deleted_at=None)),
            models.Index(fields=["-created_at", "-id"], name="party_created", condition=Q(deleted_at=None)),
            # whose check-in is overdue: the silence within a stage, counted from the first day where there was never a contact
            models.Index(
                "stage", Coalesce("last_contact_at", "created_at"), name="party_silence", condition=Q(deleted_at=None)
            ),
            # the orders of those whom one member looks after
            models.Index(fields=["owner", "-value_minor", "-id"], name="party_owner_value", condition=OWNED),
            models.Index(fields=["owner", "city", "sort_name", "id"], name="party_owner_city", condition=OWNED),
            NewestIndex(fields=["owner", "last_order_at", "id"], equal=1, name="party_owner_last_order", condition=OWNED),
            NewestIndex(fields=["owner", "last_contact_at", "id"], equal=1, name="party_owner_last_contact", condition=OWNED),
            models.Index(fields=["batch"], name="party_batch", condition=Q(batch__isnull=False)),
            models.Index(fields=["deleted_at"], name="party_deleted", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=["merged_into"], name="party_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["id"], name="party_sample", condition=Q(sample=True)),
            sample_index("party_one_in_128"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_person(self) -> bool:
        return self.kind == PartyKind.PERSON

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

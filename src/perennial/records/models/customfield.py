"""What a business adds to its records: its own fields, their options, and what is kept of them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from perennial.kernel import clock
from perennial.kernel.ids import IdField

LONGEST_NAME = 80


class FieldType(models.TextChoices):
    """What a field of the business holds."""

    TEXT = "text", pgettext_lazy("type of field", "Text")
    LONG_TEXT = "long_text", _("Long text")
    NUMBER = "number", pgettext_lazy("type of field", "Number")
    MONEY = "money", _("Money")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    CHOICES = "choices", _("Several choices")
    YES_NO = "yes_no", _("Yes or no")
    LINK = "link", _("Link")
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


WITH_OPTIONS = frozenset({FieldType.CHOICE, FieldType.CHOICES})
OF_PARTIES = frozenset({FieldType.PERSON, FieldType.ORGANISATION})
SEARCHABLE = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LINK, FieldType.NUMBER, *WITH_OPTIONS})
NEVER_UNIQUE = frozenset({FieldType.LONG_TEXT, FieldType.CHOICES, FieldType.YES_NO})
NEVER_INDEXED = frozenset({FieldType.LONG_TEXT, FieldType.CHOICES})


class IndexState(models.TextChoices):
    """How far the index of a field is; a field works without it, only slower."""

    WAITING = "waiting", _("Being prepared")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be prepared")


class Customised(models.Model):
    """What a record holds in the fields of the business: {slot of the field: value}, stored as `custom/types.py` says."""

    custom = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    def kept(self) -> "CustomFieldQuerySet":
        """Those that were not removed."""
        return self.filter(removed_at=None)

    def of(self, holder: str, variant: str = "") -> "CustomFieldQuerySet":
        """The fields of a kind of record, in the order of its page; with `variant` only those that it has."""
        fields = self.filter(holder=holder)
        if variant:
            fields = fields.filter(only__in=("", variant))
        return fields.order_by("position", "id")


class CustomField(models.Model):
    """A field of the business on a kind of record (`holder`: customers, products, orders; `only` one variant of it).

    Its id is what everything else calls it by. `slot` is the key of its values in the records' `custom`: another one after a
    change of the type, so that no value ever has to be read as what it is not and the old ones stay as they were.
    `seen_by` and `edited_by` are roles; empty lets everybody who sees, or edits, the record.
    """

    id = IdField()
    slot = models.BigIntegerField(unique=True, editable=False)
    holder = models.CharField(max_length=20, editable=False)
    only = models.CharField(_("only for"), max_length=20, blank=True)
    type = models.CharField(_("type"), max_length=12, choices=FieldType.choices)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    name_key = models.CharField(max_length=LONGEST_NAME * 3, editable=False)  # how two names are compared
    help = models.CharField(_("help"), max_length=200, blank=True)
    section = models.CharField(_("section"), max_length=60, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)
    is_required = models.BooleanField(_("required"), default=False)
    is_unique = models.BooleanField(_("unique"), default=False)
    is_searchable = models.BooleanField(_("searchable"), default=False)
    is_asked = models.BooleanField(_("asked at once"), default=False)  # in the short dialog of a new record
    default = models.JSONField(_("default"), null=True, blank=True)  # as it is stored
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    seen_by = models.JSONField(default=list, blank=True)
    edited_by = models.JSONField(default=list, blank=True)
    index_state = models.CharField(max_length=8, choices=IndexState.choices, default=IndexState.WAITING, editable=False)
    is_converting = models.BooleanField(default=False, editable=False)
    version = models.IntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holder", "name_key"], name="custom_field_name", condition=Q(removed_at=None)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What views, mappings, forms and the audit log call it by, whatever its name is today."""
        return f"custom_{self.pk}"

    @property
    def stored_as(self) -> str:
        """The key of its values in a record's `custom`."""
        return str(self.slot)

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def has_options(self) -> bool:
        return self.type in WITH_OPTIONS

    @property
    def leads_to_party(self) -> bool:
        return self.type in OF_PARTIES

    def options_in_order(self) -> "list[Option]":
        """Its options in order, archived ones too; read once."""
        known: list[Option] | None = self.__dict__.get("_options")
        if known is None:
            known = self.__dict__["_options"] = sorted(self.options.all(), key=lambda one: (one.position, one.pk))
        return known

    def options_by_id(self) -> "dict[str, Option]":
        """Its options by what is stored of them."""
        return {str(option.pk): option for option in self.options_in_order()}

    def value_in(self, custom: dict[str, Any]) -> Any:
        """What is stored for this field in a record's `custom`."""
        return custom.get(self.stored_as)


class Option(models.Model):
    """One of the choices of a field. An archived one stays where it was chosen and is offered to nobody."""

    id = IdField()
    field = models.ForeignKey(CustomField, models.CASCADE, related_name="options")
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=360, editable=False)
    hue = models.PositiveSmallIntegerField(_("colour"), default=150)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["field", "name_key"], name="option_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class Pick(models.Model):
    """That a record has an option of a field with several choices: what its JSON says already, where an index finds it."""

    id = IdField()
    option = models.ForeignKey(Option, models.CASCADE, related_name="picks")
    record = models.BigIntegerField()  # ids are never the same in two tables

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["option", "record"], name="picked_once")]
        indexes: ClassVar = [models.Index(fields=["record"], name="picks_of_record")]

    def __str__(self) -> str:
        return f"{self.option_id} on {self.record}"


class Conversion(models.Model):
    """That a field got another type: where its values lay before, and what could not be said in the new type."""

    id = IdField()
    field = models.ForeignKey(CustomField, models.CASCADE, related_name="conversions")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    before = models.JSONField()  # slot, type, and what else the old type needs
    after = models.JSONField()
    cursor = models.BigIntegerField(default=0)
    converted = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    failures = models.JSONField(default=list)  # the first of them: [record, its name, the value, why]
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["field", "-at"], name="conversions_of_field")]

    def __str__(self) -> str:
        return f"{self.field_id}: {self.before.get('type')} → {self.after.get('type')}"

"""Adding a field, and changing all of it but its type."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.kernel.ids import new_id
from perennial.kernel.jobs import enqueue_once
from perennial.kernel.live import signal
from perennial.kernel.money import is_currency
from perennial.kernel.text import clean_line
from perennial.records.actions.options import Archived, OptionRow, set_options
from perennial.records.custom.expressions import CustomValue
from perennial.records.custom.holders import Holder, holder_named
from perennial.records.custom.refusals import BadValue, CustomRefused, FieldConflict
from perennial.records.custom.types import read_value, said
from perennial.records.custom.values import having, hold_fields
from perennial.records.events import FieldChanged, FieldDefined
from perennial.records.models.customfield import (
    LONGEST_NAME,
    NEVER_UNIQUE,
    SEARCHABLE,
    CustomField,
    FieldType,
    IndexState,
)
from perennial.team.choices import Role
from perennial.team.deeds import record_deed
from perennial.team.models import Member, Workspace

MOST_FIELDS = 200
FACTS = (
    "name",
    "help",
    "section",
    "only",
    "is_required",
    "is_unique",
    "is_searchable",
    "is_asked",
    "seen_by",
    "edited_by",
    "default",
)


@transaction.atomic
def define_field(
    *, by: Member | None, holder: str, type: str, currency: str = "", options: Sequence[OptionRow] = (), **facts: Any
) -> CustomField:
    """Add a field to a kind of record; its index is made by a job. Tells FieldDefined. Refuses a name that is empty, too long
    or taken, too many fields, and what the type cannot do."""
    of = holder_named(holder)
    hold_fields(holder)
    if CustomField.objects.kept().filter(holder=holder).count() >= MOST_FIELDS:
        raise CustomRefused(_("There are %(most)s fields already; that is the most.") % {"most": MOST_FIELDS})
    if type not in FieldType.values:
        raise CustomRefused(_("Choose a type."), "type")
    position = CustomField.objects.filter(holder=holder).aggregate(last=Max("position"))["last"]
    id_ = new_id()
    field = CustomField(id=id_, slot=id_, holder=holder, type=type, created_by=by, position=(position or 0) + 1)
    field.currency = _currency(currency) if type == FieldType.MONEY else ""
    default = facts.pop("default", None)
    _set(field, of, {"name": "", **facts})
    field.save(force_insert=True)
    if field.has_options:
        set_options(field, options)
    if default not in (None, "", []):
        _set(field, of, {"default": default})
        field.save(update_fields=["default"])
    record_deed("records.field.defined", by=by, on=field, changes={"type": ("", field.get_type_display())})
    publish(FieldDefined(field_id=field.pk, holder=holder, by_id=by.pk if by else None))
    follow(field)
    return field


@transaction.atomic
def change_field(
    field: CustomField,
    *,
    by: Member | None,
    version: int | None = None,
    options: Sequence[OptionRow] | None = None,
    **facts: Any,
) -> tuple[CustomField, list[Archived]]:
    """Change facts of a field (those in FACTS) and its options; gives it with the options that were archived because records
    have them. Tells FieldChanged with what really changed. Refuses what `define_field` refuses, and uniqueness that two records
    break already, naming them; raises FieldConflict when `version` is older than the field."""
    if unknown := facts.keys() - set(FACTS):
        raise TypeError(f"not facts of a field: {sorted(unknown)}")
    kept, of = locked(field, version), holder_named(field.holder)
    before = {name: getattr(kept, name) for name in FACTS}
    names = [option.name for option in kept.options_in_order() if not option.is_archived]
    called = {option.pk: option.name for option in kept.options_in_order()}
    shown = shown_default(kept)
    archived = set_options(kept, options) if options is not None and kept.has_options else []
    _set(kept, of, facts)
    if kept.is_unique and not before["is_unique"]:
        _refuse_twins(of, kept)
    changed = {name: (old, getattr(kept, name)) for name, old in before.items() if old != getattr(kept, name)}
    if "default" in changed:
        changed["default"] = (shown, shown_default(kept))
    now = [option.name for option in kept.options_in_order() if not option.is_archived]
    if now != names:
        changed["options"] = (", ".join(names), ", ".join(now))
    if changed:
        if "is_unique" in changed:
            kept.index_state = IndexState.WAITING
        kept.version += 1
        kept.save()
        record_deed("records.field.changed", by=by, on=kept, changes=changed)
        publish(FieldChanged(field_id=kept.pk, holder=kept.holder, fields=tuple(changed), by_id=by.pk if by else None))
        renamed = any(called.get(option.pk, option.name) != option.name for option in kept.options_in_order())
        follow(kept, searched="is_searchable" in changed or (kept.is_searchable and renamed))
    return kept, archived


def locked(field: CustomField, version: int | None = None) -> CustomField:
    """The field as it stands, while nobody writes values of its records, until the transaction ends. Raises FieldConflict when
    it is newer than `version`, or was removed."""
    hold_fields(field.holder)
    kept = CustomField.objects.select_for_update(of=("self",)).get(pk=field.pk)
    if kept.is_removed:
        raise FieldConflict(_("“%(field)s” was removed meanwhile. Restore it first.") % {"field": kept.name})
    if version is not None and kept.version != version:
        raise FieldConflict(
            _("Somebody changed “%(field)s” while you were editing. Nothing of yours was saved.") % {"field": kept}
        )
    return kept


def follow(field: CustomField, *, searched: bool = False) -> None:
    """What follows from a change: its indexes, the words by which its records are found, the open pages."""
    from perennial.records.jobs import reindex_texts, settle_indexes_job

    enqueue_once(settle_indexes_job, "records.indexes")
    if searched:
        enqueue_once(reindex_texts, f"records.texts:{field.pk}", field.pk)
    signal("records.fields", id=field.pk)


def shown_default(field: CustomField) -> str:
    """The default in words."""
    return said(field, field.default)


def _set(field: CustomField, holder: Holder, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(field, name, clean_line(value) if name in ("name", "help", "section") else value)
    if "name" in facts:
        _check_name(field)
    for name, most in (("help", 200), ("section", 60)):
        if len(getattr(field, name)) > most:
            raise CustomRefused(_("At most %(most)s characters.") % {"most": most}, name)
    if field.only not in {"", *(key for key, _label in holder.variants)}:
        raise CustomRefused(_("Choose which records have it."), "only")
    for name in ("seen_by", "edited_by"):
        roles = getattr(field, name)
        if unknown := set(roles) - set(Role.values):
            raise CustomRefused(_("“%(role)s” is not a role.") % {"role": sorted(unknown)[0][:40]}, name)
        setattr(field, name, [role for role in Role.values if role in roles])
    check_type(field)
    if "default" in facts:
        try:
            field.default = read_value(field, facts["default"], offered_only=True)
        except BadValue as bad:
            raise CustomRefused(str(bad), "default") from None
    if field.is_unique and field.default is not None:
        raise CustomRefused(_("A unique field has no default: only the first record could have it."), "default")


def check_type(field: CustomField) -> None:
    """Raise CustomRefused for what the type of a field cannot do."""
    if field.is_unique and field.type in NEVER_UNIQUE:
        raise CustomRefused(_("A field of this type cannot be unique."), "is_unique")
    if field.is_searchable and field.type not in SEARCHABLE:
        raise CustomRefused(_("Only texts, links, numbers and choices can be found by search."), "is_searchable")
    if field.is_searchable and field.seen_by:
        raise CustomRefused(_("What only some roles may see cannot be searched: finding it would tell it."), "is_searchable")


def _check_name(field: CustomField) -> None:
    if not field.name:
        raise CustomRefused(_("Give the field a name."), "name")
    if len(field.name) > LONGEST_NAME:
        raise CustomRefused(
            _("A name has at most %(most)s characters, this has %(length)s.")
            % {"most": LONGEST_NAME, "length": len(field.name)},
            "name",
        )
    field.name_key = field.name.casefold()
    if CustomField.objects.kept().filter(holder=field.holder, name_key=field.name_key).exclude(pk=field.pk).exists():
        raise CustomRefused(_("There is a field “%(name)s” already. Choose another name.") % {"name": field.name}, "name")


def _refuse_twins(holder: Holder, field: CustomField) -> None:
    values = holder.records().filter(**holder.kept).annotate(value=CustomValue(field)).exclude(value=None)
    twin = values.values("value").annotate(count=Count("pk")).filter(count__gt=1).order_by("value").first()
    if twin is None:
        return
    first, second = having(holder, field, twin["value"]).order_by("pk")[:2]
    raise CustomRefused(
        _("It cannot be unique yet: %(first)s and %(second)s both have “%(value)s”. Change one of them first.")
        % {"first": first, "second": second, "value": said(field, field.value_in(first.custom))},
        "is_unique",
    )


def _currency(code: str) -> str:
    code = code or Workspace.current().currency
    if not is_currency(code):
        raise CustomRefused(_("“%(code)s” is not a currency.") % {"code": code[:20]}, "currency")
    return code

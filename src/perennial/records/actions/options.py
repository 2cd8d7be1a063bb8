"""The options of a field: added, renamed, put in order; one that is in use is archived, never taken from a record."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.text import clean_line
from perennial.records.custom.holders import holder_named
from perennial.records.custom.refusals import CustomRefused
from perennial.records.custom.values import having
from perennial.records.models.customfield import CustomField, FieldType, Option, Pick

MOST_OPTIONS = 500
LONGEST_OPTION = 120
COUNTED = 10_000
HUES = (150, 250, 30, 300, 75, 195, 10, 120, 270, 50, 220, 340)  # the twelve of the design kit


class OptionRow(NamedTuple):
    """An option as it should be; without an id it is one of this name, made when there is none."""

    name: str
    id: int | None = None


class Archived(NamedTuple):
    """An option that went, and how many records have it (counted up to COUNTED)."""

    name: str
    held_by: int


def set_options(field: CustomField, rows: Sequence[OptionRow]) -> list[Archived]:
    """Make the options of a field these, in this order, as part of a change of the field. Gives those that were archived
    because records have them. Refuses more than MOST_OPTIONS, names that are empty, too long or there twice, an option of
    another field, and to take away the one that new records get."""
    rows = [OptionRow(_name(row.name), row.id) for row in rows]
    _check(field, rows)
    known = {option.pk: option for option in field.options.all()}
    by_name = {option.name_key: option for option in known.values()}
    kept: set[int] = set()
    for place, row in enumerate(rows):
        option = known.get(row.id or 0) or by_name.get(row.name.casefold()) or Option(field=field, hue=HUES[place % len(HUES)])
        kept.add(option.pk)
        option.position, option.archived_at = place, None
        option.name, option.name_key = row.name, row.name.casefold()
        known[option.pk] = option
    gone = [option for option in known.values() if option.pk not in kept and not option.is_archived]
    archived = _put_away(field, gone)
    _save([known[pk] for pk in kept])
    field.__dict__.pop("_options", None)
    field.__dict__.pop("_prefetched_objects_cache", None)
    return archived


def usage(field: CustomField, option: Option) -> int:
    """How many records have an option, counted up to COUNTED; deleted ones too where several may be chosen."""
    if field.type == FieldType.CHOICES:
        return Pick.objects.filter(option=option)[:COUNTED].count()
    return having(holder_named(field.holder), field, str(option.pk))[:COUNTED].count()


def _name(text: str) -> str:
    name = clean_line(text)
    if not name:
        raise CustomRefused(_("An option needs a name."), "options")
    if len(name) > LONGEST_OPTION:
        raise CustomRefused(
            _("“%(name)s…”: an option has at most %(most)s characters, this has %(length)s.")
            % {"name": name[:40], "most": LONGEST_OPTION, "length": len(name)},
            "options",
        )
    return name


def _check(field: CustomField, rows: Sequence[OptionRow]) -> None:
    if not rows:
        raise CustomRefused(_("A field with choices needs at least one option."), "options")
    if len(rows) > MOST_OPTIONS:
        raise CustomRefused(
            _("A field has at most %(most)s options, these are %(count)s.") % {"most": MOST_OPTIONS, "count": len(rows)},
            "options",
        )
    twice = [name for name, count in Counter(row.name.casefold() for row in rows).items() if count > 1]
    if twice:
        name = next(row.name for row in rows if row.name.casefold() == twice[0])
        raise CustomRefused(_("“%(name)s” is there twice.") % {"name": name}, "options")
    ids = {row.id for row in rows if row.id}
    if len(ids) != field.options.filter(pk__in=ids).count():
        raise CustomRefused(_("One of the options is gone. Open the field again."), "options")


def _put_away(field: CustomField, gone: Sequence[Option]) -> list[Archived]:
    default = {field.default} if isinstance(field.default, str) else set(field.default or ())
    archived = []
    for option in gone:
        if str(option.pk) in default:
            raise CustomRefused(
                _("“%(name)s” is the default. Choose another default first.") % {"name": option.name}, "options"
            )
        count = usage(field, option)
        if count or field.conversions.exists():  # what the field held before may name it as well
            option.archived_at = clock.now()
            option.save(update_fields=["archived_at"])
            archived.append(Archived(option.name, count))
        else:
            option.delete()
    return archived


def _save(options: Sequence[Option]) -> None:
    new = [option for option in options if option._state.adding]
    old = [option for option in options if not option._state.adding]
    for option in old:  # two may change names with each other: no moment may have the same name twice
        Option.objects.filter(pk=option.pk).exclude(name_key=option.name_key).update(name_key=f"#{option.pk}")
    clash = Option.objects.filter(name_key__in=[o.name_key for o in options], field=options[0].field_id)
    if other := clash.exclude(pk__in=[o.pk for o in old]).first():
        raise CustomRefused(_("There is an archived option “%(name)s” already.") % {"name": other.name}, "options")
    Option.objects.bulk_update(old, ["name", "name_key", "position", "archived_at"], batch_size=200)
    Option.objects.bulk_create(new)

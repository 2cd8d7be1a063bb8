"""The fields of two records of one customer, side by side, and which value is the better one."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from perennial.people.choices import Stage
from perennial.people.models import Anniversary, Party
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.names import words_of
from perennial.team.models import Member

Side = Literal["survivor", "absorbed"]
NAMES = ("name", "given_name", "family_name")  # chosen together: parts of different names make no name
PLAIN = ("pronouns", "job_title", "website", "language", "time_zone", "country", "city", "source")
CHOOSABLE = ("name", *PLAIN, "owner", "stage", "birthday")
_LABELS: Mapping[str, str | Promise] = {"birthday": _("birthday")}


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """One field of the two: what each holds, and whose value is suggested. `options` are (side, shown value)."""

    name: str
    label: str
    survivor: str
    absorbed: str
    suggested: Side

    @property
    def differs(self) -> bool:
        return self.survivor != self.absorbed


def choices_of(survivor: Party, absorbed: Party) -> list[Choice]:
    """Every field that at least one of them has, with a suggestion. Two queries for birthdays, two for owners."""
    found = []
    for name in CHOOSABLE:
        mine, theirs = shown(survivor, name), shown(absorbed, name)
        if mine or theirs:
            found.append(Choice(name, label_of(name), mine, theirs, suggested(name, survivor, absorbed)))
    return found


def label_of(name: str) -> str:
    """How a field is called, as the beginning of a sentence."""
    label = str(_LABELS.get(name) or Party._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def suggested(name: str, survivor: Party, absorbed: Party) -> Side:
    """Whose value is the better one: a known one before none, a whole name before a shortened one, a stage that somebody
    reached before a lead; else the survivor's."""
    mine, theirs = value_of(survivor, name), value_of(absorbed, name)
    if name == "name":
        return "absorbed" if _quality(theirs) > _quality(mine) else "survivor"
    if name == "stage":
        return "absorbed" if mine == Stage.LEAD and theirs != Stage.LEAD else "survivor"
    return "absorbed" if theirs and not mine else "survivor"


def value_of(party: Party, name: str) -> Any:
    """What is written to undo and redo: plain values only. Names are a list of the three, a birthday is [month, day, year]."""
    if name == "name":
        return [getattr(party, one) for one in NAMES]
    if name == "owner":
        return party.owner_id
    if name == "birthday":
        found = Anniversary.objects.filter(party=party, name=BIRTHDAY).values_list("month", "day", "year").first()
        return list(found) if found else None
    return getattr(party, name)


def set_value(party: Party, name: str, value: Any) -> None:
    """Set a value that `value_of` gave; only a birthday is saved at once."""
    if name == "name":
        for one, text in zip(NAMES, value, strict=True):
            setattr(party, one, text)
    elif name == "owner":
        party.owner = Member.objects.filter(pk=value).first() if value else None
    elif name == "birthday":
        if value:
            day: dict[str, Any] = dict(zip(("month", "day", "year"), value, strict=True))
            Anniversary.objects.update_or_create(party=party, name=BIRTHDAY, defaults=day)
        else:
            Anniversary.objects.filter(party=party, name=BIRTHDAY).delete()
    else:
        setattr(party, name, value)


def shown(party: Party, name: str) -> str:
    """A value in words."""
    if name == "name":
        return party.name
    if name == "owner":
        return str(party.owner or "")
    if name == "stage":
        return str(party.get_stage_display())
    if name == "birthday":
        return _birthday_words(Anniversary.objects.filter(party=party, name=BIRTHDAY).first())
    return str(getattr(party, name))


def _birthday_words(one: Anniversary | None) -> str:
    """The day as the customer's page says it, with the year where it is known."""
    if one is None:
        return ""
    shape = pgettext("date format", "j F Y") if one.year else pgettext("date format", "j F")
    return date_format(dt.date(one.year or 2000, one.month, one.day), shape)


def better_first(one: Party, other: Party) -> tuple[Party, Party]:
    """The two, the one that should survive first: more orders, then longer known to us, with the fuller record."""

    def weight(party: Party) -> tuple[Any, ...]:
        filled = sum(bool(getattr(party, name)) for name in PLAIN)
        return (party.orders, party.last_contact_at is not None, filled, -party.pk)

    return (one, other) if weight(one) >= weight(other) else (other, one)


def _quality(names: list[str]) -> tuple[int, bool, bool]:
    """How good a name is: of whole words, neither shouted nor mumbled, with its parts."""
    name, given, family = names
    words = words_of(name)
    whole = sum(len(word) > 1 for word in words)
    letters = [c for c in name if c.isalpha()]
    cased = not letters or not (name == name.upper() or name == name.lower()) or name.upper() == name.lower()
    return (whole, cased, bool(given and family))

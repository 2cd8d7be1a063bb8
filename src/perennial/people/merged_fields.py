"""The fields of two records of one customer, side by side, and which value is the better one."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from perennial.people.choices import IdentityKind, Stage
from perennial.people.models import Anniversary, Identity, Party
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.names import words_of
from perennial.people.world import country_name, language_name
from perennial.records.custom.rules import may_fill_field, may_see_field
from perennial.records.custom.types import parties_in, said
from perennial.records.custom.values import fields_of
from perennial.records.models import CustomField
from perennial.team.models import Member

Side = Literal["survivor", "absorbed"]
NAMES = ("name", "given_name", "family_name")  # chosen together: parts of different names make no name
PLAIN = ("pronouns", "job_title", "website", "language", "time_zone", "country", "city", "source")
CHOOSABLE = ("name", *PLAIN, "owner", "stage", "birthday")
FIRST = {"first_email": IdentityKind.EMAIL, "first_phone": IdentityKind.PHONE}  # which one the customer is reached by first
_LABELS: Mapping[str, str | Promise] = {
    "birthday": _("birthday"),
    "first_email": _("written to first"),
    "first_phone": _("called first"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """One field of the two: what each holds, in words, and whose value is suggested. One that is not `open` is shown only: the
    member may not fill it."""

    name: str
    label: str
    survivor: str
    absorbed: str
    suggested: Side
    open: bool = True

    @property
    def differs(self) -> bool:
        return self.survivor != self.absorbed


def choices_of(survivor: Party, absorbed: Party, member: Member) -> list[Choice]:
    """Every field that at least one of them has and the member may see, with a suggestion. Two queries for birthdays, two for
    owners, one for how they are reached, at most three for the fields of the business."""
    return [
        *_of_every_customer(survivor, absorbed),
        *_first_reached(survivor, absorbed),
        *_of_business(survivor, absorbed, member),
    ]


def _of_every_customer(survivor: Party, absorbed: Party) -> list[Choice]:
    found = []
    for name in CHOOSABLE:
        mine, theirs = shown(survivor, name), shown(absorbed, name)
        if mine or theirs:
            found.append(Choice(name, label_of(name), mine, theirs, suggested(name, survivor, absorbed)))
    return found


def _first_reached(survivor: Party, absorbed: Party) -> list[Choice]:
    """All ways to reach either stay; where both have a first one, only one can be it."""
    first: dict[tuple[int, str], str] = {}
    for identity in Identity.objects.filter(party__in=[survivor, absorbed], is_primary=True):
        first[identity.party_id, identity.kind] = identity.value
    found = []
    for name, kind in FIRST.items():
        mine, theirs = first.get((survivor.pk, kind)), first.get((absorbed.pk, kind))
        if mine and theirs:
            found.append(Choice(name, label_of(name), mine, theirs, "survivor"))
    return found


def _of_business(survivor: Party, absorbed: Party, member: Member) -> list[Choice]:
    fields = [field for field in fields_of("customers", survivor.kind) if may_see_field(member, field)]
    names = parties_in(fields, [survivor.custom, absorbed.custom], member)
    found = []
    for field in fields:
        mine, theirs = (said(field, field.value_in(party.custom), names) for party in (survivor, absorbed))
        if mine or theirs:
            side = suggested_custom(field, survivor, absorbed)
            found.append(Choice(field.key, field.name, mine, theirs, side, may_fill_field(member, field)))
    return found


def suggested_custom(field: CustomField, survivor: Party, absorbed: Party) -> Side:
    """Whose value of a field of the business is kept if nobody chooses: what is known before nothing."""
    return "absorbed" if field.value_in(survivor.custom) is None and field.value_in(absorbed.custom) is not None else "survivor"


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
    if name in _NAMED:
        return _NAMED[name](getattr(party, name))
    if name == "birthday":
        birthday = Anniversary.objects.filter(party=party, name=BIRTHDAY).first()
        return day_words(birthday) if birthday else ""
    return str(getattr(party, name))


_NAMED = {"country": country_name, "language": language_name}


def day_words(one: Anniversary) -> str:
    """The day as the customer's page says it, with the year where it is known."""
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

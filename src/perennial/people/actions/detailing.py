"""Addresses, remembrances and anniversaries: the details that are written down about a customer."""

import datetime as dt
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from perennial.people.actions.refusals import Refused
from perennial.people.actions.writing import cleaned, id_of, tell
from perennial.people.events import DetailChanged
from perennial.people.models import Address, Anniversary, Party, Remembrance
from perennial.people.models.anniversary import BIRTHDAY
from perennial.team.deeds import record_deed
from perennial.team.models import Member

Detail = TypeVar("Detail", Address, Remembrance, Anniversary)


@transaction.atomic
def keep_address(party: Party, *, by: Member | None, address: Address | None = None, **parts: str) -> Address:
    """Write down an address, or correct one. The customer's city and country, by which lists filter, follow from the first
    address where they were not known. Tells DetailChanged; refuses an address of nothing."""
    before = told(address) if address else ""
    address = _filled(address or Address(party=party), parts)
    if not any((address.lines, address.locality, address.region, address.postcode, address.country)):
        raise Refused(_("An address needs at least a street, a city or a country."), "lines")
    address.save()
    known = {"city": party.city or address.locality, "country": party.country or address.country}
    if (party.city, party.country) != tuple(known.values()):
        Party.objects.filter(pk=party.pk).update(**known)
    _note(address, before, told(address), by=by)
    return address


@transaction.atomic
def keep_remembrance(
    party: Party, *, by: Member | None, kind: str, text: str, remembrance: Remembrance | None = None
) -> Remembrance:
    """Write down something worth remembering, or correct it. Tells DetailChanged; refuses an empty text."""
    before = told(remembrance) if remembrance else ""
    remembrance = _filled(remembrance or Remembrance(party=party, created_by=by), {"kind": kind, "text": text})
    if not remembrance.text:
        raise Refused(_("Write what is to be remembered."), "text")
    remembrance.save()
    _note(remembrance, before, told(remembrance), by=by)
    return remembrance


@transaction.atomic
def keep_anniversary(
    party: Party, *, by: Member | None, month: int, day: int, year: int | None = None, name: str = BIRTHDAY
) -> Anniversary:
    """Write down a day that comes back every year; one of the same name is replaced. The year may be unknown. Tells
    DetailChanged; refuses days that no year has."""
    name = cleaned(Anniversary, {"name": name})["name"] or BIRTHDAY
    try:
        dt.date(year or 2000, month, day)
    except (ValueError, OverflowError):
        raise Refused(_("There is no such day."), "day") from None
    known = Anniversary.objects.filter(party=party, name=name).first()
    before = told(known) if known else ""
    anniversary, _is_new = Anniversary.objects.update_or_create(
        party=party, name=name, defaults={"month": month, "day": day, "year": year}
    )
    _note(anniversary, before, told(anniversary), by=by)
    return anniversary


@transaction.atomic
def drop_detail(detail: Detail, *, by: Member | None) -> None:
    """Remove an address, a remembrance or an anniversary. Tells DetailChanged."""
    _note(detail, told(detail), "", by=by, how="removed")
    detail.delete()


def _filled(detail: Detail, values: dict[str, Any]) -> Detail:
    for name, value in cleaned(type(detail), values).items():
        setattr(detail, name, value)
    return detail


TOLD: dict[type[models.Model], tuple[str, ...]] = {
    Address: ("label", "lines", "locality", "region", "postcode", "country"),
    Remembrance: ("kind", "text"),
    Anniversary: ("name", "month", "day", "year"),
}


def told(detail: Detail) -> dict[str, Any]:
    """A detail as the audit log holds it: which one it was, and its parts, as the action that keeps it takes them."""
    return {"id": str(detail.pk)} | {name: part for name in TOLD[type(detail)] if (part := getattr(detail, name))}


def _note(detail: Detail, before: Any, after: Any, *, by: Member | None, how: str = "kept") -> None:
    what = detail._meta.model_name or ""
    if before != after:
        record_deed(f"people.{what}.{how}", by=by, on=detail.party, changes={what: (before, after)})
    tell(DetailChanged(party_id=detail.party_id, what=what, how=how, by_id=id_of(by)))

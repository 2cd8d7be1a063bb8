"""The facts of a customer on their page, each with the way to change it there."""

import dataclasses
from typing import Any

from django.urls import reverse

from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.records.columns import cell, labels_of, may_change
from perennial.records.fields import Field

_SHOWN = ("job_title", "city", "country", "language", "time_zone", "website", "source")
_BESIDES = ("name", "given_name", "family_name", "pronouns", "kind")  # on top of the page, or hardly ever asked for


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """One fact: what it is called, as the page draws it ("" while nothing is known), and where it is changed ("": not by this
    member)."""

    key: str
    label: Any
    icon: str
    drawn: Any
    url: str


def facts_of(member: Any, party: Party) -> dict[str, list[Fact]]:
    """The facts that are known, and for who may write them down those that are not, with the names besides. No query."""
    fields = {field.key: field for field in CUSTOMERS.built_in()}
    shown = [_fact(fields[key], member, party) for key in _SHOWN]
    more = [fact for fact in shown if not fact.drawn] + [_fact(fields[key], member, party) for key in _BESIDES]
    return {"known": [fact for fact in shown if fact.drawn], "more": [fact for fact in more if fact.url]}


def _fact(field: Field, member: Any, party: Party) -> Fact:
    value = field.of(party)
    drawn = cell(field, party, value, {} if field.draw else labels_of(field)) if value else ""
    url = reverse("records:value", args=[CUSTOMERS.key, party.pk, field.key]) if may_change(field, party, member) else ""
    return Fact(field.key, field.label, field.icon, drawn, url)

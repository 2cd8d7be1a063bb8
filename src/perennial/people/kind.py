"""Customers as a kind of record: the fields by which they are listed, filtered, sorted, grouped and taken out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _told
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.kernel.money import Money
from perennial.people import cells, queries
from perennial.people.choices import IdentityKind, PartyKind, Stage
from perennial.people.fields import beginning
from perennial.people.forms.base import countries, languages
from perennial.people.models import Anniversary, Identity, Party, SearchTerm, Tagging
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.names import words_of
from perennial.people.normalise import clean_line
from perennial.people.rules import may_export, may_see
from perennial.records.choices import Operator, Type
from perennial.records.compiling import days_of
from perennial.records.conditions import Condition, Is
from perennial.records.fields import Elsewhere, Field, Rows, Sorting
from perennial.records.kinds import RecordKind
from perennial.team.models import Member
from perennial.team.reach import owners_within_reach, sees_all

_MOST_WORDS = 5


def _words(operator: Operator, text: str) -> Sequence[tuple[Rows, str]]:
    return [(SearchTerm.objects.filter(beginning("term", word)), "party") for word in words_of(clean_line(text))[:_MOST_WORDS]]


def _spellings_in_use(written: list[str]) -> list[str]:
    """Of the ways to write a city those that somebody uses: with one of them its index gives the order of names, too."""
    return [city for city in written if Party.objects.kept().filter(city=city).exists()] or written[:1]


def _domain(operator: Operator, text: str) -> Sequence[tuple[Rows, str]]:
    domain = "@" + text.casefold().rpartition("@")[2]
    return [(Identity.objects.filter(kind=IdentityKind.EMAIL, normal__endswith=domain), "party")]


def _identities(kind: IdentityKind) -> Elsewhere:
    return Elsewhere(rows=lambda: Identity.objects.filter(kind=kind), path="normal")


def _identity_of(kind: IdentityKind, parties: Sequence[Party]) -> Mapping[int, str]:
    found = Identity.objects.filter(party__in=parties, kind=kind).order_by("is_primary", "-id")  # the last one wins
    return dict(found.values_list("party_id", "value"))


def _birthdays() -> Rows:
    return Anniversary.objects.filter(name=BIRTHDAY)


def _celebrated(operator: Operator, value: Any) -> Sequence[tuple[Rows, str]]:
    first, end = days_of(value)
    return [(_birthdays().filter(queries.falling_within(first, (end - first).days)), "party")]


def _birthdays_of(parties: Sequence[Party]) -> Mapping[int, Any]:
    return {birthday.party_id: birthday for birthday in _birthdays().filter(party__in=parties)}


def _members() -> list[tuple[str, Any]]:
    """Everybody, those who are still here first: a view may name somebody who left."""
    return [
        (str(pk), name) for pk, name in Member.objects.get_queryset().order_by("-is_active", "name").values_list("pk", "name")
    ]


def _tags() -> list[tuple[str, Any]]:
    return [(str(tag.pk), tag.name) for tag in queries.tags_in_use()]


def _tags_of(parties: Sequence[Party]) -> Mapping[int, list[Any]]:
    tags: dict[int, list[Any]] = {}
    for tagging in Tagging.objects.filter(party__in=parties).select_related("tag").order_by("tag__name"):
        tags.setdefault(tagging.party_id, []).append(tagging.tag)
    return tags


def _value_of(party: Party) -> Money | None:
    return Money(party.value_minor, party.currency) if party.currency else None


def _border(member: Any) -> Condition | None:
    """What `PartyQuerySet.within_reach` asks, as a condition; nobody's customers for somebody who may not see any."""
    owners = owners_within_reach(member) if may_see(member) else frozenset()
    return None if owners is None else Is("owner", Operator.ANY_OF, tuple(map(str, sorted(owners))))


def _counted(count: int, capped: bool) -> str:
    shown = {"count": number_format(count, force_grouping=True)}
    if capped:
        return _told("More than %(count)s customers") % shown
    return ngettext("%(count)s customer", "%(count)s customers", count) % shown


def fields() -> Sequence[Field]:
    """Every built-in field of a customer."""
    return FIELDS


FIELDS = (
    Field(
        key="name",
        label=_("Name"),
        type=Type.TEXT,
        asked=_words,
        value=lambda party: party.name,
        operators=(Operator.CONTAINS,),
        sorting=Sorting(by="sort_name"),
        icon="user-round",
        order=1,
    ),
    Field(
        key="kind",
        label=_("Kind"),
        type=Type.CHOICE,
        column="kind",
        options=lambda: PartyKind.choices,
        groups=True,
        icon="users-round",
        order=2,
    ),
    Field(
        key="stage",
        label=_("Stage"),
        type=Type.CHOICE,
        column="stage",
        options=lambda: Stage.choices,
        draw=cells.stage,
        groups=True,
        default=True,
        place="end2",
        icon="milestone",
        order=3,
    ),
    Field(
        key="value",
        label=_("Value"),
        type=Type.MONEY,
        column="value_minor",
        value=_value_of,
        draw=cells.money,
        sorting=Sorting(by="value_minor", falling=True),
        sums=True,
        currency="currency",
        default=True,
        place="end",
        icon="coins",
        order=4,
    ),
    Field(
        key="orders",
        label=_("Orders"),
        type=Type.NUMBER,
        column="orders",
        whole=True,
        draw=cells.orders,
        sums=True,
        default=True,
        icon="shopping-bag",
        order=5,
    ),
    Field(
        key="last_order",
        label=_("Last order"),
        type=Type.MOMENT,
        column="last_order_at",
        nullable=True,
        optional=True,
        draw=cells.since,
        sorting=Sorting(by="last_order_at", falling=True, newest=True),
        default=True,
        icon="shopping-cart",
        order=6,
    ),
    Field(
        key="last_contact",
        label=_("Last contact"),
        type=Type.MOMENT,
        column="last_contact_at",
        nullable=True,
        optional=True,
        draw=cells.since,
        sorting=Sorting(by="last_contact_at", falling=True, newest=True),
        default=True,
        icon="message-circle",
        order=7,
    ),
    Field(
        key="owner",
        label=_("Owner"),
        type=Type.CHOICE,
        column="owner_id",
        nullable=True,
        optional=True,
        options=_members,
        stored=int,
        value=lambda party: str(party.owner_id) if party.owner_id else None,
        draw=cells.owner,
        plain=lambda party, value: str(party.owner or ""),
        groups=True,
        default=True,
        icon="user-round",
        order=8,
    ),
    Field(
        key="tag",
        label=_("Tags"),
        type=Type.CHOICES,
        elsewhere=Elsewhere(rows=Tagging.objects.all, path="tag"),
        optional=True,
        options=_tags,
        operators=(Operator.ALL_OF, Operator.ANY_OF),
        stored=int,
        values=_tags_of,
        draw=cells.tags,
        plain=lambda party, value: ", ".join(tag.name for tag in value or ()),
        groups=True,
        icon="tag",
        order=9,
    ),
    Field(
        key="city",
        label=_("City"),
        type=Type.TEXT,
        column="city",
        optional=True,
        operators=(Operator.IS, Operator.CONTAINS, Operator.BEGINS),
        spelt=_spellings_in_use,
        icon="map-pin",
        order=10,
    ),
    Field(
        key="country",
        label=_("Country"),
        type=Type.CHOICE,
        column="country",
        optional=True,
        options=lambda: countries()[1:],
        draw=cells.country,
        groups=True,
        icon="globe",
        order=11,
    ),
    Field(
        key="created",
        label=_("Known since"),
        type=Type.MOMENT,
        column="created_at",
        draw=cells.created,
        sorting=Sorting(by="created_at", falling=True),
        icon="calendar-days",
        order=12,
    ),
    Field(
        key="birthday",
        label=_("Birthday"),
        type=Type.ANNIVERSARY,
        elsewhere=Elsewhere(rows=_birthdays, path="day"),
        asked=_celebrated,
        optional=True,
        values=_birthdays_of,
        draw=cells.birthday,
        plain=cells.birthday_in_digits,
        icon="cake",
        order=13,
    ),
    Field(
        key="email",
        label=_("E-mail"),
        type=Type.TEXT,
        elsewhere=_identities(IdentityKind.EMAIL),
        optional=True,
        operators=(Operator.IS, Operator.BEGINS, Operator.CONTAINS),
        values=lambda parties: _identity_of(IdentityKind.EMAIL, parties),
        icon="mail",
        order=14,
    ),
    Field(
        key="domain",
        label=_("E-mail domain"),
        type=Type.TEXT,
        asked=_domain,
        operators=(Operator.IS,),
        icon="at-sign",
        order=15,
    ),
    Field(
        key="phone",
        label=_("Phone"),
        type=Type.TEXT,
        elsewhere=_identities(IdentityKind.PHONE),
        optional=True,
        operators=(Operator.CONTAINS, Operator.BEGINS),
        values=lambda parties: _identity_of(IdentityKind.PHONE, parties),
        icon="phone",
        order=16,
    ),
    Field(key="job_title", label=_("Job title"), type=Type.TEXT, column="job_title", optional=True, icon="briefcase", order=17),
    Field(
        key="language",
        label=_("Language"),
        type=Type.CHOICE,
        column="language",
        optional=True,
        options=lambda: languages()[1:],
        icon="languages",
        order=18,
    ),
    Field(key="website", label=_("Website"), type=Type.LINK, column="website", optional=True, icon="link", order=19),
    Field(key="source", label=_("Came through"), type=Type.TEXT, column="source", optional=True, icon="signpost", order=20),
)
CUSTOMERS = RecordKind(
    key="customers",
    label=_("Customers"),
    model=Party,
    visible=queries.visible_parties,
    one_for=queries.party_for,
    built_in=fields,
    lead=cells.who,
    lead_label=_("Customer"),
    nothing_yet="people/nothing_yet.html",
    all_label=_("All customers"),
    list_url="people:list",
    related=("owner",),
    along=frozenset({*((key, "name") for key in ("kind", "stage", "owner", "city", "country")), ("stage", "last_order")}),
    border=_border,
    kept=Party.objects.kept,
    hidden=lambda member: Party.objects.deleted() if sees_all(member) else None,
    search="name",
    may_see=may_see,
    may_export=may_export,
    counted=_counted,
    icon="users-round",
    order=1,
)

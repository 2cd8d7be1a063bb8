"""Customers as a kind of record: the fields by which they are listed, filtered, sorted, grouped and taken out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _told
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.kernel.money import Money
from perennial.people import asking, cells, editing, many, queries
from perennial.people.actions.together import hold_parties
from perennial.people.choices import IdentityKind, PartyKind, Stage
from perennial.people.given import GIVEN
from perennial.people.models import Party, Tagging
from perennial.people.models.party import KEPT
from perennial.people.rules import may_export, may_see
from perennial.people.sidepanel import side_panel
from perennial.people.stages import stage_tag
from perennial.people.world import countries, languages
from perennial.records.choices import Operator, Type
from perennial.records.conditions import Condition, Is
from perennial.records.fields import Elsewhere, Field, Sorting
from perennial.records.kinds import RecordKind
from perennial.team.models import Member
from perennial.team.reach import owners_within_reach, sees_all


def members() -> list[tuple[str, Any]]:
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
    words = _told("More than %(count)s customers") if capped else ngettext("%(count)s customer", "%(count)s customers", count)
    return words % {"count": number_format(count, force_grouping=True)}


def _of(name: str) -> Callable[[Party], Any]:
    return lambda party: getattr(party, name)


def fields() -> Sequence[Field]:
    """Every built-in field of a customer."""
    return FIELDS


PURCHASES, CONTACT, PLACE = _("Purchases"), _("Ways to reach them"), _("Place and language")
FIELDS = (
    Field(
        key="name",
        label=_("Name"),
        type=Type.TEXT,
        asked=asking.words,
        value=lambda party: party.name,
        operators=(Operator.CONTAINS,),
        sorting=Sorting(by="sort_name"),
        icon="user-round",
        edit=editing.fact("name"),
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
        edit=editing.fact("kind"),
        order=2,
    ),
    Field(
        key="stage",
        label=_("Stage"),
        type=Type.CHOICE,
        column="stage",
        options=lambda: Stage.choices,
        draw=cells.stage,
        head=stage_tag,
        groups=True,
        default=True,
        place="end2",
        icon="milestone",
        edit=editing.STAGE,
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
        part=PURCHASES,
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
        part=PURCHASES,
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
        part=PURCHASES,
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
        part=CONTACT,
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
        options=members,
        mine=True,
        stored=int,
        value=lambda party: str(party.owner_id) if party.owner_id else None,
        draw=cells.owner,
        plain=lambda party, value: str(party.owner or ""),
        groups=True,
        default=True,
        icon="user-round",
        edit=editing.OWNER,
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
        edit=editing.TAGS,
        order=9,
    ),
    Field(
        key="city",
        label=_("City"),
        type=Type.TEXT,
        column="city",
        optional=True,
        operators=(Operator.IS, Operator.CONTAINS, Operator.BEGINS),
        spelt=asking.spellings_in_use,
        part=PLACE,
        icon="map-pin",
        edit=editing.fact("city"),
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
        part=PLACE,
        icon="globe",
        edit=editing.fact("country"),
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
        elsewhere=Elsewhere(rows=asking.birthdays, path="day"),
        asked=asking.celebrated,
        optional=True,
        values=asking.birthdays_of,
        draw=cells.birthday,
        plain=cells.birthday_in_digits,
        icon="cake",
        edit=editing.BIRTHDAY_OF,
        order=13,
    ),
    Field(
        key="email",
        label=_("E-mail"),
        type=Type.TEXT,
        elsewhere=asking.identities(IdentityKind.EMAIL),
        optional=True,
        operators=(Operator.IS, Operator.BEGINS, Operator.CONTAINS),
        values=lambda parties: asking.identity_of(IdentityKind.EMAIL, parties),
        part=CONTACT,
        icon="mail",
        edit=editing.EMAIL,
        order=14,
    ),
    Field(
        key="domain",
        label=_("E-mail domain"),
        type=Type.TEXT,
        asked=asking.domain,
        operators=(Operator.IS,),
        part=CONTACT,
        icon="at-sign",
        order=15,
    ),
    Field(
        key="phone",
        label=_("Phone"),
        type=Type.TEXT,
        elsewhere=asking.identities(IdentityKind.PHONE),
        optional=True,
        operators=(Operator.CONTAINS, Operator.BEGINS),
        values=lambda parties: asking.identity_of(IdentityKind.PHONE, parties),
        part=CONTACT,
        icon="phone",
        edit=editing.PHONE,
        order=16,
    ),
    Field(
        key="job_title",
        label=_("Job title"),
        type=Type.TEXT,
        column="job_title",
        optional=True,
        edit=editing.fact("job_title"),
        icon="briefcase",
        order=17,
    ),
    Field(
        key="language",
        label=_("Language"),
        type=Type.CHOICE,
        column="language",
        optional=True,
        options=lambda: languages()[1:],
        part=PLACE,
        icon="languages",
        edit=editing.fact("language"),
        order=18,
    ),
    Field(
        key="website",
        label=_("Website"),
        type=Type.LINK,
        column="website",
        optional=True,
        edit=editing.fact("website"),
        part=CONTACT,
        icon="link",
        order=19,
    ),
    Field(
        key="source",
        label=_("Came through"),
        type=Type.TEXT,
        column="source",
        optional=True,
        edit=editing.fact("source"),
        icon="signpost",
        order=20,
    ),
    Field(
        key="given_name",
        label=_("Given name"),
        type=Type.TEXT,
        value=_of("given_name"),
        edit=editing.fact("given_name"),
        order=21,
    ),
    Field(
        key="family_name",
        label=_("Family name"),
        type=Type.TEXT,
        value=_of("family_name"),
        edit=editing.fact("family_name"),
        order=22,
    ),
    Field(key="pronouns", label=_("Pronouns"), type=Type.TEXT, value=_of("pronouns"), edit=editing.fact("pronouns"), order=23),
    Field(
        key="time_zone",
        label=_("Time zone"),
        type=Type.TEXT,
        value=_of("time_zone"),
        edit=editing.fact("time_zone"),
        part=PLACE,
        order=24,
    ),
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
    given=GIVEN,
    related=("owner",),
    along=frozenset({*((key, "name") for key in ("kind", "stage", "owner", "city", "country")), ("stage", "last_order")}),
    lanes=asking.LANES,
    border=_border,
    kept=Party.objects.kept,
    kept_when=KEPT,
    hidden=lambda member: Party.objects.deleted() if sees_all(member) else None,
    hold=hold_parties,
    acts=many.acts,
    often_set=("owner", "stage"),
    gone=asking.gone,
    search="name",
    search_label=_("Filter this list by name"),
    none_fit=_("Nobody fits"),
    may_see=may_see,
    may_export=may_export,
    counted=_counted,
    address=lambda party: reverse("people:party", args=[party.pk]),
    panel=side_panel,
    follows="party",
    topic="party",
    icon="users-round",
    order=1,
)

"""How customers look to a program, and what a program may say of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from django.db.models import QuerySet
from pydantic import Field

from perennial.kernel.prepared import prepared
from perennial.people.actions import Written
from perennial.people.choices import IdentityKind, PartyKind, RemembranceKind, Stage
from perennial.people.models import Address, Anniversary, Identity, Party, Remembrance, Tagging
from perennial.people.models.anniversary import BIRTHDAY
from perennial.records.ordering import Among
from perennial.records.told import CustomGiven, CustomValue, custom_teller
from perennial.team.models import Member
from perennial.team.rest import Given, Id, OneOf, Shown, Whole, moment
from perennial.team.rest.schemas import Moment

CUSTOMERS = "customers"  # what their fields of the business are kept under
Line = Annotated[str, Field(max_length=500)]
StageWord = Annotated[str, OneOf(Stage.values)]
KindWord = Annotated[str, OneOf(IdentityKind.values)]


class IdentityShown(Shown):
    """By what a customer is known in one channel."""

    id: Id
    customer_id: Id
    kind: KindWord
    system: str
    value: str
    label: str
    is_primary: bool
    verified_at: Moment | None


class AddressShown(Shown):
    id: Id
    customer_id: Id
    label: str
    lines: str
    locality: str
    region: str
    postcode: str
    country: str


class AnniversaryShown(Shown):
    """A day that comes back every year; the year may be unknown."""

    id: Id
    customer_id: Id
    name: str
    month: int
    day: int
    year: int | None


class RemembranceShown(Shown):
    """Something worth remembering of a customer."""

    id: Id
    customer_id: Id
    kind: Annotated[str, OneOf(RemembranceKind.values)]
    text: str
    created_at: Moment


class CustomerShown(Shown):
    """A person or an organisation, as in a list."""

    id: Id
    kind: Annotated[str, OneOf(PartyKind.values)]
    name: str
    given_name: str
    family_name: str
    pronouns: str
    job_title: str
    website: str
    language: str
    time_zone: str
    country: str
    city: str
    stage: StageWord
    stage_since: Moment
    owner_id: Id | None
    source: str
    orders: int
    value_minor: int
    currency: str
    last_order_at: Moment | None
    last_contact_at: Moment | None
    identities: list[IdentityShown]
    tags: list[str]
    custom: dict[str, CustomValue]
    version: int
    created_at: Moment
    updated_at: Moment
    deleted_at: Moment | None


class WholeCustomer(CustomerShown):
    """A person or an organisation, with what is written down about them."""

    addresses: list[AddressShown]
    anniversaries: list[AnniversaryShown]
    remembrances: list[RemembranceShown]


class IdentityGiven(Given):
    """By what a customer is known: an e-mail address, a phone number, a handle, an external id."""

    kind: KindWord
    value: Annotated[str, Field(min_length=1, max_length=320)]
    system: Annotated[str, Field(max_length=40, description="instagram, shopify … for handles and external ids.")] = ""
    label: Annotated[str, Field(max_length=40)] = ""


class AddressGiven(Given):
    label: Annotated[str, Field(max_length=40)] = ""
    lines: Line = ""
    locality: Annotated[str, Field(max_length=200)] = ""
    region: Annotated[str, Field(max_length=200)] = ""
    postcode: Annotated[str, Field(max_length=20)] = ""
    country: Annotated[str, Field(max_length=2)] = ""


class AnniversaryGiven(Given):
    name: Annotated[str, Field(max_length=60)] = BIRTHDAY
    month: Annotated[Whole, Field(ge=1, le=12)]
    day: Annotated[Whole, Field(ge=1, le=31)]
    year: Annotated[Whole, Field(ge=1, le=9999)] | None = None


class RemembranceGiven(Given):
    kind: Annotated[str, OneOf(RemembranceKind.values)] = RemembranceKind.REMEMBER.value
    text: Annotated[str, Field(min_length=1, max_length=500)]


class FactsGiven(Given):
    """What may be said of a customer; what is not said stays as it is."""

    name: Line = ""
    given_name: Line = ""
    family_name: Line = ""
    pronouns: Line = ""
    job_title: Line = ""
    website: Line = ""
    language: Line = ""
    time_zone: Line = ""
    country: Annotated[str, Field(max_length=2)] = ""
    city: Line = ""
    source: Line = ""
    stage: StageWord = Stage.LEAD.value
    owner_id: Id | None = None
    custom: CustomGiven = {}


class NewCustomer(FactsGiven):
    """A customer to be written down. Without `owner_id` it belongs to the token's member; with null to nobody."""

    identities: Annotated[list[IdentityGiven], Field(max_length=50)] = []
    tags: Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=50)] = []
    addresses: Annotated[list[AddressGiven], Field(max_length=20)] = []
    anniversaries: Annotated[list[AnniversaryGiven], Field(max_length=20)] = []


class CustomerChanges(FactsGiven):
    """What changes, and the version from which the change starts (or `If-Match`)."""

    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


class TagsGiven(Given):
    """All tags that the customer carries from now on."""

    tags: Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=100)]


def customers_shown(parties: Sequence[Party], member: Member) -> list[dict[str, Any]]:
    """Customers as in a list, with what `member` may see; three queries for what belongs to them."""
    identities, tags = defaultdict[int, list[Any]](list), defaultdict[int, list[str]](list)
    ids = [party.pk for party in parties]
    for identity in _identities(ids):
        identities[identity.party_id].append(identity_shown(identity))
    for party_id, name in _tags(ids):
        tags[party_id].append(name)
    custom = custom_teller(member, CUSTOMERS)
    return [_customer_shown(party, custom(party), identities[party.pk], sorted(tags[party.pk])) for party in parties]


@prepared
def _identities(ids: list[int]) -> QuerySet[Identity]:
    return Identity.objects.filter(Among("party_id", ids))


@prepared
def _tags(ids: list[int]) -> "QuerySet[Tagging, tuple[int, str]]":
    return Tagging.objects.filter(Among("party_id", ids)).values_list("party_id", "tag__name")


def _customer_shown(party: Party, custom: dict[str, Any], identities: list[Any], tags: list[str]) -> dict[str, Any]:
    return {
        "id": str(party.pk),
        "kind": party.kind,
        "name": party.name,
        "given_name": party.given_name,
        "family_name": party.family_name,
        "pronouns": party.pronouns,
        "job_title": party.job_title,
        "website": party.website,
        "language": party.language,
        "time_zone": party.time_zone,
        "country": party.country,
        "city": party.city,
        "stage": party.stage,
        "stage_since": moment(party.stage_since),
        "owner_id": str(party.owner_id) if party.owner_id else None,
        "source": party.source,
        "orders": party.orders,
        "value_minor": party.value_minor,
        "currency": party.currency,
        "last_order_at": moment(party.last_order_at),
        "last_contact_at": moment(party.last_contact_at),
        "identities": identities,
        "tags": tags,
        "custom": custom,
        "version": party.version,
        "created_at": moment(party.created_at),
        "updated_at": moment(party.updated_at),
        "deleted_at": moment(party.deleted_at),
    }


def whole_customer(party: Party, member: Member) -> dict[str, Any]:
    """One customer with all that is written down about them; six queries."""
    (shown,) = customers_shown([party], member)
    return shown | {
        "addresses": _all(address_shown, party.addresses.order_by("id")),
        "anniversaries": _all(anniversary_shown, party.anniversaries.order_by("id")),
        "remembrances": _all(remembrance_shown, party.remembrances.order_by("id")),
    }


def new_customer(written: Written, member: Member) -> dict[str, Any]:
    """One who was just written down with nothing but identities: what is known of them is all there is. At most one query."""
    custom = custom_teller(member, CUSTOMERS, written.fields)
    identities = [identity_shown(identity) for identity in written.identities]
    nothing: dict[str, Any] = {"addresses": [], "anniversaries": [], "remembrances": []}
    return _customer_shown(written.party, custom(written.party), identities, []) | nothing


def identity_shown(identity: Identity) -> dict[str, Any]:
    return {
        "id": str(identity.pk),
        "customer_id": str(identity.party_id),
        "kind": identity.kind,
        "system": identity.system,
        "value": identity.value,
        "label": identity.label,
        "is_primary": identity.is_primary,
        "verified_at": moment(identity.verified_at),
    }


def address_shown(address: Address) -> dict[str, Any]:
    parts = ("label", "lines", "locality", "region", "postcode", "country")
    return _ids(address) | {part: getattr(address, part) for part in parts}


def anniversary_shown(anniversary: Anniversary) -> dict[str, Any]:
    return _ids(anniversary) | {part: getattr(anniversary, part) for part in ("name", "month", "day", "year")}


def remembrance_shown(remembrance: Remembrance) -> dict[str, Any]:
    told = {"kind": remembrance.kind, "text": remembrance.text, "created_at": moment(remembrance.created_at)}
    return _ids(remembrance) | told


def _ids(detail: Any) -> dict[str, Any]:
    return {"id": str(detail.pk), "customer_id": str(detail.party_id)}


def _all(shown: Any, rows: Iterable[Any]) -> list[Mapping[str, Any]]:
    return [shown(row) for row in rows]

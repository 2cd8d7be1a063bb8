"""What is known of a customer, person or organisation: identities, addresses, days, what is worth remembering, tags."""

from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from pydantic import Field

from perennial.people import actions, queries
from perennial.people.api.shapes import (
    AddressGiven,
    AddressShown,
    AnniversaryGiven,
    AnniversaryShown,
    IdentityGiven,
    IdentityShown,
    RemembranceGiven,
    RemembranceShown,
    TagsGiven,
    address_shown,
    anniversary_shown,
    identity_shown,
    remembrance_shown,
)
from perennial.people.models import Address, Anniversary, Identity, Party, Remembrance
from perennial.team.permissions import Permission
from perennial.team.rest import Flag, Given, Id, Routes, Shown, answer, member_of, not_found, nothing

routes = Routes("What is known", "Identities, addresses, anniversaries, remembrances and tags of a person or organisation.")
EDIT = Permission.EDIT_CUSTOMERS
M = TypeVar("M", bound=Model)


class TagsShown(Shown):
    tags: list[str]


class IdentityChanged(Given):
    """An identity, corrected. A value that changes is no longer verified."""

    value: str = Field(min_length=1, max_length=320)
    system: str = Field("", max_length=40)
    label: str = Field("", max_length=40)
    is_primary: Flag = False


def _one(request: HttpRequest, model: type[M], id: int, pk: int) -> tuple[Party, M]:
    party = queries.party_for(member_of(request), id)
    found = model._default_manager.filter(party=party, pk=pk).first()
    if found is None:
        raise not_found()
    return party, found


@routes.makes("/customers/{id}/identities", may=EDIT, tells=IdentityShown, finds=True)
def add_identity(request: HttpRequest, id: Id, new: IdentityGiven) -> HttpResponse:
    """Know a customer by one more identity. The same one again changes nothing."""
    party = queries.party_for(member_of(request), id)
    made = actions.add_identity(party, new.kind, new.value, by=member_of(request), system=new.system, label=new.label)
    return answer(identity_shown(made), status=201)


@routes.puts("/customers/{id}/identities/{pk}", may=EDIT, tells=IdentityShown)
def update_identity(request: HttpRequest, id: Id, pk: Id, told: IdentityChanged) -> HttpResponse:
    """Correct an identity, or make it the one that is used first."""
    _party, identity = _one(request, Identity, id, pk)
    by = member_of(request)
    identity = actions.edit_identity(identity, by=by, value=told.value, label=told.label, system=told.system)
    if told.is_primary and not identity.is_primary:
        actions.make_primary(identity, by=by)
    return answer(identity_shown(identity))


@routes.removes("/customers/{id}/identities/{pk}", may=EDIT)
def remove_identity(request: HttpRequest, id: Id, pk: Id) -> HttpResponse:
    """Forget an identity."""
    actions.remove_identity(_one(request, Identity, id, pk)[1], by=member_of(request))
    return nothing()


@routes.makes("/customers/{id}/addresses", may=EDIT, tells=AddressShown, finds=True)
def add_address(request: HttpRequest, id: Id, new: AddressGiven) -> HttpResponse:
    """Write down an address."""
    party = queries.party_for(member_of(request), id)
    return answer(address_shown(actions.keep_address(party, by=member_of(request), **new.model_dump())), status=201)


@routes.puts("/customers/{id}/addresses/{pk}", may=EDIT, tells=AddressShown)
def update_address(request: HttpRequest, id: Id, pk: Id, told: AddressGiven) -> HttpResponse:
    """Correct an address, as a whole."""
    party, address = _one(request, Address, id, pk)
    return answer(address_shown(actions.keep_address(party, by=member_of(request), address=address, **told.model_dump())))


@routes.removes("/customers/{id}/addresses/{pk}", may=EDIT)
def remove_address(request: HttpRequest, id: Id, pk: Id) -> HttpResponse:
    """Remove an address."""
    return _dropped(request, Address, id, pk)


@routes.puts("/customers/{id}/anniversaries", may=EDIT, tells=AnniversaryShown)
def keep_anniversary(request: HttpRequest, id: Id, told: AnniversaryGiven) -> HttpResponse:
    """Write down a day that comes back every year; one of the same name is replaced. The year may be unknown."""
    party = queries.party_for(member_of(request), id)
    return answer(anniversary_shown(actions.keep_anniversary(party, by=member_of(request), **told.model_dump())))


@routes.removes("/customers/{id}/anniversaries/{pk}", may=EDIT)
def remove_anniversary(request: HttpRequest, id: Id, pk: Id) -> HttpResponse:
    """Remove a day."""
    return _dropped(request, Anniversary, id, pk)


@routes.makes("/customers/{id}/remembrances", may=EDIT, tells=RemembranceShown, finds=True)
def add_remembrance(request: HttpRequest, id: Id, new: RemembranceGiven) -> HttpResponse:
    """Write down something worth remembering."""
    party = queries.party_for(member_of(request), id)
    made = actions.keep_remembrance(party, by=member_of(request), **new.model_dump())
    return answer(remembrance_shown(made), status=201)


@routes.puts("/customers/{id}/remembrances/{pk}", may=EDIT, tells=RemembranceShown)
def update_remembrance(request: HttpRequest, id: Id, pk: Id, told: RemembranceGiven) -> HttpResponse:
    """Correct what is worth remembering."""
    party, kept = _one(request, Remembrance, id, pk)
    made = actions.keep_remembrance(party, by=member_of(request), remembrance=kept, **told.model_dump())
    return answer(remembrance_shown(made))


@routes.removes("/customers/{id}/remembrances/{pk}", may=EDIT)
def remove_remembrance(request: HttpRequest, id: Id, pk: Id) -> HttpResponse:
    """Remove what was to be remembered."""
    return _dropped(request, Remembrance, id, pk)


@routes.puts("/customers/{id}/tags", may=EDIT, tells=TagsShown)
def set_customer_tags(request: HttpRequest, id: Id, told: TagsGiven) -> HttpResponse:
    """Let a customer carry these tags and no others; tags that are new are made."""
    party, by = queries.party_for(member_of(request), id), member_of(request)
    wanted = {actions.add_tag(party, name, by=by).pk for name in told.tags}
    for tagging in party.taggings.select_related("tag").exclude(tag__in=wanted):
        actions.remove_tag(party, tagging.tag, by=by)
    return answer({"tags": sorted(party.taggings.values_list("tag__name", flat=True))})


def _dropped(request: HttpRequest, model: Any, id: int, pk: int) -> HttpResponse:
    actions.drop_detail(_one(request, model, id, pk)[1], by=member_of(request))
    return nothing()

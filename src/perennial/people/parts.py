"""The parts of a customer that are edited where they are read: for each its form, and the actions behind it."""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from perennial.people import actions
from perennial.people.forms import AddressForm, AnniversaryForm, IdentityForm, RelationForm, RemembranceForm
from perennial.people.forms.base import PlainForm
from perennial.people.models import Address, Anniversary, Identity, Party, Relation, Remembrance, of_visible
from perennial.people.queries import visible_parties
from perennial.team.models import Member

Values = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A kind of detail. `find` gives one of a party's that a member may see; `form` is bound to data, or shows one; `keep`
    saves what was cleaned."""

    new: str | Promise
    edit: str | Promise
    find: Callable[[Party, int, Member], Any | None]
    form: Callable[..., PlainForm]
    keep: Callable[[Party, Any | None, Values, Member], Any]
    drop: Callable[[Any, Member], None]
    values: Callable[[Any, Party], Values]  # of one: what keeping it again needs


def _own(model: type[Any]) -> Callable[[Party, int, Member], Any | None]:
    return lambda party, pk, _by: model.objects.filter(party=party, pk=pk).select_related("party").first()


def _form(kind: type[PlainForm]) -> Callable[..., PlainForm]:
    def make(party: Party, by: Member, data: Any = None, one: Any = None) -> PlainForm:
        initial = {name: getattr(one, name, None) for name in kind.base_fields} if one else {}
        if one is not None and "verified" in kind.base_fields:
            initial["verified"] = one.verified_at is not None
        told = {"party": party, "by": by} if kind is RelationForm else {}
        form = kind(data, initial=initial, **told)
        if one is not None and kind is IdentityForm:
            del form.fields["kind"]
        if isinstance(form, RelationForm) and one is not None:
            form.show(one)
        return form

    return make


def _taking(*names: str) -> Callable[[Any, Party], Values]:
    return lambda one, _party: {name: getattr(one, name) for name in names}


def _keep_identity(party: Party, one: Identity | None, values: Values, by: Member) -> Identity:
    if one is None:
        return actions.add_identity(party, values.pop("kind"), values.pop("value"), by=by, **values)
    return actions.edit_identity(one, by=by, **values)


def _keep_anniversary(party: Party, one: Anniversary | None, values: Values, by: Member) -> Anniversary:
    if one is not None and one.name != values["name"]:
        actions.drop_detail(one, by=by)
    return actions.keep_anniversary(party, by=by, **values)


def _keep_relation(party: Party, one: Relation | None, values: Values, by: Member) -> Relation:
    if one is not None:
        word, _colon, turned = values["word"].partition(":")
        seen_from_object = bool(turned) != (one.object_id == party.pk)  # what was chosen is read from this customer's side
        return actions.edit_relation(
            one,
            by=by,
            version=values["version"] or 0,
            word=f"{word}:inverse" if seen_from_object else word,
            note=values["note"],
        )
    other = visible_parties(by).filter(pk=values["object"]).first()
    if other is None:
        raise actions.Refused(_t("Choose a customer from the list."), "object")
    return actions.relate_parties(party, values["word"], other, by=by, note=values["note"])


def _relation_of(party: Party, pk: int, by: Member) -> Relation | None:
    both = Relation.objects.filter(subject=party) | Relation.objects.filter(object=party)
    return both.filter(of_visible(by, "subject"), of_visible(by, "object"), pk=pk).select_related("subject", "object").first()


PARTS = {
    "identities": Part(
        _("Add an address, a number or a name"),
        _("Edit identity"),
        _own(Identity),
        _form(IdentityForm),
        _keep_identity,
        lambda one, by: actions.remove_identity(one, by=by),
        _taking("kind", "value", "system", "label"),
    ),
    "addresses": Part(
        _("Add a postal address"),
        _("Edit the address"),
        _own(Address),
        _form(AddressForm),
        lambda party, one, values, by: actions.keep_address(party, by=by, address=one, **values),
        lambda one, by: actions.drop_detail(one, by=by),
        _taking("label", "lines", "locality", "region", "postcode", "country"),
    ),
    "remembrances": Part(
        _("Write down something to remember"),
        _("Edit what is remembered"),
        _own(Remembrance),
        _form(RemembranceForm),
        lambda party, one, values, by: actions.keep_remembrance(party, by=by, remembrance=one, **values),
        lambda one, by: actions.drop_detail(one, by=by),
        _taking("kind", "text"),
    ),
    "anniversaries": Part(
        _("Add a birthday or an anniversary"),
        _("Edit the anniversary"),
        _own(Anniversary),
        _form(AnniversaryForm),
        _keep_anniversary,
        lambda one, by: actions.drop_detail(one, by=by),
        _taking("name", "month", "day", "year"),
    ),
    "relations": Part(
        _("Say who belongs to them"),
        _("How they belong together"),
        _relation_of,
        _form(RelationForm),
        _keep_relation,
        lambda one, by: actions.unrelate_parties(one, by=by),
        lambda one, _party: {"relation": one.pk},
    ),
}

"""How each fact of a customer is changed where it is read: with the inputs of the slice's forms, through its actions."""

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from perennial.people import actions, many
from perennial.people.actions import Refused
from perennial.people.cells import birthday_in_words
from perennial.people.choices import IdentityKind
from perennial.people.forms import BirthdayField, FactsForm, NewPartyForm, OwnerForm, StageForm, TagsField
from perennial.people.models import Anniversary, Identity, Party, Tag
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.rules import may_edit
from perennial.records.editing import Editing
from perennial.team.models import Member
from perennial.team.reach import is_within_reach, members_within_reach


def fact(key: str) -> Editing:
    """One of the columns of a customer that `edit_party` changes."""
    return Editing(
        may=may_edit,
        form_field=lambda party, by: FactsForm(party=party).fields[key],
        initial=lambda party: getattr(party, key),
        act=lambda party, value, by: actions.edit_party(party, by=by, **{key: value}),
        refusals=(Refused,),
        many=many.COLUMNS.get(key),
    )


def main_identity(kind: IdentityKind) -> Editing:
    """The e-mail address or the number that is used first; emptied, it goes, and the next one takes its place."""

    def first(party: Party) -> Identity | None:
        return party.identities.filter(kind=kind).order_by("-is_primary", "id").first()

    def act(party: Party, value: str, by: Member) -> None:
        known = first(party)
        if known is None:
            actions.add_identity(party, kind, value, by=by)
        elif value:
            actions.edit_identity(known, by=by, value=value, label=known.label, system=known.system)
        else:
            actions.remove_identity(known, by=by)

    def keep(party: Party) -> Any:
        known = first(party)
        if known is None:
            return None
        verified = known.verified_at.isoformat() if known.verified_at else None
        return {"id": known.pk, "label": known.label, "system": known.system, "verified": verified}

    def bring_back(party: Party, value: str, kept: Any, by: Member) -> None:
        facts = {"label": kept["label"], "system": kept["system"]}
        verified = dt.datetime.fromisoformat(kept["verified"]) if kept["verified"] else False
        known = party.identities.filter(pk=kept["id"]).first()
        if known is not None:
            actions.edit_identity(known, by=by, value=value, verified=verified, **facts)
            return
        again = actions.add_identity(party, kind, value, by=by, verified=verified, **facts)
        if not again.is_primary:
            actions.make_primary(again, by=by)

    return Editing(
        may=may_edit,
        form_field=lambda party, by: deepcopy(NewPartyForm.base_fields[kind]),
        initial=lambda party: known.value if (known := first(party)) else "",
        act=act,
        refusals=(Refused,),
        keep=keep,
        bring_back=bring_back,
    )


def _stage_field(party: Party | None, by: Any) -> forms.Field:
    return StageForm().fields["after"]


def _owner_field(party: Party | None, by: Any) -> forms.Field:
    """Those to whom `by` may hand a customer on, and whoever has the customer now."""
    field: Any = OwnerForm(by=by).fields["owner"]
    if party is not None and party.owner and str(party.owner_id) not in dict(field.choices):
        field.choices = [*field.choices, (str(party.owner_id), party.owner.name)]
    return field  # type: ignore[no-any-return]  # forms do not say of which kind their fields are


def _hand_on(party: Party, value: Any, by: Member) -> None:
    key = str(value or "")
    owner = members_within_reach(by).filter(pk=int(key)).first() if key.isascii() and key.isdecimal() else None
    if (key and owner is None) or not is_within_reach(by, owner.pk if owner else None):
        raise Refused(_t("Choose somebody from the list."), "owner")
    actions.assign_owner(party, owner, by=by)


def _retag(party: Party, value: Any, by: Member) -> None:
    """Take off the tags that are not in `value` any more, and put on those that are new: known ones by id, others by name."""
    wanted = {str(key) for key in value or ()}
    carried = {str(tag.pk): tag for tag in Tag.objects.filter(taggings__party=party)}
    ids = [int(key) for key in wanted - carried.keys() if key.isascii() and key.isdecimal() and len(key) < 20]
    known = {str(tag.pk): tag.name for tag in Tag.objects.filter(pk__in=[pk for pk in ids if pk < 2**63])}
    for key in sorted(wanted - carried.keys()):
        actions.add_tag(party, known.get(key, key), by=by)
    for key, tag in carried.items():
        if key not in wanted:
            actions.remove_tag(party, tag, by=by)


def _tag_names(value: Any, by: Any) -> str:
    names = dict(Tag.objects.filter(pk__in=[key for key in value or () if key.isdecimal()]).values_list("pk", "name"))
    return ", ".join(sorted(names.get(int(key), key) if key.isdecimal() else key for key in value or ()))


def _birthday(party: Party) -> str:
    known = Anniversary.objects.filter(party=party, name=BIRTHDAY).first()
    if known is None:
        return ""
    return f"{known.year:04}-{known.month:02}-{known.day:02}" if known.year else f"--{known.month:02}-{known.day:02}"


def _celebrate(party: Party, value: str, by: Member) -> None:
    if value:
        year, month, day = value.rsplit("-", 2)
        actions.keep_anniversary(party, by=by, month=int(month), day=int(day), year=int(year.strip("-") or 0) or None)
    elif known := Anniversary.objects.filter(party=party, name=BIRTHDAY).first():
        actions.drop_detail(known, by=by)


def _editing(form_field: Callable[[Any, Any], forms.Field], initial: Callable[[Party], Any], act: Any, **more: Any) -> Editing:
    return Editing(may=may_edit, form_field=form_field, initial=initial, act=act, refusals=(Refused,), **more)


STAGE = _editing(
    _stage_field,
    lambda party: party.stage,
    lambda party, value, by: actions.change_stage(party, value, by=by),
    many=many.STAGE,
)
OWNER = _editing(_owner_field, lambda party: str(party.owner_id or ""), _hand_on, many=many.OWNER)
TAGS = _editing(
    lambda party, by: TagsField(label=_("Tags")),
    lambda party: sorted(str(pk) for pk in party.taggings.values_list("tag_id", flat=True)),
    _retag,
    words=_tag_names,
)
BIRTHDAY_OF = _editing(
    lambda party, by: BirthdayField(label=_("Birthday")),
    _birthday,
    _celebrate,
    logged="anniversary",
    words=lambda value, by: birthday_in_words(value),
)
EMAIL = main_identity(IdentityKind.EMAIL)
PHONE = main_identity(IdentityKind.PHONE)

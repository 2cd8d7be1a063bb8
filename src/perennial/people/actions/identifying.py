"""By what a customer is known: adding, correcting, verifying and removing identities."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.people.actions.refusals import IdentityTaken, Refused
from perennial.people.actions.writing import cleaned, id_of, index_words, tell
from perennial.people.choices import IdentityKind
from perennial.people.events import IdentityAdded, IdentityChanged, IdentityRemoved
from perennial.people.models import Identity, Party
from perennial.people.normalise import NotAnIdentity, normal_identity, shown_phone
from perennial.team.deeds import record_deed
from perennial.team.models import Member, Workspace
from perennial.team.reach import is_within_reach


@transaction.atomic
def add_identity(
    party: Party,
    kind: str,
    value: str,
    *,
    by: Member | None,
    system: str = "",
    label: str = "",
    verified: bool | dt.datetime = False,
) -> Identity:
    """Know a party by one more identity; the first of its kind is the primary one. Adding one that the party has changes
    nothing. `verified` says whether, or since when, they answered on it. Tells IdentityAdded. Refuses a value that is not of
    its kind, and an external id that somebody else has."""
    known = list(party.identities.all())
    identity, is_new = attach_identity(party, known, kind, value, system=system, label=label, verified=verified, by=by)
    if is_new:
        if kind in (IdentityKind.PHONE, IdentityKind.EMAIL):
            index_words(party)
        record_deed("people.identity.added", by=by, on=party, changes={kind: ("", told(identity))})
        tell(IdentityAdded(party_id=party.pk, identity_id=identity.pk, identity_kind=identity.kind, by_id=id_of(by)))
    return identity


@transaction.atomic
def edit_identity(
    identity: Identity,
    *,
    by: Member | None,
    value: str,
    label: str = "",
    system: str = "",
    verified: bool | dt.datetime | None = None,
) -> Identity:
    """Correct an identity. A changed value is no longer verified. Tells IdentityChanged; refuses what add_identity refuses."""
    given = cleaned(Identity, {"value": value, "label": label, "system": system})
    normal = _normal(identity.party, identity.kind, given["value"])
    before = told(identity)
    if normal != identity.normal:
        _refuse_taken(identity.kind, normal, given["system"], besides=identity.party, by=by)
        if identity.party.identities.filter(kind=identity.kind, normal=normal, system=given["system"]).exists():
            raise Refused(_("They are known by this already."), "value")
        identity.verified_at = None
    if verified is not None:
        identity.verified_at = _moment(verified, identity.verified_at)
    identity.value, identity.normal, identity.label, identity.system = given["value"], normal, given["label"], given["system"]
    identity.save()
    index_words(identity.party)
    record_deed("people.identity.updated", by=by, on=identity.party, changes={identity.kind: (before, told(identity))})
    tell(IdentityChanged(party_id=identity.party_id, identity_id=identity.pk, by_id=id_of(by)))
    return identity


@transaction.atomic
def make_primary(identity: Identity, *, by: Member | None) -> None:
    """Make an identity the one of its kind that is shown and used first. Tells IdentityChanged."""
    first = identity.party.identities.filter(kind=identity.kind, is_primary=True)
    before = next((told(one) for one in first), "")
    first.update(is_primary=False)
    identity.is_primary = True
    identity.save(update_fields=["is_primary"])
    record_deed(
        "people.identity.made_primary", by=by, on=identity.party, changes={f"primary_{identity.kind}": (before, told(identity))}
    )
    tell(IdentityChanged(party_id=identity.party_id, identity_id=identity.pk, by_id=id_of(by)))


@transaction.atomic
def remove_identity(identity: Identity, *, by: Member | None) -> None:
    """Forget an identity; the oldest other one of its kind becomes primary. Tells IdentityRemoved."""
    party, kind = identity.party, identity.kind
    record_deed("people.identity.removed", by=by, on=party, changes={kind: (told(identity), "")})
    tell(IdentityRemoved(party_id=party.pk, identity_id=identity.pk, identity_kind=kind, by_id=id_of(by)))
    was_primary = identity.is_primary
    identity.delete()
    if was_primary and (heir := party.identities.filter(kind=kind).order_by("id").first()):
        heir.is_primary = True
        heir.save(update_fields=["is_primary"])
    index_words(party)


def attach_identity(
    party: Party,
    known: Sequence[Identity],
    kind: str,
    value: str,
    *,
    by: Member | None,
    system: str = "",
    label: str = "",
    verified: bool | dt.datetime = False,
) -> tuple[Identity, bool]:
    """The party's identity, and whether it is new to those by which it is `known`; part of add_identity and create_party, which
    say so."""
    given = cleaned(Identity, {"kind": kind, "value": value, "label": label, "system": system})
    normal = _normal(party, kind, given["value"])
    if mine := next((i for i in known if (i.kind, i.normal, i.system) == (kind, normal, given["system"])), None):
        return mine, False
    _refuse_taken(kind, normal, given["system"], besides=party, by=by)
    shown = shown_phone(normal) if kind == IdentityKind.PHONE else given["value"]
    identity = Identity(
        party=party,
        kind=kind,
        system=given["system"],
        label=given["label"],
        value=shown,
        normal=normal,
        is_primary=not any(i.kind == kind for i in known),
        verified_at=_moment(verified),
    )
    try:
        with transaction.atomic(savepoint=kind == IdentityKind.EXTERNAL):  # nothing else can be taken
            identity.save(force_insert=True)
    except IntegrityError:  # somebody else was quicker
        _refuse_taken(kind, normal, given["system"], besides=party, by=by)
        raise
    return identity, True


def told(identity: Identity) -> str | dict[str, str]:
    """An identity as the audit log holds it: its value, with the system and the label where it has them."""
    parts = {"value": identity.value, "system": identity.system, "label": identity.label}
    return {name: part for name, part in parts.items() if part} if identity.system or identity.label else identity.value


def _moment(verified: bool | dt.datetime, since: dt.datetime | None = None) -> dt.datetime | None:
    if isinstance(verified, dt.datetime):
        return verified
    return (since or clock.now()) if verified else None


def _normal(party: Party, kind: str, value: str) -> str:
    try:
        country = (party.country or Workspace.current().country) if kind == IdentityKind.PHONE else ""
        return normal_identity(kind, value, country)
    except NotAnIdentity as refusal:
        shown = value if len(value) <= 60 else f"{value[:60]}…"
        raise Refused(_("“%(value)s” %(why)s.") % {"value": shown, "why": refusal}, "value") from None


def _refuse_taken(kind: str, normal: str, system: str, *, besides: Party, by: Member | None) -> None:
    if kind != IdentityKind.EXTERNAL:
        return
    holder = (
        Party.objects.filter(identities__kind=kind, identities__normal=normal, identities__system=system)
        .exclude(pk=besides.pk)
        .first()
    )
    if holder:
        is_named = by is None or is_within_reach(by, holder.owner_id)
        message = _("%(name)s has this id already.") if is_named else _("A customer of a colleague has this id already.")
        if holder.is_deleted:
            message = _(
                "A deleted customer has this id already. Somebody who may restore them has to restore or erase them first."
            )
        message %= {"name": holder.name}
        raise IdentityTaken(message, holder)

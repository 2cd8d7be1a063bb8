"""What is decided about suspected pairs."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.people.actions.refusals import Refused
from perennial.people.actions.writing import id_of
from perennial.people.events import PartiesDistinguished
from perennial.people.models import Distinction, Party, Suspicion
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def distinguish_parties(one: Party, other: Party, *, by: Member | None) -> Distinction:
    """Say that two parties are two: nobody suspects them any more, whatever they have in common, and however often either is
    merged. Doing it twice changes nothing. Tells PartiesDistinguished. Refuses one and the same."""
    if one.pk == other.pk:
        raise Refused(_("This is one customer, not two."))
    distinction, is_new = note_distinction(one, other, by=by)
    if is_new:
        record_deed("people.party.distinguished", by=by, on=one, changes={"not_the_same": ("", other.name)})
        publish(PartiesDistinguished(first_id=distinction.first_id, second_id=distinction.second_id, by_id=id_of(by)))
    return distinction


@transaction.atomic
def suspect_again(one: Party, other: Party, *, by: Member | None) -> None:
    """Take back that two parties are two; the next look compares them. Doing it twice changes nothing. Tells
    PartiesDistinguished with `distinct=False`."""
    taken, _each = Distinction.objects.filter(between(one, other)).delete()
    if taken:
        record_deed("people.party.suspected_again", by=by, on=one, changes={"not_the_same": (other.name, "")})
        publish(PartiesDistinguished(first_id=one.pk, second_id=other.pk, distinct=False, by_id=id_of(by)))


def note_distinction(one: Party, other: Party, *, by: Member | None) -> tuple[Distinction, bool]:
    """The distinction between two, and whether it is new; part of distinguish_parties and of the undo of a merge."""
    Suspicion.objects.filter(between(one, other)).delete()
    known = Distinction.objects.filter(between(one, other)).first()
    if known is not None:
        return known, False
    first, second = sorted((one.pk, other.pk))
    return Distinction.objects.get_or_create(first_id=first, second_id=second, defaults={"by": by})


def between(one: Party, other: Party) -> Q:
    """The rows about these two, whichever comes first."""
    return Q(first=one, second=other) | Q(first=other, second=one)

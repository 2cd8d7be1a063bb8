"""Putting tags on customers and taking them off."""

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.people.actions.refusals import Refused
from perennial.people.actions.writing import cleaned, id_of, tell
from perennial.people.events import TagAdded, TagRemoved
from perennial.people.models import Party, Tag, Tagging
from perennial.team.deeds import record_deed
from perennial.team.models import Member

HUES = (150, 250, 30, 300, 75, 195, 10, 120, 270, 50, 220, 340)  # the twelve of the design kit


@transaction.atomic
def add_tag(party: Party, name: str, *, by: Member | None) -> Tag:
    """Put a tag on a party, making the tag when there is none of that name (in any case). Doing it twice changes nothing.
    Tells TagAdded; refuses a name that is empty or too long."""
    tag, is_new = attach_tag(party, name)
    if is_new:
        record_deed("people.tag.added", by=by, on=party, changes={"tag": ("", tag.name)})
        tell(TagAdded(party_id=party.pk, tag_id=tag.pk, by_id=id_of(by)))
    return tag


@transaction.atomic
def remove_tag(party: Party, tag: Tag, *, by: Member | None) -> None:
    """Take a tag off a party. Doing it twice changes nothing. Tells TagRemoved."""
    taken, _each = Tagging.objects.filter(party=party, tag=tag).delete()
    if taken:
        record_deed("people.tag.removed", by=by, on=party, changes={"tag": (tag.name, "")})
        tell(TagRemoved(party_id=party.pk, tag_id=tag.pk, by_id=id_of(by)))


def attach_tag(party: Party, name: str) -> tuple[Tag, bool]:
    """The tag, and whether the party carries it only since now; part of add_tag and create_party, which say so."""
    tag = tag_named(name)
    _tagging, is_new = Tagging.objects.get_or_create(party=party, tag=tag)
    return tag, is_new


def tag_named(name: str) -> Tag:
    """The tag of this name, compared without case; made with the next hue when there is none."""
    name = cleaned(Tag, {"name": name})["name"]
    if not name:
        raise Refused(_("A tag needs a name."), "name")
    known = Tag.objects.filter(name=name).first() or Tag.objects.filter(name__iexact=name).first()
    return known or Tag.objects.get_or_create(name=name, defaults={"hue": HUES[Tag.objects.count() % len(HUES)]})[0]

"""The words for how two parties belong together, each with its inverse, so that both pages read right."""

import dataclasses

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from perennial.people.choices import PartyKind


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    """`label` reads on the subject's page ("works at"), `inverse` on the object's ("employs"). `subject` and `object` say which
    kinds it is offered for ("" for both)."""

    key: str
    label: str | Promise
    inverse: str | Promise
    subject: str = ""
    object: str = ""


_PERSON, _ORGANISATION = PartyKind.PERSON.value, PartyKind.ORGANISATION.value
WORDS = (
    Word("works_at", _("Works at"), _("Employs"), _PERSON, _ORGANISATION),
    Word("owns", _("Owns"), _("Owned by"), "", _ORGANISATION),
    Word("represents", _("Represents"), _("Represented by"), _PERSON, ""),
    Word("member_of", _("Member of"), _("Has the member"), _PERSON, _ORGANISATION),
    Word("part_of", _("Part of"), _("Includes"), _ORGANISATION, _ORGANISATION),
    Word("supplies", _("Supplies"), _("Supplied by"), _ORGANISATION, ""),
    Word("partner_of", _("Partner of"), _("Partner of")),
    Word("parent_of", _("Parent of"), _("Child of"), _PERSON, _PERSON),
    Word("sibling_of", _("Sibling of"), _("Sibling of"), _PERSON, _PERSON),
    Word("friend_of", _("Friend of"), _("Friend of"), _PERSON, _PERSON),
    Word("assistant_of", _("Assistant of"), _("Assisted by"), _PERSON, _PERSON),
    Word("referred_by", _("Referred by"), _("Referred")),
    Word("knows", _("Knows"), _("Known by")),
)
_BY_KEY = {word.key: word for word in WORDS}


def is_symmetric(key: str) -> bool:
    """Whether a relation reads the same from both sides."""
    word = _BY_KEY.get(key)
    return word is not None and str(word.label) == str(word.inverse)


def shown(key: str, *, inverse: bool = False) -> str:
    """How a relation reads on one side's page; words that we do not know read as they were written."""
    word = _BY_KEY.get(key)
    if word is None:
        return str(_("%(word)s (the other way round)")) % {"word": key} if inverse else key
    return str(word.inverse if inverse else word.label)


def choices_for(kind: str) -> list[tuple[str, str]]:
    """What can be said on the page of a party of this `kind`: ("works_at", "Works at"), ("works_at:inverse", "Employs")."""
    offered = []
    for word in WORDS:
        if word.subject in ("", kind):
            offered.append((word.key, str(word.label)))
        if word.object in ("", kind) and not is_symmetric(word.key):
            offered.append((f"{word.key}:inverse", str(word.inverse)))
    return offered

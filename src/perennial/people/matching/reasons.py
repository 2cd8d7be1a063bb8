"""Evidence in words."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from perennial.people.matching.weights import weights_among

WORDS: Mapping[str, str | Promise] = {
    "name:same": _("Same name"),
    "name:same_rare": _("Same name"),
    "name:same_common": _("Same name"),
    "name:same_firm": _("Same name, but for the legal form"),
    "name:alike": _("Names alike"),
    "name:part": _("One name is part of the other"),
    "name:family": _("Same first name, another family name"),
    "name:unread": _("One name in another script"),
    "email:same": _("Same e-mail address"),
    "email:box": _("Same mailbox at another provider"),
    "email:alike": _("E-mail addresses alike"),
    "phone:same": _("Same phone"),
    "phone:alike": _("Phones differ by a digit"),
    "birthday:same": _("Same birthday"),
    "birthday:crowded": _("A birthday that very many have"),
    "birthday:day": _("Same birthday, one without the year"),
    "birthday:alike": _("Birthdays alike"),
    "place:same": _("Same address"),
    "place:moved": _("Another street in the same city"),
    "place:city": _("Same city"),
    "handle:same": _("Same handle"),
    "site:same": _("Same website"),
}
AGAINST: Mapping[str, str | Promise] = {
    "email:differs": _("other e-mail address"),
    "phone:differs": _("other phone"),
    "birthday:differs": _("other birthday"),
    "place:differs": _("other city"),
    "site:differs": _("other website"),
    "generation:differs": _("junior or senior"),
}
# What a list of pairs may be narrowed to.
FIELDS: Mapping[str, str | Promise] = {
    "name": _("Name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "birthday": _("Birthday"),
    "place": _("Address"),
    "site": _("Website"),
    "handle": _("Handle"),
}


def told(evidence: Iterable[str]) -> list[str]:
    """The evidence as it is kept: the strongest first."""
    _start, weights = weights_among(0)
    return sorted(evidence, key=lambda word: (-abs(weights.get(word, 0.0)), word))


def said_for(evidence: Iterable[str]) -> list[str]:
    """What speaks for one customer, in words. A name is always said; what a household shares is said without its mark."""
    plain = [_plain(word) for word in evidence]
    names = [word for word in plain if word.startswith("name:")]
    return [str(WORDS[word]) for word in dict.fromkeys([*names, *plain]) if word in WORDS]


def said_against(evidence: Iterable[str]) -> list[str]:
    """What speaks for two, in words."""
    return [str(AGAINST[word]) for word in map(_plain, evidence) if word in AGAINST]


def fields_of(evidence: Iterable[str]) -> set[str]:
    """The fields in which two records agree."""
    return {word.partition(":")[0] for word in map(_plain, evidence) if word in WORDS}


def _plain(word: str) -> str:
    """Without the mark of a household, and without how much it tells."""
    return word.partition("/")[0].rstrip("~")

"""Mentions: “@Ana” in a text is a member, kept by id beside the text, told, and shown as a chip.

Known are a member's full name, their first name where nobody shares it, and their e-mail address. What fits nobody stays text:
“@juniper” may be the handle of a shop.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from perennial.design.markup import format_html, format_html_join
from perennial.team.models import Member

Told = Mapping[str, str]  # {member's id: as written}, beside the text
_AT = re.compile(r"(?<![\w@.])@(?=\w)")
_MOST = 20
_OFFERED = 8


class MentionUnclear(ValueError):  # noqa: N818
    """A text names somebody who cannot be meant or cannot be told; the message says why and how to mend it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a text, from the @ up to the end of the name."""

    member: Member
    written: str


def mentions_in(text: str) -> list[Mention]:
    """Who is mentioned in a text, each once. No query where there is no @. Refuses a first name that several share."""
    if not _AT.search(text):
        return []
    known = _Names(Member.objects.active())
    found: dict[int, Mention] = {}
    for at in _AT.finditer(text):
        mention = known.at(text, at.end())
        if mention is not None:
            found.setdefault(mention.member.pk, mention)
    if len(found) > _MOST:
        raise MentionUnclear(_("At most %(most)d people can be mentioned at once.") % {"most": _MOST})
    return list(found.values())


def told(mentions: Iterable[Mention]) -> dict[str, str]:
    """What is kept beside the text."""
    return {str(mention.member.pk): mention.written for mention in mentions}


def kept_in(properties: Mapping[str, Any]) -> Told:
    """What `told` kept among the properties of a record; properties come from programs and files too, and may hold anything."""
    kept = properties.get("mentions")
    pairs = kept.items() if isinstance(kept, Mapping) else ()
    return {pk: written for pk, written in pairs if isinstance(written, str) and written}


def handle_of(member: Member, others: Sequence[Member]) -> str:
    """What is written after the @ to mean a member among others: the name, or the address where two have the same name."""
    twins = [one for one in others if one.name.casefold() == member.name.casefold()]
    return member.name if len(twins) < 2 and member.name.strip() else member.email


def with_chips(text: str, kept: Told) -> SafeString | str:
    """The text with a chip for everybody who was mentioned, escaped."""
    if not kept:
        return text
    names = {written.casefold(): pk for pk, written in kept.items()}
    pattern = re.compile("@(" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")", re.IGNORECASE)
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts.append(format_html("{}", text[end : match.start()]))
        parts.append(format_html('<span class="mention">@<bdi>{}</bdi></span>', match.group(1)))
        end = match.end()
    parts.append(format_html("{}", text[end:]))
    return format_html_join("", "{}", ((part,) for part in parts))


class _Names:
    """By what members are named, the longest first."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._known: dict[str, list[Member]] = {}
        for member in members:
            names = {member.name.strip(), member.email, member.name.strip().split(" ")[0]}
            for name in {each.casefold() for each in names if each}:
                self._known.setdefault(name, []).append(member)
        self._longest_first = sorted(self._known, key=len, reverse=True)

    def at(self, text: str, start: int) -> Mention | None:
        rest = text[start : start + 320].casefold()
        for name in self._longest_first:
            if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum():
                return self._meant(name, text[start : start + len(name)])
        return None

    def _meant(self, name: str, written: str) -> Mention:
        meant = self._known[name]
        if len(meant) > 1:
            message = _("Several people are called %(name)s. Write the whole name or the address after the @: %(addresses)s.")
            addresses = ", ".join(f"@{member.email}" for member in meant[:5])
            raise MentionUnclear(message % {"name": written, "addresses": addresses})
        return Mention(meant[0], written)


def colleagues_named(typed: str, may: Callable[[Member], bool] = lambda member: True) -> list[dict[str, str]]:
    """The first members whose name or address begins with what is typed and who `may` be mentioned there, as options."""
    typed = typed.strip().casefold()[:100]
    team = list(Member.objects.active())
    found = islice((member for member in team if _begins(member, typed) and may(member)), _OFFERED)
    return [{"value": handle_of(one, team), "label": one.name or one.email, "detail": one.get_role_display()} for one in found]


def _begins(member: Member, typed: str) -> bool:
    name = member.name.casefold()
    return any(part.startswith(typed) for part in (name, *name.split(), member.email))

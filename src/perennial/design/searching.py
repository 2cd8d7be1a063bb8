"""What the palette and the search page show: what slices find, what can be done, where one can go."""

import dataclasses
import logging
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.design.context import commands_for, places, settings_for
from perennial.kernel import manifests
from perennial.kernel.manifests import Hit, Label, SearchSource

LONGEST = 200
IN_PALETTE = 6
ON_PAGE = 8
PER_PAGE = 25
LAST_PAGE = 20
BEGIN = "begin"  # the group of commands that begin with what was typed
AT_FIRST = 12  # commands and places before anything is typed
log = logging.getLogger(__name__)


@dataclasses.dataclass
class Group:
    """Results of one kind. `meant`: nothing is written like the typed words, which were taken for these."""

    key: str
    label: Label
    rows: list[dict[str, Any]]
    failed: bool = False
    meant: str = ""
    more: str = ""  # where all of them are


def typed_in(request: HttpRequest) -> str:
    """What was typed, without what no database takes, and no longer than a search is."""
    text = request.GET.get("q", "")[: LONGEST * 4]
    return "".join(c for c in text if c.isprintable() or c == " ").strip()[:LONGEST]


def groups_for(request: HttpRequest, text: str, at_most: int) -> list[Group]:
    """For a text what slices find, the exact before the similar, what can be done and where one can go by that name between
    them, and last what can be begun with it. For no text what was used lately, and all commands."""
    found = list(_found(request, text, at_most) if text else _recent(request, at_most))
    named = list(_named(request, text, at_most))
    exact = [group for group in found if not group.meant]
    similar = [group for group in found if group.meant]
    can_begin = [group for group in named if group.key == BEGIN]
    return [*exact, *(group for group in named if group.key != BEGIN), *similar, *can_begin]


def is_nothing(groups: Iterable[Group]) -> bool:
    """Whether nothing was found, whatever could be begun with the text."""
    return all(group.key == BEGIN for group in groups)


def page_of(request: HttpRequest, source: SearchSource, text: str, number: int) -> tuple[Group, bool]:
    """(page `number` of what one slice finds, whether there is a next one)."""
    group = _ask(source, request.user, text, number * PER_PAGE + 1)
    more = len(group.rows) > number * PER_PAGE and number < LAST_PAGE
    group.rows = group.rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    return group, more


def _found(request: HttpRequest, text: str, at_most: int) -> Iterator[Group]:
    for source in manifests.search_sources:
        group = _ask(source, request.user, text, at_most + 1)
        if len(group.rows) > at_most:
            group.more = f"{reverse('design:palette')}?{urlencode({'q': text, 'kind': source.key})}"
        group.rows = group.rows[:at_most]
        if group.rows or group.failed:
            yield group


def _ask(source: SearchSource, member: Any, text: str, limit: int) -> Group:
    """One source that fails must not take the search away; it is told, and in the log."""
    try:
        hits = sorted(source.find(member, text, limit), key=lambda hit: -hit.rank)
    except Exception:
        log.exception("the search source %s failed", source.key)
        return Group(source.key, source.label, [], failed=True)
    meant = hits[0].meant if hits and all(hit.meant for hit in hits) else ""
    return Group(source.key, source.label, [_row(hit) for hit in hits], meant=meant)


def _recent(request: HttpRequest, at_most: int) -> Iterator[Group]:
    rows = [_row(hit) for source in manifests.search_sources if source.recent for hit in source.recent(request.user, at_most)]
    if rows:
        yield Group("recent", _("Opened lately"), rows)


def _row(hit: Hit) -> dict[str, Any]:
    return {"hit": hit, "icon": hit.icon, "url": hit.url}


def _named(request: HttpRequest, text: str, at_most: int) -> Iterator[Group]:
    """Commands, places and settings by name, and the commands that can begin with what was typed."""
    kinds: tuple[tuple[str, Label, Iterable[dict[str, Any]], tuple[str, ...]], ...] = (
        ("do", _("Do"), commands_for(request.user), ("label", "words")),
        ("go", _("Go to"), places(request, counted=False), ("label",)),
        ("settings", _("Settings"), settings_for(request.user), ("label", "help")),
    )
    for key, label, entries, fields in kinds:
        rows, begun = [], []
        for entry in entries:
            item = entry["item"]
            words = " ".join(str(getattr(item, field)) for field in fields)
            if _matches(text, words):
                rows.append({"entry": item, "icon": item.icon, "url": entry["url"], "words": _plain(words)})
            elif _is_a_name(text) and (takes := getattr(item, "takes", "")):
                begun.append(_begun(item, f"{entry['url']}?{urlencode({takes: text})}", text))
        if rows:
            yield Group(key, label, rows[: at_most if text else AT_FIRST])
        if begun:
            yield Group(BEGIN, label, begun)


def _is_a_name(text: str) -> bool:
    return len(text) > 1 and text[0].isalpha() and "@" not in text


def _begun(item: Any, url: str, text: str) -> dict[str, Any]:
    """A command that begins with what was typed: “New customer “Ann Berg””."""
    return {"entry": item, "icon": item.icon, "url": url, "label": str(item.named) % {"text": text}}


def _matches(text: str, words: str) -> bool:
    """Whether each typed word is in the words, or one letter away from the beginning of one of them."""
    said = _plain(words)
    return all(part in said or _nearly(part, said) for part in _plain(text).split())


def _nearly(typed: str, said: str) -> bool:
    if len(typed) < 4:
        return False
    return any(_one_off(typed, word[: len(typed) + more]) for word in said.split() for more in (-1, 0, 1))


def _one_off(one: str, other: str) -> bool:
    """Whether two words differ by one letter: another, one too many, or two swapped."""
    if abs(len(one) - len(other)) > 1 or len(other) < 3:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, left = one[start:], other[start:]
    return rest[1:] in (left[1:], left) or rest == left[1:] or (rest[:2] == left[1::-1] and rest[2:] == left[2:])


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))

"""The audit log in words."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext, pgettext_lazy

from perennial.kernel import manifests
from perennial.team.histories import HistoryField, field_of
from perennial.team.models import AuditEntry, Member

LONGEST_SHOWN = 300
_NOTHING = (None, "")
_LABELS = {  # what deeds tell besides the fields of their record
    "customers": _l("Customers"),
    "digest_hour": _l("Mail that gathers: hour"),
    "entries": _l("Entries"),
    "filter": _l("Filter"),
    "format": _l("Format"),
    "from": pgettext_lazy("a session", "From"),
    "left": pgettext_lazy("recovery codes", "Left"),
    "not_the_same": _l("Not the same as"),
    "orders": _l("Orders"),
    "provider": _l("Provider"),
    "reason": _l("Why"),
    "roles": _l("Roles"),
    "rows": _l("Records"),
    "scopes": _l("Scopes"),
    "shared": _l("Shared"),
    "until": _l("Until"),
    "ways": _l("How they hear of things"),
    "with": pgettext_lazy("signed in", "With"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One line of an entry: which field, what was, what became."""

    field: str
    label: str
    before: str
    after: str
    known: HistoryField | None
    is_said: bool = False  # its deed says it, and maybe less than stands in the log


def action_words(action: str) -> str:
    """An action for people: the words in which its slice offers it, or those in its name."""
    deed = manifests.deeds.get(action)
    return str(deed.label) if deed else " ".join(action.split(".")[1:] or [action]).replace("_", " ").capitalize()


def who_did(entry: AuditEntry) -> SafeString:
    """The beginning of an entry: "Maya opened the customer"."""
    who = entry.member or (_("Somebody who was not signed in") if entry.ip else _("The system"))
    shape = pgettext("who did what; with a colon the deed begins with a capital", "%(who)s %(deed)s")
    deed = action_words(entry.action)
    if ":" not in shape and not deed[1:2].isupper():
        deed = deed[:1].lower() + deed[1:]
    parts = {"who": format_html("<strong><bdi>{}</bdi></strong>", who), "deed": format_html("<bdi>{}</bdi>", deed)}
    return mark_safe(escape(shape) % parts)  # noqa: S308 - every part is escaped


def label_of(known: HistoryField | None, name: str) -> str:
    """What a field is called in an entry."""
    return str(known.label if known else _LABELS.get(name) or name.replace("_", " ").capitalize())


def lines_of(entries: Sequence[AuditEntry], reader: Member) -> dict[int, list[Change]]:
    """What changed in each of these entries, in words, by their ids, as far as `reader` may see the fields; at most two queries
    for each field that needs them, and those of the deeds that say their own."""
    said = _Sayings(entries, reader)
    return {entry.pk: _seen([said.line(entry, name) for name in sorted(entry.changes)], reader) for entry in entries}


def _seen(changes: list[Change], reader: Member) -> list[Change]:
    return [change for change in changes if change.known is None or change.known.may_see(reader)]


class _Sayings:
    """The words of the values of some entries."""

    def __init__(self, entries: Sequence[AuditEntry], reader: Member) -> None:
        self._reader = reader
        self._asked: dict[tuple[str, str], list[Any]] = {}
        self._fields: dict[tuple[str, str], HistoryField | None] = {}
        for entry in entries:
            for name, pair in entry.changes.items():
                known = self._field(entry.object_kind, name)
                if known and known.words_of:
                    self._asked.setdefault((entry.object_kind, name), []).extend(v for v in pair if v not in _NOTHING)
        self._told = {key: self._ask(key, values) for key, values in self._asked.items()}
        self._said = _said_by_deeds(entries, reader)

    def line(self, entry: AuditEntry, name: str) -> Change:
        before, after = entry.changes[name]
        known = self._field(entry.object_kind, name)
        label = label_of(known, name)
        if words := self._said.get(entry.pk, {}).get(name):
            return Change(name, label, "", _clipped(words), known, is_said=True)
        said = "" if before in _NOTHING else self._say(entry.object_kind, name, known, before)
        became = pgettext("no value", "nothing") if after in _NOTHING else self._say(entry.object_kind, name, known, after)
        return Change(name, label, said, became, known)

    def _field(self, kind: str, name: str) -> HistoryField | None:
        """What is known of a field, asked once for all entries."""
        if (kind, name) not in self._fields:
            self._fields[kind, name] = field_of(kind, name)
        return self._fields[kind, name]

    def _ask(self, key: tuple[str, str], values: list[Any]) -> dict[str, str]:
        known = self._field(*key)
        assert known is not None
        assert known.words_of is not None
        return {repr(value): words for value, words in zip(values, known.words_of(values, self._reader), strict=True)}

    def _say(self, kind: str, name: str, known: HistoryField | None, value: Any) -> str:
        if (kind, name) in self._told:
            return _clipped(self._told[kind, name][repr(value)])
        return _clipped(known.words(value) if known and known.words else _plain(value))


def _said_by_deeds(entries: Sequence[AuditEntry], reader: Member) -> dict[int, Mapping[str, str]]:
    """What the deeds among these entries say of themselves: each asked once."""
    by_deed: dict[str, list[AuditEntry]] = {}
    for entry in entries:
        by_deed.setdefault(entry.action, []).append(entry)
    said: dict[int, Mapping[str, str]] = {}
    for action, found in by_deed.items():
        deed = manifests.deeds.get(action)
        if deed and deed.says:
            said |= deed.says(found, reader)
    return said


def grouped_actions(actions: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Actions with their words, by the part of the product that they belong to, for a list to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for action in actions:
        groups.setdefault(_part_words(action.partition(".")[0]), []).append((action, action_words(action)))
    return [(part, sorted(found, key=lambda pair: pair[1])) for part, found in sorted(groups.items())]


def _part_words(label: str) -> str:
    return str(apps.get_app_config(label).verbose_name) if apps.is_installed(f"perennial.{label}") else label


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return number_format(value, use_l10n=True, force_grouping=True)
    if isinstance(value, dict):
        return str(value.get("name") or ", ".join(str(part) for part in value.values() if part))
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value)
    return str(value)

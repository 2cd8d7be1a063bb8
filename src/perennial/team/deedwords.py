"""The audit log in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from perennial.kernel import manifests
from perennial.team.models import AuditEntry


def action_words(action: str) -> str:
    """An action for people: the words in which its slice offers it, or those in its name."""
    deed = manifests.deeds.get(action)
    return str(deed.label) if deed else " ".join(action.split(".")[1:] or [action]).replace("_", " ").capitalize()


def change_lines(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """What changed: (field, before, after); before is empty where there was nothing."""
    return [
        (name.replace("_", " "), "" if before in (None, "") else _shown(before), _shown(after))
        for name, (before, after) in sorted(entry.changes.items())
    ]


def _shown(value: Any) -> str:
    if value is None or value == "":
        return pgettext("no value", "nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)

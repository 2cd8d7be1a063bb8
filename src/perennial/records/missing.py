"""A field that somebody asks about and that is not there: one that was removed is called by its name, with the way back."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from perennial.records.models.customfield import CustomField

PREFIX = "custom_"


def no_field(key: str) -> Promise | str:
    """That there is no such field, in words. A removed one is named if everybody saw it; at most one query."""
    name = _removed(key)
    if name:
        text = _("The field “{name}” was removed. It can be brought back under Settings, Fields, with its values.")
        return format_lazy(text, name=name)
    return format_lazy(_("There is no field “{name}”."), name=key[:40])


def _removed(key: str) -> str:
    pk = key.removeprefix(PREFIX)
    if not key.startswith(PREFIX) or not (pk.isascii() and pk.isdecimal() and len(pk) < 20):
        return ""
    found = CustomField.objects.filter(pk=int(pk), removed_at__isnull=False, seen_by=[]).values_list("name", flat=True)
    return found.first() or ""

"""Fields in which @ names a colleague: a list to choose from while one types, plain text without JavaScript."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

_DRESS = {"data-mention": reverse_lazy("team:colleagues"), "data-mention-label": _("Colleagues"), "autocomplete": "off"}


class MentionInput(forms.TextInput):
    """One line."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({**_DRESS, **(attrs or {})})


class MentionArea(forms.Textarea):
    """Several lines."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({**_DRESS, **(attrs or {})})

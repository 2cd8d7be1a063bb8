"""Which audiences are compared."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.audiences.models import Audience
from perennial.audiences.queries.overlap import MOST
from perennial.design.forms import MultiCombobox

USUAL = 3


class ComparingForm(forms.Form):
    """Two to four audiences, chosen by name."""

    a = forms.MultipleChoiceField(label=_("Audiences, two to four"), widget=MultiCombobox)

    def __init__(self, data: Mapping[str, Any] | None, *, audiences: Sequence[Audience]) -> None:
        self.audiences = audiences
        largest = sorted(audiences, key=lambda each: -(each.size or 0))[:USUAL]
        super().__init__(data, initial={"a": [str(each.pk) for each in largest]})
        field = self.fields["a"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(each.pk), each.name) for each in audiences]

    def clean_a(self) -> list[str]:
        """Not more than a picture can show."""
        keys: list[str] = self.cleaned_data["a"]
        if not 1 < len(keys) <= MOST:
            raise forms.ValidationError(_("Choose two to four audiences."))
        return keys

    def chosen(self) -> list[Audience]:
        """Those that are compared, by name; nothing where too few or too many are chosen."""
        keys = (self.cleaned_data.get("a", []) if self.is_valid() else []) if self.is_bound else self.initial["a"]
        return [each for each in self.audiences if str(each.pk) in keys]

"""One field of a record in a form of its own, with what it held when the form was opened."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from perennial.design.conflicts import picked
from perennial.records.editing import Editing, as_json


class ValueForm(forms.Form):
    """The input of one field. `was` is what the field held when the editing began."""

    was = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, data: Any = None, *, editing: Editing, record: Any, by: Any, label: Any = "") -> None:
        value = editing.initial(record)
        was = json.dumps(as_json(value))
        super().__init__(picked(data) if data is not None else None, initial={"value": value, "was": was})
        self.fields["value"] = editing.form_field(record, by)
        self.fields["value"].label = label or self.fields["value"].label
        self.order_fields(["value", "was"])

    def clean_was(self) -> Any:
        try:
            return json.loads(self.cleaned_data["was"])
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This form is not whole. Open it again.")) from None

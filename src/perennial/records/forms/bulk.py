"""What is asked before many records are changed: the value, and a word before very many are deleted."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from perennial.records.bulk.acts import Act

MANY = 100  # more than these are not deleted by a single click


class BulkForm(forms.Form):
    """The value of an act; the word is asked for before more than MANY are deleted."""

    def __init__(self, data: Any = None, *, act: Act, member: Any, count: int) -> None:
        super().__init__(data)
        self.act = act
        if act.many.form_field:
            self.fields["value"] = act.many.form_field(member)
        if act.danger and count > MANY:
            word = _("delete")
            label = _("Type “%(word)s” to go on") % {"word": word}
            self.fields["word"] = forms.CharField(label=label, widget=forms.TextInput({"autocomplete": "off"}))
            self.word = word

    def clean_word(self) -> str:
        """The word, in any case."""
        given: str = self.cleaned_data["word"]
        if given.strip().casefold() != self.word.casefold():
            raise forms.ValidationError(_("Type “%(word)s”, as it stands above.") % {"word": self.word})
        return given

    @property
    def value(self) -> Any:
        """What was given, as plain JSON."""
        return self.act.many.keep(self.cleaned_data["value"]) if "value" in self.fields else None

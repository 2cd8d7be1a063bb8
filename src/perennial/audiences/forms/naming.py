"""What an audience is called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.audiences.models import Audience


class NamingForm(forms.Form):
    """Its name, and what it is for."""

    name = forms.CharField(
        label=_("Name"),
        max_length=Audience._meta.get_field("name").max_length,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": _("Who they are, in a word or two")}),
    )
    description = forms.CharField(
        label=_("What it is for"),
        required=False,
        max_length=Audience._meta.get_field("description").max_length,
        widget=forms.Textarea({"rows": 2}),
    )

    def begin_with_name(self, wanted: bool) -> None:
        """Let the name have the focus when the page opens; a step that is drawn later leaves the focus where it is."""
        self.fields["name"].widget.attrs["autofocus"] = wanted

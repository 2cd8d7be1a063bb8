"""What people type to make an API token, and to end one."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.team.models import ApiToken, Member
from perennial.team.permissions import LABELS, Permission
from perennial.team.rules import may


class TokenForm(forms.Form):
    """What a program may do for a member, and for how long."""

    name = forms.CharField(label=_("What is it for?"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    days = forms.ChoiceField(
        label=_("Works for"),
        choices=[
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("365", _("A year")),
            ("always", _("As long as it is not revoked")),
        ],
        initial="90",
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may at that moment. Choose as little as it needs."),
    )

    def __init__(self, member: Member, data: Any = None) -> None:
        super().__init__(data, initial={"scopes": [Permission.SEE_CUSTOMERS]})
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(permission.value, LABELS[permission]) for permission in Permission if may(member, permission)]

    def cleaned(self) -> dict[str, Any]:
        """What the action takes."""
        days = self.cleaned_data["days"]
        return {
            "name": self.cleaned_data["name"],
            "scopes": [Permission(scope) for scope in self.cleaned_data["scopes"]],
            "expires_at": clock.now() + dt.timedelta(days=int(days)) if days != "always" else None,
        }


class TokenRevocationForm(forms.Form):
    """The name of a token, typed: what cannot be undone is asked for."""

    typed_name = forms.CharField(
        label=_("Type the name of the token"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, token: ApiToken, data: Any = None) -> None:
        super().__init__(data)
        self.token = token

    def clean_typed_name(self) -> str:
        typed = str(self.cleaned_data["typed_name"])
        if " ".join(typed.split()) != self.token.name:
            raise forms.ValidationError(_("This is not its name. Type it exactly as it is shown."))
        return typed

"""What people type to sign in, to join, and to say how they want to work."""

import datetime as dt
from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import DatePicker
from perennial.team import places
from perennial.team.auditing import AuditFilter
from perennial.team.choices import Reach, Role, Way
from perennial.team.jobs import mail_password_reset
from perennial.team.models import Invitation, Member, NotificationSettings, Team, Workspace
from perennial.team.notices import notice_kinds
from perennial.team.setup_code import is_setup_code
from perennial.team.words import Called, words_offered

LONGEST_PASSWORD = 1024


def _dress(field: forms.Field, label: Any, autocomplete: str, help_text: Any = "") -> None:
    """Our words instead of allauth's, and no placeholder that repeats the label."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs["autocomplete"] = autocomplete
    if isinstance(field.widget, forms.PasswordInput):
        field.widget.attrs["maxlength"] = LONGEST_PASSWORD


PASSWORD_HELP = _("At least 10 characters. A sentence of several words is easy to remember and hard to guess.")


class NewPasswordField(forms.CharField):
    """A password that is being chosen."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        settings: dict[str, Any] = {"label": _("Password"), "help_text": PASSWORD_HELP, "strip": False, "widget": widget}
        super().__init__(max_length=LONGEST_PASSWORD, **settings | kwargs)


class SignInForm(allauth.LoginForm):  # type: ignore[misc]
    """E-mail, password, and whether to stay signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["login"], _("E-mail"), "username")
        _dress(self.fields["password"], _("Password"), "current-password")
        self.fields["password"].max_length = LONGEST_PASSWORD
        self.fields["remember"].label = _("Stay signed in on this device")


class ForgottenPasswordForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    """Asks for the address only; whether it is known shows neither in the answer nor in its time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["email"], _("E-mail"), "email")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: Any, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        mail_password_reset.enqueue(email)
        return email


class NewPasswordForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """One field: who mistypes it asks for another link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _dress(self.fields["password1"], _("New password"), "new-password", PASSWORD_HELP)


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]
    """The password that is, and the one to be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _dress(self.fields["oldpassword"], _("Current password"), "current-password")
        _dress(self.fields["password1"], _("New password"), "new-password", PASSWORD_HELP)


class PersonForm(forms.Form):
    """Who somebody is who comes in, and the password they choose."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = NewPasswordField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            person = Member(name=cleaned.get("name", ""), email=cleaned.get("email", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class WelcomeForm(PersonForm):
    """The first visit."""

    workspace_name = forms.CharField(
        label=_("Name of your business"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    country = forms.ChoiceField(label=_("Country"), choices=places.countries, required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=places.currencies)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=places.zones)
    language = forms.ChoiceField(label=_("Language"), choices=places.languages)
    code = forms.CharField(
        label=_("Set-up code"),
        max_length=40,
        help_text=_("Printed by the server when it starts. It is asked for because you are not on the server itself."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, needs_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_code:
            del self.fields["code"]

    def clean_code(self) -> str:
        if not is_setup_code(self.cleaned_data["code"]):
            raise forms.ValidationError(
                _("This is not the set-up code. It stands in the server's output, after “Set-up code”.")
            )
        return str(self.cleaned_data["code"])

    def workspace(self) -> dict[str, str]:
        """The values of the workspace."""
        fields = ("country", "currency", "time_zone", "language")
        return {"name": self.cleaned_data["workspace_name"]} | {field: self.cleaned_data[field] for field in fields}


class JoinForm(PersonForm):
    """Accepting an invitation: the address is the invitation's."""

    time_zone = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.initial, field.disabled, field.help_text = invitation.email, True, _("The invitation was sent here.")

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        return zone if zone in dict(places.zones()) else ""


class EmailForm(forms.Form):
    """The address to be, and the password once more: whoever finds an open browser cannot take the account over."""

    email = forms.EmailField(label=_("New e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Your password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(self.request.user, password):  # counts towards the limit of attempts
            raise forms.ValidationError(_("This is not your password."))
        return password


class InviteForm(forms.Form):
    """Whom to invite, as what, to see which customers."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.AGENT)
    reach = forms.ChoiceField(label=_("Sees"), choices=Reach.choices, initial=Reach.ALL)
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.all(), required=False, empty_label=_("No team"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        _refuse_teamless(self, cleaned)
        return cleaned


class AccessForm(forms.Form):
    """What a member may do, to which customers, and in which team they are."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, help_text=_("What they may do; the table shows it."))
    reach = forms.ChoiceField(
        label=_("Sees"),
        choices=Reach.choices,
        help_text=_("Customers whom nobody looks after are seen by those who see all. Owners always see all."),
    )
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.all(), required=False, empty_label=_("No team"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        _refuse_teamless(self, cleaned)
        return cleaned


def _refuse_teamless(form: forms.Form, cleaned: dict[str, Any]) -> None:
    if cleaned.get("reach") == Reach.TEAM and cleaned.get("role") != Role.OWNER and not cleaned.get("team"):
        form.add_error("team", _("Choose the team whose customers they see."))


class TeamForm(forms.Form):
    """A team's name and who is in it."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=Member.objects.get_queryset(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody is in one team or in none: who is chosen here leaves their former team."),
    )

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Member.objects.active().select_related("team")
        self.fields["members"].queryset = members | Member.objects.get_queryset().filter(team=team) if team else members  # type: ignore[attr-defined]
        self.fields["members"].label_from_instance = _with_team  # type: ignore[attr-defined]
        if team is not None:
            self.initial = {"name": team.name, "members": list(team.members.values_list("pk", flat=True))}


def _with_team(member: Member) -> str:
    return f"{member.name} ({member.team.name})" if member.team else member.name


class SecondFactorForm(forms.Form):
    """Whose role needs a second factor."""

    roles = forms.MultipleChoiceField(
        label=_("Needed by"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class ProfileForm(forms.ModelForm[Member]):
    """A member's own preferences; saved by the action `edit_profile`."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [("", _("As the workspace")), *places.zones()], required=False
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: [("", _("As the workspace")), *places.languages()], required=False
    )

    class Meta:
        model = Member
        fields = ("name", "language", "time_zone", "single_keys")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "single_keys": _("Press G then T to go to Today, ? for the list. Switch off if they get in the way of your tools."),
        }


class WorkspaceForm(forms.ModelForm[Workspace]):
    """What is true of the whole business; saved by the action `change_workspace`."""

    country = forms.ChoiceField(label=_("Country"), choices=places.countries, required=False)
    currency = forms.ChoiceField(
        label=_("Currency"), choices=places.currencies, help_text=_("For new amounts. What is recorded keeps its own currency.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=places.zones, help_text=_("When a day begins and ends."))
    language = forms.ChoiceField(label=_("Language"), choices=places.languages, help_text=_("Members may choose their own."))
    called = forms.ChoiceField(label=_("What you call your customers"), choices=words_offered, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Workspace
        fields = ("name", "country", "currency", "time_zone", "language", "called")

    def clean_called(self) -> str:
        return str(self.cleaned_data["called"] or self.initial.get("called") or Called.CUSTOMER)


class AuditForm(forms.Form):
    """What to look for in the audit log; anything that makes no sense is as good as not said."""

    member = forms.IntegerField(required=False)
    token = forms.IntegerField(required=False, max_value=2**63 - 1)
    action = forms.CharField(required=False, max_length=60)
    kind = forms.CharField(required=False, max_length=40)
    object = forms.IntegerField(required=False, max_value=2**63 - 1)
    words = forms.CharField(required=False, max_length=100, label=_("To whom or what"))
    value = forms.CharField(required=False, max_length=100, label=_("Old or new value"))
    since = forms.DateField(required=False, label=_("From"), widget=DatePicker())
    until = forms.DateField(required=False, label=_("Until"), widget=DatePicker())
    before = forms.IntegerField(required=False, max_value=2**63 - 1)

    def clean(self) -> dict[str, Any]:
        """Says it when the days stand the wrong way round. Both stay: nothing is found between them, rather than too much."""
        asked = dict(super().clean() or {})
        since, until = asked.get("since"), asked.get("until")
        if since and until and since > until:
            self.add_error("since", _("This day lies after “Until”."))
        return asked

    def wanted(self) -> AuditFilter:
        """What is to be found."""
        self.is_valid()
        said = self.cleaned_data
        return AuditFilter(
            member_id=said.get("member"),
            token_id=said.get("token"),
            action=said.get("action", ""),
            kind=said.get("kind", ""),
            object_id=said.get("object"),
            since=said.get("since"),
            until=said.get("until"),
            words=said.get("words", ""),
            value=said.get("value", ""),
            before=said.get("before"),
        )

    def asked(self) -> dict[str, Any]:
        """The same for an address, but for the page."""
        said = self.cleaned_data if self.is_valid() or hasattr(self, "cleaned_data") else {}
        return {name: value for name, value in said.items() if value not in (None, "") and name != "before"}


class NotificationsForm(forms.Form):
    """How a member wants to hear of each kind of news; one choice for each kind that may concern them."""

    digest_hour = forms.TypedChoiceField(label=_("Mails that gather come at"), coerce=int, required=False, empty_value=None)
    digest_weekday = forms.TypedChoiceField(label=_("Weekly ones on"), coerce=int, required=False, empty_value=None)
    quiet_from = forms.TimeField(label=_("No mail from"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    quiet_until = forms.TimeField(label=_("until"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))

    def __init__(self, member: Member, kept: NotificationSettings, data: Any = None) -> None:
        self.kept, self.kinds = kept, [kind for kind in notice_kinds if kind.may(member)]
        timing = {name: getattr(kept, name) for name in ("digest_hour", "digest_weekday", "quiet_from", "quiet_until")}
        super().__init__(data, initial=timing)
        hours = [(hour, time_format(dt.time(hour))) for hour in range(24)]
        self.fields["digest_hour"].choices = hours  # type: ignore[attr-defined]
        self.fields["digest_weekday"].choices = list(WEEKDAYS.items())  # type: ignore[attr-defined]
        for kind in self.kinds:
            way = kept.way_of(kind.key, kind.usual)
            field = forms.ChoiceField(label=kind.label, help_text=kind.help, choices=Way.choices, initial=way, required=False)
            field.widget.attrs["class"] = "input"
            self.fields[f"way.{kind.key}"] = field

    def stays(self, name: str) -> bool:
        """Whether a field that was not sent means “as it is”: all but the times, which may be empty."""
        return not name.startswith("quiet_")

    def initial_of(self, name: str) -> Any:
        """What stood in a field."""
        return self.get_initial_for_field(self.fields[name], name)

    def ways(self) -> list[Any]:
        """The choices of ways, each with its icon."""
        return [(kind, self[f"way.{kind.key}"]) for kind in self.kinds]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_until") is None):
            missing = "quiet_until" if cleaned.get("quiet_until") is None else "quiet_from"
            if missing not in self.errors:
                self.add_error(missing, _("Quiet hours have a beginning and an end. Give both or none."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What `set_notifications` is to be told; what was not sent stays as it is."""
        cleaned = {
            name: self.initial_of(name) if value in (None, "") and self.stays(name) else value
            for name, value in self.cleaned_data.items()
        }
        ways = {kind.key: cleaned[f"way.{kind.key}"] for kind in self.kinds}
        usual = {kind.key: str(kind.usual) for kind in self.kinds}
        chosen = {key: way for key, way in ways.items() if way != usual[key]}
        kept = {key: way for key, way in self.kept.ways.items() if key not in ways}
        names = ("digest_hour", "digest_weekday", "quiet_from", "quiet_until")
        return {"ways": kept | chosen, **{name: cleaned[name] for name in names}}

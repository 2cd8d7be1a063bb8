"""What can be done to very many customers at once: how it is asked for, said, done and taken back."""

from copy import deepcopy
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from perennial.people.actions import together, together_marks
from perennial.people.actions.writing import cleaned
from perennial.people.choices import Stage
from perennial.people.forms import OwnerForm
from perennial.people.forms.base import LineField
from perennial.people.forms.party import FactsForm
from perennial.people.models import Party, Tag
from perennial.people.queries import tags_in_use
from perennial.people.rules import may_create, may_delete
from perennial.people.world import country_name, language_name
from perennial.records.bulk.acts import Act, Many, deletion
from perennial.records.bulk.away import marking
from perennial.records.bulk.columns import setting
from perennial.team.models import Member


def _nothing() -> str:
    return pgettext("no value", "nothing")


def of_column(name: str, said: Any = str) -> Many:
    """Setting a plain column, asked for as in the form of one customer; left empty, it is emptied."""
    return setting(
        together.column(name),
        may=may_create,
        form_field=lambda _member: deepcopy(FactsForm.base_fields[name]),
        keep=lambda value: cleaned(Party, {name: value or ""})[name],
        said=lambda value: said(value) if value else _nothing(),
    )


def _owner_field(member: Any) -> forms.Field:
    return OwnerForm(by=member).fields["owner"]


def _owner_said(value: Any) -> str:
    owner = Member.objects.filter(pk=value).first() if value else None
    return str(owner) if owner else _t("nobody")


OWNER = setting(
    together.OWNER,
    button=_("Assign"),
    may=may_create,
    form_field=_owner_field,
    keep=lambda value: int(value) if value else None,
    said=_owner_said,
)
STAGE = Many(
    change=together_marks.stage_many,
    take_back=together_marks.stage_back,
    may=may_create,
    needs=("stage",),
    form_field=lambda _member: forms.ChoiceField(label=_("Stage"), choices=Stage.choices),
    said=lambda value: str(dict(Stage.choices).get(value, value)),
)
TAG = Many(
    change=together_marks.tag_many,
    take_back=together_marks.take_tags_off,
    may=may_create,
    form_field=lambda _member: LineField(label=_("Tag"), max_length=60, help_text=_("A new name makes a new tag.")),
    keep=lambda value: cleaned(Tag, {"name": value})["name"],
)


def _tag_field(_member: Any) -> forms.Field:
    return forms.ChoiceField(label=_("Tag"), choices=[(str(tag.pk), tag.name) for tag in tags_in_use()])


def _tag_said(value: Any) -> str:
    tag = Tag.objects.filter(pk=value).first()
    return tag.name if tag else _t("a tag that is no longer there")


UNTAG = Many(
    change=together_marks.untag_many,
    take_back=together_marks.tag_again,
    may=may_create,
    form_field=_tag_field,
    keep=int,
    said=_tag_said,
)
DELETE = marking(Party, may=may_delete, holder="customers", deleted="people.party.deleted", restored="people.party.restored")
COLUMNS = {
    "city": of_column("city"),
    "country": of_column("country", country_name),
    "job_title": of_column("job_title"),
    "language": of_column("language", language_name),
    "website": of_column("website"),
    "source": of_column("source"),
    "pronouns": of_column("pronouns"),
    "time_zone": of_column("time_zone"),
}


def _told(words: str | Promise) -> Any:
    return lambda value: str(words) % {"value": value}


def acts() -> tuple[Act, ...]:
    """What the list of customers offers besides setting a field."""
    return ACTS


ACTS = (
    Act(
        key="tag",
        label=_("Add tag"),
        icon="tag",
        many=TAG,
        title=_("Add a tag"),
        told=_told(_("Tag added: %(value)s")),
        doing=_told(_("Adding the tag “%(value)s”")),
        order=1,
    ),
    Act(
        key="untag",
        label=_("Remove tag"),
        icon="tags",
        many=UNTAG,
        title=_("Remove a tag"),
        told=_told(_("Tag removed: %(value)s")),
        doing=_told(_("Removing the tag “%(value)s”")),
        order=2,
    ),
    deletion(DELETE, text=_("They leave every list, the search and Today, and stay whole. You can undo it for 30 days.")),
)

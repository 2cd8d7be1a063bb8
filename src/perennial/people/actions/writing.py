"""What every change of a party has in common: cleaned values, search terms, and word to the open pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import CharField
from django.utils.translation import gettext as _

from perennial.kernel.bulk import bulk_write
from perennial.kernel.events import Event, publish
from perennial.kernel.live import signal
from perennial.people.actions.refusals import Refused
from perennial.people.choices import IdentityKind
from perennial.people.models import Identity, Party, SearchTerm
from perennial.people.names import full_name, sort_name, terms_of
from perennial.people.normalise import clean_line, clean_text
from perennial.records.custom.refusals import CustomRefused
from perennial.records.custom.searching import fields_searched, searched_texts
from perennial.records.custom.values import Applied, apply_custom
from perennial.search.actions import forget_words, learn_words
from perennial.search.models import Vocabulary
from perennial.team.models import Member

EDITABLE = (
    "kind",
    "name",
    "given_name",
    "family_name",
    "pronouns",
    "job_title",
    "website",
    "language",
    "time_zone",
    "country",
    "city",
    "source",
)
NAMES = ("name", "given_name", "family_name")
NAMING = {"name", "given_name", "family_name", "kind"}


def cleaned(model: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they may be stored: text composed and without invisible characters; refuses what is too long or unknown."""
    result: dict[str, Any] = {}
    for name, value in values.items():
        field = model._meta.get_field(name)
        if isinstance(value, str):
            value = clean_line(str(value)) if isinstance(field, CharField) else clean_text(str(value))
            if field.max_length and len(value) > field.max_length:
                raise Refused(
                    _("%(field)s: at most %(most)s characters, this has %(length)s.")
                    % {"field": str(field.verbose_name).capitalize(), "most": field.max_length, "length": len(value)},
                    name,
                )
            if field.choices and value not in {choice for choice, _label in field.flatchoices}:
                raise Refused(_("%(field)s: “%(value)s” is not one of the choices.")
                              % {"field": str(field.verbose_name).capitalize(), "value": value[:40]}, name)  # fmt: skip
        result[name] = value
    return result


def applied_custom(party: Party, given: Mapping[str, Any], *, by: Member | None, creating: bool = False) -> Applied:
    """Set fields of the business on a party that is being written; refuses in words what they cannot hold."""
    if not given and not creating:
        return Applied({})
    try:
        return apply_custom(party, given, by=by, creating=creating)
    except CustomRefused as refusal:
        raise Refused(str(refusal), refusal.field) from None


def named(party: Party) -> None:
    """Set what follows from the names: the shown name where only parts were given, and how it sorts."""
    party.name = party.name or full_name(party.given_name, party.family_name)[:200]
    if not party.name:
        raise Refused(_("A customer needs a name."), "name")
    if party.kind == "organisation":
        party.given_name = party.family_name = ""
    party.sort_name = sort_name(party.name, party.given_name, party.family_name)


def index_words(party: Party) -> None:
    """Write the party's search terms anew, with the names of the records that were merged into it; learn the words that nobody
    had, and forget those that nobody has any more."""
    by = Identity.objects.filter(party=party, kind__in=(IdentityKind.PHONE, IdentityKind.EMAIL)).values_list("kind", "normal")
    merged = Party.objects.filter(merged_into=party).values_list(*NAMES)
    wanted = _terms(party, list(by), [name for one in merged for name in one])
    known = dict(SearchTerm.objects.filter(party=party).values_list("term", "id"))
    if gone := {term: pk for term, pk in known.items() if term not in wanted}:
        SearchTerm.objects.filter(pk__in=gone.values()).delete()
        forget_words(Vocabulary.NAMES, gone)
    _keep_terms(party, wanted - known.keys())


def index_new_words(party: Party, identities: Iterable[Identity]) -> None:
    """The same for a party that was just written down, with all its identities: nothing has to be looked up."""
    _keep_terms(party, _terms(party, [(identity.kind, identity.normal) for identity in identities], []))


def _terms(party: Party, identities: Sequence[tuple[str, str]], merged: Sequence[str]) -> set[str]:
    texts = searched_texts(fields_searched("customers"), party.custom) if party.custom else []
    return set(
        terms_of(
            [party.name, party.given_name, party.family_name, *merged],
            [normal for kind, normal in identities if kind == IdentityKind.PHONE],
            [normal for kind, normal in identities if kind == IdentityKind.EMAIL],
            texts,
        )
    )


def _keep_terms(party: Party, terms: Iterable[str]) -> None:
    new = sorted(terms)
    bulk_write(SearchTerm, ("term",), ((term,) for term in new), same={"party_id": party.pk})
    learn_words(Vocabulary.NAMES, (term for term in new if not term.startswith("@")))


def id_of(member: Member | None) -> int | None:
    """The id of the acting member; None when a rule, an import or nobody acts."""
    return member.pk if member is not None else None


def tell(event: Event) -> None:
    """Publish a fact and let the open pages of the parties it names fetch themselves anew."""
    publish(event)
    for name in ("party_id", "subject_id", "object_id"):
        if party_id := getattr(event, name, None):
            signal("party", id=party_id)

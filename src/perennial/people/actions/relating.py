"""Saying how two customers belong together."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.people.actions.refusals import Refused
from perennial.people.actions.writing import cleaned, id_of, tell
from perennial.people.events import PartiesRelated, PartiesUnrelated
from perennial.people.models import Party, Relation
from perennial.people.relations import is_symmetric
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def relate_parties(subject: Party, word: str, other: Party, *, by: Member | None, note: str = "") -> Relation:
    """Say that `subject` is `word` of `other`; both pages show it. "works_at:inverse" turns the two round. Saying it twice
    changes nothing, nor does saying from the other side what reads the same from both. Tells PartiesRelated."""
    word, _colon, turned = word.partition(":")
    given = cleaned(Relation, {"word": word, "note": note})
    if not given["word"]:
        raise Refused(_("Say how they belong together."), "word")
    if turned:
        subject, other = other, subject
    if subject.pk == other.pk:
        raise Refused(_("Nobody can be related to themselves."), "object")
    if is_symmetric(given["word"]) and Relation.objects.filter(subject=other, object=subject, word=given["word"]).exists():
        subject, other = other, subject
    relation, is_new = Relation.objects.get_or_create(
        subject=subject, object=other, word=given["word"], defaults={"note": given["note"]}
    )
    if is_new:
        for party, changes in _told(relation):
            record_deed("people.relation.added", by=by, on=party, changes={"relation": ("", changes)})
        tell(PartiesRelated(subject_id=subject.pk, object_id=other.pk, word=given["word"], by_id=id_of(by)))
    return relation


@transaction.atomic
def unrelate_parties(relation: Relation, *, by: Member | None) -> None:
    """Take back that two parties belong together. Tells PartiesUnrelated."""
    subject, other = relation.subject, relation.object
    deeds = _told(relation)
    relation.delete()
    for party, changes in deeds:
        record_deed("people.relation.removed", by=by, on=party, changes={"relation": (changes, "")})
    tell(PartiesUnrelated(subject_id=subject.pk, object_id=other.pk, word=relation.word, by_id=id_of(by)))


def _told(relation: Relation) -> list[tuple[Party, dict[str, Any]]]:
    """The relation as the audit log holds it, once from each side; the other one by id, so that erasing them is enough."""
    subject, other = relation.subject, relation.object
    turned = relation.word if is_symmetric(relation.word) else f"{relation.word}:inverse"
    return [
        (subject, {"word": relation.word, "other": str(other.pk)}),
        (other, {"word": turned, "other": str(subject.pk)}),
    ]

"""Saying how two customers belong together, otherwise, no longer, and again."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from perennial.people.actions.refusals import Refused
from perennial.people.actions.writing import cleaned, id_of, tell
from perennial.people.events import PartiesRelated, PartiesUnrelated, RelationChanged
from perennial.people.holding import hold_customers
from perennial.people.models import Party, Relation, RemovedRelation
from perennial.people.relations import is_symmetric
from perennial.team.deeds import record_deed
from perennial.team.models import Member

_KEPT = ("id", "subject_id", "object_id", "word", "note", "version", "created_at")


class StaleRelation(Refused):
    """Somebody else changed the relation, or took it back, since it was read."""


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
    hold_customers([subject.pk, other.pk])
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
def edit_relation(relation: Relation, *, by: Member | None, version: int, word: str, note: str) -> Relation:
    """Say in another word, or with another note, how two parties belong together; "works_at:inverse" turns them round. Tells
    RelationChanged. Refuses a version that somebody has moved on from, and what is said of the two already."""
    kept = held(relation)
    if kept.version != version:
        raise StaleRelation(_("Somebody changed meanwhile how they belong together. Look again, then change it."))
    word, _colon, turned = word.partition(":")
    given = cleaned(Relation, {"word": word, "note": note})
    if not given["word"]:
        raise Refused(_("Say how they belong together."), "word")
    before, note_before = _told(kept), kept.note
    if turned and not is_symmetric(given["word"]):
        kept.subject, kept.object = kept.object, kept.subject
    kept.word, kept.note = given["word"], given["note"]
    if _same_as(kept).exclude(pk=kept.pk).exists():
        raise Refused(_("It is said already that they belong together in this way."), "word")
    after = {party.pk: told for party, told in _told(kept)}
    if kept.note == note_before and all(after[party.pk] == told for party, told in before):
        return kept
    kept.version += 1
    kept.save(update_fields=["subject", "object", "word", "note", "version"])
    for party, told in before:
        noted = after[party.pk] | ({"noted": True} if kept.note != note_before else {})
        record_deed("people.relation.changed", by=by, on=party, changes={"relation": (told, noted)})
    tell(
        RelationChanged(
            relation_id=kept.pk, subject_id=kept.subject_id, object_id=kept.object_id, word=kept.word, by_id=id_of(by)
        )
    )
    return kept


@transaction.atomic
def unrelate_parties(relation: Relation, *, by: Member | None) -> None:
    """Take back that two parties belong together; it can be restored. Tells PartiesUnrelated."""
    kept = held(relation)
    subject, other = kept.subject, kept.object
    RemovedRelation.objects.create(removed_by=by, **{name: getattr(kept, name) for name in _KEPT})
    deeds = _told(kept)
    kept.delete()
    for party, told in deeds:
        record_deed("people.relation.removed", by=by, on=party, changes={"relation": (told, "")})
    tell(PartiesUnrelated(subject_id=subject.pk, object_id=other.pk, word=relation.word, by_id=id_of(by)))


@transaction.atomic
def restore_relation(removed: RemovedRelation, *, by: Member | None) -> Relation:
    """Let two parties belong together again as they did, under the same id. Where that was said anew meanwhile, what was said
    anew stays. Tells PartiesRelated. Refuses two who became one."""
    hold_customers([removed.subject_id, removed.object_id])
    kept = RemovedRelation.objects.select_for_update().filter(pk=removed.pk).first()
    if kept is None:
        raise StaleRelation(_("Somebody has restored this meanwhile."))
    if kept.subject_id == kept.object_id:
        raise Refused(_("The two were merged. Nobody can be related to themselves."))
    relation = Relation(**{name: getattr(kept, name) for name in _KEPT})
    kept.delete()
    if same := _same_as(relation).first():
        return same
    relation.version += 1
    relation.save(force_insert=True)
    for party, told in _told(relation):
        record_deed("people.relation.restored", by=by, on=party, changes={"relation": ("", told)})
    tell(PartiesRelated(subject_id=relation.subject_id, object_id=relation.object_id, word=relation.word, by_id=id_of(by)))
    return relation


def held(relation: Relation) -> Relation:
    """The relation as it stands, held with its two customers until the transaction ends; refused once it was taken back."""
    hold_customers([relation.subject_id, relation.object_id])
    kept = Relation.objects.select_for_update(of=("self",)).select_related("subject", "object").filter(pk=relation.pk).first()
    if kept is None:
        raise StaleRelation(_("Somebody has taken this back meanwhile."))
    return kept


def _same_as(relation: Relation) -> "models.QuerySet[Relation]":
    """What says the same of the same two, this relation too if it is kept."""
    pair = models.Q(subject=relation.subject_id, object=relation.object_id)
    if is_symmetric(relation.word):
        pair |= models.Q(subject=relation.object_id, object=relation.subject_id)
    return Relation.objects.filter(pair, word=relation.word)


def _told(relation: Relation) -> list[tuple[Party, dict[str, Any]]]:
    """The relation as the audit log holds it, once from each side; the other one by id and no note, which may speak of them, so
    that erasing them is enough."""
    subject, other = relation.subject, relation.object
    turned = relation.word if is_symmetric(relation.word) else f"{relation.word}:inverse"
    return [
        (subject, {"word": relation.word, "other": str(other.pk)}),
        (other, {"word": turned, "other": str(subject.pk)}),
    ]

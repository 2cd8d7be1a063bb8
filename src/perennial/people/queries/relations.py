"""How customers belong together: the door to one relation, and to those that were taken back."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from perennial.people.models import Relation, RemovedRelation, of_visible
from perennial.team.models import AuditEntry

_LOOKED_AT = 50


def relation_for(member: Any, relation_id: int) -> Relation:
    """The relation, for a member who may see both of whom it tells; else Http404."""
    found = Relation.objects.filter(of_visible(member, "subject"), of_visible(member, "object"), pk=relation_id)
    relation = found.select_related("subject", "object").first()
    if relation is None:
        raise Http404(_("There is no such relation."))
    return relation


def removed_relations_for(member: Any) -> "QuerySet[RemovedRelation]":
    """What was taken back of customers whom a member may see: the last first, by an index."""
    seen = RemovedRelation.objects.filter(of_visible(member, "subject"), of_visible(member, "object"))
    return seen.order_by("-removed_at", "-id")


def removed_relation_for(member: Any, relation_id: int) -> RemovedRelation:
    """A relation that was taken back, for a member who may see both; else Http404."""
    removed = removed_relations_for(member).filter(pk=relation_id).first()
    if removed is None:
        raise Http404(_("There is no such relation that was taken back."))
    return removed


def last_to_relate(relation: Relation) -> tuple[str, dt.datetime | None]:
    """Who was the last to say how these two belong together, and when; nobody when that is long ago. The log of one of the two
    tells it, with the other's id; one query."""
    told = AuditEntry.objects.filter(object_kind="people.party", object_id=relation.subject_id)
    changes = told.filter(action="people.relation.changed").select_related("member").order_by("-id")
    for entry in changes[:_LOOKED_AT]:
        if entry.changes["relation"][1]["other"] == str(relation.object_id):
            return str(entry.member or ""), entry.at
    return "", None

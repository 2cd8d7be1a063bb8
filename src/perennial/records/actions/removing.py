"""Removing a field, and taking it back with all that records hold in it."""

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.records.actions.defining import _refuse_twins, follow
from perennial.records.custom.holders import holder_named
from perennial.records.custom.refusals import CustomRefused
from perennial.records.custom.values import hold_fields
from perennial.records.events import FieldRemoved, FieldRestored
from perennial.records.models.customfield import CustomField, IndexState
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def remove_field(field: CustomField, *, by: Member | None) -> CustomField:
    """Take a field off every page, list and file. Its values stay in the records, unseen, until it is restored; its index goes.
    Doing it twice changes nothing. Tells FieldRemoved."""
    kept = held(field)
    if not kept.is_removed:
        kept.removed_at, kept.removed_by = clock.now(), by
        kept.version += 1
        kept.save(update_fields=["removed_at", "removed_by", "version"])
        record_deed("records.field.removed", by=by, on=kept)
        publish(FieldRemoved(field_id=kept.pk, holder=kept.holder, by_id=by.pk if by else None))
        follow(kept, searched=kept.is_searchable)
    return kept


@transaction.atomic
def restore_field(field: CustomField, *, by: Member | None) -> CustomField:
    """Bring a removed field back with its values; its index is made anew. Doing it twice changes nothing. Tells FieldRestored.
    Refuses when another field has its name by now, and when a unique one is not unique any more."""
    kept = held(field)
    if not kept.is_removed:
        return kept
    if CustomField.objects.kept().filter(holder=kept.holder, name_key=kept.name_key).exists():
        raise CustomRefused(_("Another field is called “%(name)s” by now. Rename that one first.") % {"name": kept.name})
    kept.removed_at = kept.removed_by = None
    if kept.is_unique:
        _refuse_twins(holder_named(kept.holder), kept)
    kept.index_state = IndexState.WAITING
    kept.version += 1
    kept.save(update_fields=["removed_at", "removed_by", "index_state", "version"])
    record_deed("records.field.restored", by=by, on=kept)
    publish(FieldRestored(field_id=kept.pk, holder=kept.holder, by_id=by.pk if by else None))
    follow(kept, searched=kept.is_searchable)
    return kept


def held(field: CustomField) -> CustomField:
    """The field as it stands, removed or not, while nobody writes values of its records, until the transaction ends."""
    hold_fields(field.holder)
    return CustomField.objects.select_for_update(of=("self",)).get(pk=field.pk)

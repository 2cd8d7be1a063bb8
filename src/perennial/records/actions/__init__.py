"""Everything that people notice when the fields of the business or the views of lists change."""

from perennial.records.actions.converting import convert_field, undo_conversion
from perennial.records.actions.defining import MOST_FIELDS, change_field, define_field
from perennial.records.actions.deleting import delete_view, restore_view
from perennial.records.actions.exporting import note_export
from perennial.records.actions.hiding import hide_given_view, show_given_view
from perennial.records.actions.keeping import ViewRefusedError, change_view, create_view, settle_view
from perennial.records.actions.options import MOST_OPTIONS, Archived, OptionRow
from perennial.records.actions.ordering import order_fields
from perennial.records.actions.pinning import pin_view, set_starting_view, unpin_view
from perennial.records.actions.removing import remove_field, restore_field

__all__ = [
    "MOST_FIELDS",
    "MOST_OPTIONS",
    "Archived",
    "OptionRow",
    "ViewRefusedError",
    "change_field",
    "change_view",
    "convert_field",
    "create_view",
    "define_field",
    "delete_view",
    "hide_given_view",
    "note_export",
    "order_fields",
    "pin_view",
    "remove_field",
    "restore_field",
    "restore_view",
    "set_starting_view",
    "settle_view",
    "show_given_view",
    "undo_conversion",
    "unpin_view",
]

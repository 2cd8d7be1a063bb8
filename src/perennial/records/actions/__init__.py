"""Everything that people notice when the business changes its fields."""

from perennial.records.actions.converting import convert_field, undo_conversion
from perennial.records.actions.defining import MOST_FIELDS, change_field, define_field
from perennial.records.actions.options import MOST_OPTIONS, Archived, OptionRow
from perennial.records.actions.ordering import order_fields
from perennial.records.actions.removing import remove_field, restore_field

__all__ = [
    "MOST_FIELDS",
    "MOST_OPTIONS",
    "Archived",
    "OptionRow",
    "change_field",
    "convert_field",
    "define_field",
    "order_fields",
    "remove_field",
    "restore_field",
    "undo_conversion",
]

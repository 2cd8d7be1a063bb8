"""Named questions about what lists keep: the fields of the business, and views."""

from perennial.records.queries.bulk import bulk_change_for, bulk_changes_for, bulk_under_way, left_of
from perennial.records.queries.fields import conversion_for, field_for, last_conversions, removed_fields
from perennial.records.queries.views import (
    MOST_VIEWS,
    changeable_view_for,
    deleted_view_for,
    kind_for,
    starting_view_of,
    tabs_of,
    view_for,
    views_for,
)

__all__ = [
    "MOST_VIEWS",
    "bulk_change_for",
    "bulk_changes_for",
    "bulk_under_way",
    "changeable_view_for",
    "conversion_for",
    "deleted_view_for",
    "field_for",
    "kind_for",
    "last_conversions",
    "left_of",
    "removed_fields",
    "starting_view_of",
    "tabs_of",
    "view_for",
    "views_for",
]

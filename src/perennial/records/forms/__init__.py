"""Input of records: filters, conditions, views, how lists look, and the fields of the business."""

from perennial.records.forms.builder import Builder
from perennial.records.forms.custom import FieldForm, TypeForm
from perennial.records.forms.filters import FilterForm
from perennial.records.forms.keeping import LookForm, StartingForm, ViewForm

__all__ = ["Builder", "FieldForm", "FilterForm", "LookForm", "StartingForm", "TypeForm", "ViewForm"]

from perennial.records.models.bulkchange import BulkChange, BulkLeft, BulkState, BulkValue
from perennial.records.models.customfield import Conversion, CustomField, Customised, FieldType, IndexState, Option, Pick
from perennial.records.models.putaway import PutAway
from perennial.records.models.view import HiddenView, Pin, StartingView, View

__all__ = [
    "BulkChange",
    "BulkLeft",
    "BulkState",
    "BulkValue",
    "Conversion",
    "CustomField",
    "Customised",
    "FieldType",
    "HiddenView",
    "IndexState",
    "Option",
    "Pick",
    "Pin",
    "PutAway",
    "StartingView",
    "View",
]

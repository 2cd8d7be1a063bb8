from perennial.records.models.customfield import Conversion, CustomField, Customised, FieldType, IndexState, Option, Pick

__all__ = ["Conversion", "CustomField", "Customised", "FieldType", "IndexState", "Option", "Pick"]

from perennial.connect.models.change import Change, Remainder
from perennial.connect.models.importing import Import
from perennial.connect.models.mapping import SavedMapping
from perennial.connect.models.rowerror import RowError

__all__ = ["Change", "Import", "Remainder", "RowError", "SavedMapping"]

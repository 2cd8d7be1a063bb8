from perennial.connect.actions.preparing import (
    ImportRefused,
    begin_import,
    correct_reading,
    save_mapping,
    set_mapping,
    set_options,
)
from perennial.connect.actions.starting import check_import, start_import, stop_import
from perennial.connect.actions.undoing import undo_import

__all__ = [
    "ImportRefused",
    "begin_import",
    "check_import",
    "correct_reading",
    "save_mapping",
    "set_mapping",
    "set_options",
    "start_import",
    "stop_import",
    "undo_import",
]

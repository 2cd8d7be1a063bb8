from perennial.connect.actions.preparing import (
    ImportRefused,
    begin_import,
    correct_reading,
    save_mapping,
    set_mapping,
    set_options,
)
from perennial.connect.actions.starting import check_import, start_import, stop_import, try_import_again
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
    "try_import_again",
    "undo_import",
]

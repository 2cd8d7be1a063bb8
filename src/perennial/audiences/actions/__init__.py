from perennial.audiences.actions.entering import decide
from perennial.audiences.actions.keeping import (
    AudienceRefusedError,
    ConflictError,
    change_audience,
    create_audience,
    delete_audience,
    restore_audience,
)
from perennial.audiences.actions.refreshing import refresh_audience

__all__ = [
    "AudienceRefusedError",
    "ConflictError",
    "change_audience",
    "create_audience",
    "decide",
    "delete_audience",
    "refresh_audience",
    "restore_audience",
]

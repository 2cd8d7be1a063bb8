from perennial.audiences.queries.audiences import audience_for, audiences_for, deleted_audience_for, deleted_audiences_for
from perennial.audiences.queries.live import Fits, count_and_sample

__all__ = [
    "Fits",
    "audience_for",
    "audiences_for",
    "count_and_sample",
    "deleted_audience_for",
    "deleted_audiences_for",
]

from perennial.audiences.queries.audiences import audience_for, audiences_for, deleted_audience_for, deleted_audiences_for
from perennial.audiences.queries.live import Fits, count_and_sample
from perennial.audiences.queries.members import (
    Passage,
    members_in,
    members_of,
    passages_of,
    passages_since,
    sizes_of,
    stays_of,
    why,
)
from perennial.audiences.queries.overlap import Overlap, overlap

__all__ = [
    "Fits",
    "Overlap",
    "Passage",
    "audience_for",
    "audiences_for",
    "count_and_sample",
    "deleted_audience_for",
    "deleted_audiences_for",
    "members_in",
    "members_of",
    "overlap",
    "passages_of",
    "passages_since",
    "sizes_of",
    "stays_of",
    "why",
]

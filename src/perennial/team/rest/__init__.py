"""What the operations of every slice's API have in common: the door (token, scope, limits), what is told and taken, pages, and
doing once what is asked twice. A slice's `api.py` builds on it; `config.api` puts the parts together."""

from perennial.team.rest.answers import answer, moment, nothing
from perennial.team.rest.paging import Asked, Sort, page_among, page_answer, page_looked_through, page_of
from perennial.team.rest.problems import Problem, named, not_found, wrong
from perennial.team.rest.routes import Routes, member_of
from perennial.team.rest.schemas import Day, Flag, Given, Id, Moment, OneOf, Shown, Text, TimeOfDay, Whole
from perennial.team.rest.versions import expected_version, refuse_older, versioned

__all__ = [
    "Asked",
    "Day",
    "Flag",
    "Given",
    "Id",
    "Moment",
    "OneOf",
    "Problem",
    "Routes",
    "Shown",
    "Sort",
    "Text",
    "TimeOfDay",
    "Whole",
    "answer",
    "expected_version",
    "member_of",
    "moment",
    "named",
    "not_found",
    "nothing",
    "page_among",
    "page_answer",
    "page_looked_through",
    "page_of",
    "refuse_older",
    "versioned",
    "wrong",
]

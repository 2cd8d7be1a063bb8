"""What somebody builds: the condition as it is drawn, and who fits it so far."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from perennial.audiences.asking import fields_for
from perennial.audiences.forms import Known
from perennial.audiences.models import Audience
from perennial.audiences.queries import audiences_for, count_and_sample
from perennial.audiences.reading import from_json
from perennial.audiences.saying import Wording
from perennial.audiences.tree import Tree, to_json
from perennial.lake.engines import EngineError
from perennial.people.models import Party
from perennial.people.queries import visible_parties
from perennial.records.happenings import happenings


@dataclasses.dataclass(frozen=True)
class Live:
    """Who fits now: how many (None: that cannot be told at the moment), some of them, and the condition in words."""

    count: int | None
    sample: Sequence[Party]
    said: str
    anybody: bool
    incomplete: bool


def known_to(member: Any, audience: Audience | None = None) -> Known:
    """What a member can ask; of audiences, all but the one that is built."""
    fields = fields_for(member)
    return Known(
        fields={key: field.read_by(member) for key, field in fields.items()},
        happenings={happening.key: happening for happening in happenings},
        audiences=names_of_others(member, audience),
        read=lambda said: from_json(said, fields),
    )


def names_of_others(member: Any, audience: Audience | None = None) -> Mapping[int, str]:
    """What the other audiences are called."""
    others = audiences_for(member).exclude(pk=audience.pk) if audience else audiences_for(member)
    return dict(others.values_list("pk", "name"))


def live(member: Any, known: Known, tree: Tree, *, incomplete: bool) -> Live:
    """Who fits a condition now. What the engine cannot answer at the moment is said, not shown as an error."""
    said = Wording.of(member).rule(to_json(tree))
    try:
        count, sample = count_and_sample(tree, member)
    except EngineError:
        return Live(None, [], said, True, incomplete)
    return Live(count, sample, said, bool(count) or visible_parties(member).exists(), incomplete)

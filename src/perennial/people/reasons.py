"""Why a rule put a customer into a stage: kept as numbers, said in the reader's language by the slice whose rule it is."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from perennial.kernel.registry import Registry

Facts = Mapping[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class StageReason:
    """How a rule says why: `key` is the rule's, `words(facts)` says the facts that it kept with the change."""

    key: str
    words: Callable[[Facts], str]
    order: int = 50


stage_reasons: Registry[StageReason] = Registry("reason of a stage")


def reason_in_words(rule: str, facts: Facts | None, written: str) -> str:
    """Why, in words: of the rule's facts where they are kept, else as it was written down."""
    reason = stage_reasons.get(rule) if facts is not None else None
    return reason.words(facts or {}) if reason else written

"""What a browser would send, for tests of forms that two people have open at once."""

from typing import Any

from django.http import QueryDict


def as_opened(answer: Any, **changes: Any) -> dict[str, Any]:
    """What a form sends that was opened with `answer`, after some of its inputs were changed."""
    stood = answer.context["stood"]
    return {**dict(QueryDict(stood).lists()), "stood": stood, **changes}


def as_chosen(answer: Any, **picks: str) -> dict[str, Any]:
    """What the question that two people's changes raised sends, once a version is picked for each contested field."""
    sent: dict[str, list[str]] = {}
    contested = answer.context["contested"]
    assert sorted(picks) == sorted(each.name for each in contested)
    versions = [version for each in contested for version in each.versions]
    for name, value in [*answer.context["rest"], *(pair for version in versions for pair in version.inputs)]:
        sent.setdefault(name, []).append(value)
    return {**sent, **{f"pick-{name}": pick for name, pick in picks.items()}}

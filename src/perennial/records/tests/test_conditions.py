"""Conditions survive the way to JSON and back, mean to the database what they mean in Python, and refuse with words."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perennial.kernel import clock
from perennial.records.choices import EXISTENCE, Operator, Type
from perennial.records.compiling import compiled
from perennial.records.conditions import (
    DEEPEST,
    All,
    AnyOf,
    Condition,
    ConditionError,
    Is,
    Not,
    from_json,
    joined,
    leaves,
    to_json,
)
from perennial.records.fields import Field
from perennial.records.spans import Relative, Unit, Way, relative
from perennial.records.tests.evaluating import fits
from perennial.records.tests.kind import BY_KEY, FIELDS
from perennial.team.models import AuditEntry, Member

NOW = dt.datetime(2026, 3, 18, 11, 30, tzinfo=dt.UTC)
relatives = st.one_of(
    st.builds(Relative, st.sampled_from([Way.LAST, Way.NEXT]), st.sampled_from(Unit), st.integers(1, 400)),
    st.builds(Relative, st.sampled_from([Way.THIS, Way.PREVIOUS, Way.COMING]), st.sampled_from(Unit)),
)
days = st.dates(dt.date(2024, 1, 1), dt.date(2028, 1, 1)) | relatives
texts = st.sampled_from(["a", "An", "berlin", "Europe/Berlin", "Z", "É", "é", "%", "_", "\\", "'"])


def asked(field: Field) -> st.SearchStrategy[Condition]:
    values: dict[Type, st.SearchStrategy[Any]] = {
        Type.TEXT: texts,
        Type.MOMENT: days,
        Type.NUMBER: st.decimals(-5, 50, places=2) | st.integers(0, 5).map(Decimal),
        Type.YES_NO: st.booleans(),
    }
    if field.options:
        keys = [key for key, _ in field.options()] + (["none"] if field.may_be_none else [])
        values[field.type] = st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True).map(tuple)
    return st.sampled_from(field.asks).flatmap(
        lambda operator: (
            st.just(Is(field.key, operator))
            if operator in EXISTENCE
            else st.builds(Is, st.just(field.key), st.just(operator), values[field.type])
        )
    )


def deep(tree: Condition) -> int:
    match tree:
        case All(parts) | AnyOf(parts):
            return 1 + max(deep(part) for part in parts)
        case Not(part):
            return 1 + deep(part)
    return 1


leaf = st.sampled_from(FIELDS).flatmap(asked)
trees = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
).filter(lambda tree: deep(tree) <= DEEPEST)


@given(trees)
@settings(max_examples=150, deadline=None)
def test_a_tree_is_the_same_after_json(tree: Condition) -> None:
    assert from_json(json.loads(json.dumps(to_json(tree))), BY_KEY) == tree


@given(relatives)
def test_a_relative_day_is_the_same_after_its_words(span: Relative) -> None:
    assert relative(str(span)) == span
    first, end = span.days(NOW.date())
    assert first < end
    assert span.said()


@pytest.fixture
def cast(olive: Member) -> list[dict[str, Any]]:
    with clock.standing_at(NOW):
        for number in range(14):
            seen = None if number % 4 == 0 else NOW - dt.timedelta(days=number * 17, hours=number)
            member = Member.objects.create_user(
                f"m{number}@juniper.example",
                name=["Ana", "ANATOL", "Éva", "bo%b", "a_b", "o'neil\\"][number % 6],
                role=["owner", "agent", "viewer"][number % 3],
                time_zone=["", "Europe/Berlin", "UTC"][number % 3],
                last_seen_at=seen,
                is_active=number % 5 != 0,
                session_version=number % 4,
            )
            Member.objects.get_queryset().filter(pk=member.pk).update(joined_at=NOW - dt.timedelta(days=number * 40))
            for action in "abc"[: number % 4]:
                AuditEntry.objects.create(member=member, action=action)
    return [_row(member) for member in Member.objects.get_queryset()]


def _row(member: Member) -> dict[str, Any]:
    return {
        "id": member.pk,
        "name": member.name,
        "zone": member.time_zone,
        "role": member.role,
        "joined": member.joined_at,
        "seen": member.last_seen_at,
        "active": member.is_active,
        "sessions": member.session_version,
        "did": set(AuditEntry.objects.filter(member=member).values_list("action", flat=True)) & set("abc"),
    }


def test_the_database_agrees_with_python(cast: list[dict[str, Any]]) -> None:
    @given(trees, st.booleans())
    @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def agrees(tree: Condition, dense: bool) -> None:
        with clock.standing_at(NOW):
            found = compiled(tree, BY_KEY, dense=dense).on(Member.objects.get_queryset()).values_list("pk", flat=True)
            assert sorted(found) == sorted(row["id"] for row in cast if fits(row, tree, BY_KEY))

    agrees()


@pytest.mark.parametrize(
    ("data", "where", "word"),
    [
        ([], "", "object"),
        ("x", "", "object"),
        ({}, "", "exactly one"),
        ({"all": [], "any": []}, "", "exactly one"),
        ({"any": []}, "any", "list"),
        ({"all": [{"all": []}]}, "all[0].all", "list"),
        ({"all": 3}, "all", "list"),
        ({"not": {"field": "shoe"}}, "not", "no field “shoe”"),
        ({"field": ["x"]}, "", "no field"),
        ({"field": "name", "operator": "above", "value": "x"}, "", "cannot be asked “above”"),
        ({"field": "name", "operator": {}, "value": "x"}, "", "cannot be asked"),
        ({"field": "name"}, "", "needs a value"),
        ({"field": "name", "value": 3}, "", "text"),
        ({"field": "name", "value": "x\0"}, "", "text"),
        ({"field": "name", "value": "x" * 501}, "", "500"),
        ({"field": "name", "value": "x", "more": 1}, "", "“more”"),
        ({"field": "sessions", "value": "many"}, "", "number"),
        ({"field": "sessions", "value": "1e99"}, "", "number"),
        ({"field": "sessions", "value": "NaN"}, "", "number"),
        ({"field": "sessions", "value": True}, "", "number"),
        ({"field": "joined", "value": "2026-02-30"}, "", "day"),
        ({"field": "joined", "value": "last-0-days"}, "", "day"),
        ({"any": [{"field": "role", "value": ["chef"]}]}, "any[0]", "“chef”"),
        ({"field": "role", "value": []}, "", "Take at least one choice for “Role”."),
        ({"field": "role", "value": ["owner"] * 201}, "", "up to 200 choices"),
        ({"field": "role", "value": ["none"]}, "", "“none”"),
        ({"field": "active", "value": "maybe"}, "", "yes or no"),
        ({"field": "name", "operator": "empty"}, "", "cannot be asked"),
    ],
)
def test_what_cannot_be_understood_is_said_with_its_place(data: Any, where: str, word: str) -> None:
    with pytest.raises(ConditionError) as caught:
        from_json(data, BY_KEY)
    assert caught.value.where == where
    assert word in str(caught.value)


def test_depth_and_size_have_limits() -> None:
    inner: Any = {"field": "name", "value": "x"}
    for _ in range(6):
        inner = {"not": inner}
    with pytest.raises(ConditionError, match="deep"):
        from_json(inner, BY_KEY)
    with pytest.raises(ConditionError, match="more than 100"):
        from_json({"all": [{"field": "name", "value": "x"}] * 100}, BY_KEY)


def test_a_field_that_nobody_may_ask_lets_nothing_through() -> None:
    with pytest.raises(ConditionError):
        compiled(Is("shoe", Operator.IS, "x"), BY_KEY)


def test_joining_keeps_no_needless_groups() -> None:
    one, two = Is("name", Operator.IS, "a"), Is("name", Operator.IS, "b")
    assert joined(All(()), one) == one
    assert joined(All((one, two)), one) == All((one, two))
    assert list(leaves(Not(AnyOf((one, two))))) == [one, two]


def test_a_field_that_is_only_shown_cannot_be_asked() -> None:
    shown = Field(key="shown", label="Shown", type=Type.TEXT, value=str)
    for asked in ({"field": "shown"}, {"field": "shown", "operator": "is", "value": "x"}):
        with pytest.raises(ConditionError, match="no field"):
            from_json(asked, {"shown": shown})

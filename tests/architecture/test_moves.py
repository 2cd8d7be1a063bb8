"""Whatever is kept of a customer follows when two customers become one, and comes back when that is undone."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from perennial.kernel.manifests import Move, moves
from perennial.people.models import Party

Key = models.ForeignKey


def _keys(model: type[models.Model]) -> Iterator["Key"]:
    yield from (field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey))


def _leading_to_party() -> set[type[models.Model]]:
    """All models from whose rows a key leads to a party, however far; parties themselves are merged, not moved."""
    found: set[type[models.Model]] = {Party}
    while True:
        more = {
            model
            for model in apps.get_models(include_auto_created=True)
            if model not in found and any(field.related_model in found for field in _keys(model))
        }
        if not more:
            return found - {Party}
        found |= more


def _declared() -> dict[type[models.Model], Move]:
    return {apps.get_model(move.key): move for move in moves}


def test_every_table_that_leads_to_a_customer_says_how_it_follows() -> None:
    forgotten = {model._meta.label for model in _leading_to_party() - _declared().keys()}
    assert not forgotten, "add a Move to `manifests.moves` in the slice's manifest.py"


def test_every_key_to_a_customer_is_named() -> None:
    """A table with two keys to customers names both, and one that has a key of its own does not merely hang on another."""
    wrong = []
    for model, move in _declared().items():
        own = {field.name for field in _keys(model) if field.related_model is Party}
        named = set(move.path.split())
        if (own and (named != own or move.how == "hang")) or (not own and move.how == "follow"):
            wrong.append(f"{move.key}: keys {sorted(own)}, named {sorted(named)}, {move.how}")
    assert not wrong


def _unique_with(model: type[models.Model], key: str) -> Iterator[set[str]]:
    """The other columns of whatever must be unique together with a key."""
    if model._meta.get_field(key).unique:
        yield set()
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and key in constraint.fields:
            yield set(constraint.fields) - {key}


@pytest.mark.parametrize("move", [move for move in moves if move.how == "follow"], ids=lambda move: move.key)
def test_what_may_be_there_once_a_customer_says_so(move: Move) -> None:
    model = apps.get_model(move.key)
    for key in move.path.split():
        for others in _unique_with(model, key):
            assert move.once, f"{move.key} is unique by {key} and {sorted(others)}: say `once`"
            assert set(move.once) - set(move.path.split()) <= others
    for name in move.once:
        assert model._meta.get_field(name)

"""A business with fields of its own."""

from collections.abc import Callable
from typing import Any

import pytest

from perennial.records.actions import OptionRow, define_field
from perennial.records.models import CustomField
from perennial.team.models import Member

Define = Callable[..., CustomField]


@pytest.fixture
def define(olive: Member) -> Define:
    """Adds a field to customers, unless told otherwise."""

    def make(name: str, type_: str = "text", *options: str, holder: str = "customers", **facts: Any) -> CustomField:
        rows = [OptionRow(option) for option in options]
        return define_field(by=olive, holder=holder, type=type_, name=name, options=rows, **facts)

    return make


@pytest.fixture
def plan(define: Define) -> CustomField:
    return define("Plan", "choice", "Free", "Gold", "Silver")

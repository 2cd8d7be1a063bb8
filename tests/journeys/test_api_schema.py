"""The API keeps what its description says: requests made from it by schemathesis, of every operation, with real and unreal ids.

No answer is a server error, none has a status that is not declared, and each has the shape that is declared for it.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from perennial.team.rest import Given, Shown
from perennial.team.rest.bearer import limits
from perennial.team.rest.composing import description
from tests.apiclient import Program

EXAMPLES = 12
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Hundreds of refusals are no news."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def schema(api: Program, ids: dict[str, Any]) -> Iterator[Any]:  # after what the test client did, which connects them
    """The description, asked for as a program asks. The test's own connection stays open after each answer."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _real(ids: dict[str, Any], path: str) -> str | None:
    """The id of a record that is there, for the operation at this path."""
    noun = path.split("/")[3]
    names = {
        "people": "people",
        "customers": "people",
        "organisations": "organisation",
        "orders": "purchases",
        "products": "purchases:product",
        "subscriptions": "purchases:subscription_pause",
        "touchpoints": "touchpoint_id",
        "follow-ups": "follow_up_id",
        "relations": "relation",
        "custom-fields": "records",
        "views": "records:edit_view",
        "audiences": "audience_id",
    }
    return str(ids[names[noun]]) if noun in names else None


def _operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        yield found.ok()


def _below(shape: type) -> Iterator[type]:
    for one in shape.__subclasses__():
        yield one
        yield from _below(one)


def test_each_shape_has_a_name_of_its_own() -> None:
    """Of two with the same name the description would tell one, for the operations of both."""
    description()  # brings every operation in
    names = Counter(shape.__name__ for root in (Shown, Given) for shape in _below(root))
    assert [name for name, count in names.items() if count > 1] == []


def test_every_operation_keeps_what_is_declared(schema: Any, api: Program, ids: dict[str, Any]) -> None:
    asked, told = 0, {"Authorization": f"Bearer {api.text}", "Accept-Encoding": "identity"}

    named = {
        "customer_id": str(ids["people"]),
        "owner_id": str(api.token.member_id),
        "subject_id": str(ids["people"]),
        "view_id": str(ids["records:edit_view"]),
    }

    def run(operation: Any) -> Callable[[], None]:
        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def asks(case: Case) -> None:
            nonlocal asked
            asked += 1
            limits.forget()
            real = _real(ids, operation.full_path)
            if real and "id" in case.path_parameters and asked % 4:
                case.path_parameters["id"] = real
            if isinstance(case.body, dict) and asked % 4:
                case.body |= {name: found for name, found in named.items() if name in case.body}
            with transaction.atomic():
                case.call_and_validate(checks=CHECKS, headers=told)
                transaction.set_rollback(True)

        return asks

    for operation in _operations(schema):
        run(operation)()
    assert asked > 300

"""The description of the API, as a page shows it."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from perennial.team.rest.composing import description


@dataclasses.dataclass(frozen=True)
class FieldRow:
    """One field of a body, or one parameter."""

    name: str
    type: str
    about: str
    required: bool


@dataclasses.dataclass(frozen=True)
class OperationRow:
    """One operation."""

    key: str
    method: str
    path: str
    summary: str
    about: str
    parameters: Sequence[FieldRow]
    body: Sequence[FieldRow]
    answer: Sequence[FieldRow]
    success: str
    refusals: Sequence[tuple[str, str]]


@dataclasses.dataclass(frozen=True)
class Chapter:
    """The operations of one noun."""

    key: str
    title: str
    about: str
    operations: Sequence[OperationRow]


def chapters() -> list[Chapter]:
    """Everything, noun by noun, straight from the description that programs read."""
    told = description()
    found = [
        (operation["tags"][0], _row(told, path, method, operation))
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    ]
    return [
        Chapter(
            tag["name"].lower().replace(" ", "-"),
            tag["name"],
            tag["description"],
            [row for name, row in found if name == tag["name"]],
        )
        for tag in told["tags"]
    ]


def _row(told: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> OperationRow:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    success, shape = next((status, answer) for status, answer in operation["responses"].items() if int(status) < 400)
    shown = shape.get("content", {}).get("application/json", {}).get("schema")
    refusals = [(str(status), answer["description"]) for status, answer in operation["responses"].items() if int(status) >= 400]
    return OperationRow(
        key=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        about=operation["description"].partition("\n")[2].strip().replace("`", ""),
        parameters=[
            FieldRow(one["name"], _type(told, one["schema"]), one.get("description", ""), one["required"])
            for one in operation["parameters"]
        ],
        body=list(_fields(told, body)) if body else [],
        answer=list(_fields(told, shown)) if shown else [],
        success=str(success),
        refusals=refusals,
    )


def _resolved(told: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = told["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _fields(told: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[FieldRow]:
    whole = _resolved(told, schema)
    for name, part in whole.get("properties", {}).items():
        yield FieldRow(name, _type(told, part), part.get("description", ""), name in whole.get("required", ()))


def _type(told: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """What may stand there, in few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    if "anyOf" in schema:
        return " | ".join(_type(told, part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"{_type(told, schema.get('items', {}))} […]"
    return str(schema.get("format") or schema.get("const") or schema.get("type", "any"))

"""Shapes that are the same in every part of the API."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

_ID = re.compile(r"([1-9][0-9]{0,17}|[1-8][0-9]{18})", re.ASCII)

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?", re.ASCII)


def _number(value: Any) -> int:
    if isinstance(value, str) and _ID.fullmatch(value):
        return int(value)
    raise ValueError("an id is a text of digits")


Id = Annotated[
    int,
    BeforeValidator(_number),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": f"^{_ID.pattern}$", "examples": ["388042123456789012"]}),
]


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("write it as a text")
    return value


def _clock_time(value: Any) -> Any:
    if not (isinstance(value, str) and _TIME.fullmatch(value)):
        raise ValueError("write a time as 14:30 or 14:30:00, without a zone")
    return value


def _in_utc(value: dt.datetime) -> dt.datetime:
    try:
        return value.astimezone(dt.UTC)
    except (OverflowError, ValueError):
        raise ValueError("this moment lies outside of all calendars") from None


class OneOf:
    """Narrows a text to some fixed words: `Annotated[str, OneOf(Stage.values)]`."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = values

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.values))


Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Moment = Annotated[AwareDatetime, BeforeValidator(_text), AfterValidator(_in_utc)]
Day = Annotated[dt.date, BeforeValidator(_text)]
TimeOfDay = Annotated[
    dt.time,
    BeforeValidator(_clock_time),
    WithJsonSchema({"type": "string", "pattern": f"^{_TIME.pattern}$", "examples": ["14:30"]}),
]
Text = Annotated[str, StringConstraints(max_length=200)]


class Given(BaseModel):
    """What a program sends: nothing that we do not know, because it would be lost without a word."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What a program is told. Only described: answers are written without it, because with it fifty rows cost twice as much."""

    model_config = ConfigDict(extra="forbid")


class Wrong(Shown):
    """One thing that is wrong, and where."""

    detail: str
    pointer: str = Field("", description="Where in the body, as a JSON pointer (RFC 6901).")
    parameter: str = Field("", description="Which parameter of the address.")
    header: str = Field("", description="Which header.")


class ProblemShown(BaseModel):
    """Why a request was not done (RFC 9457)."""

    type: str = Field(description="An address that explains this kind of problem.")
    title: str
    status: int
    detail: str = Field(description="What is wrong, in words, and how to mend it.")
    errors: list[Wrong] = Field([], description="Where it is wrong, when it is in several places or in one.")

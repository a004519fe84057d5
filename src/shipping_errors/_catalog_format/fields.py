"""The values in a catalog file: codes, statuses, ranges, paths, days; and what to write instead."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from shipping_errors._scalars import as_code, as_message

_WIDEST_RANGE = 10_000  # ranges are expanded when a catalog is loaded


class Span(NamedTuple):
    """Whole numbers from ``first`` to ``last``, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        """Write ``500-504``, or ``400`` where both ends are the same."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def numbers(self) -> range:
        """All numbers of the range."""
        return range(self.first, self.last + 1)


def refuse(remedy: str) -> PydanticCustomError:
    """Make the error that says what to write instead."""
    return PydanticCustomError("wrong-value", "{remedy}", {"remedy": remedy})


def _read_range(value: object) -> Span:
    ends = (
        re.fullmatch(r"(0|[1-9][0-9]{0,8}) ?- ?(0|[1-9][0-9]{0,8})", value)
        if isinstance(value, str)
        else None
    )
    if ends is None:
        raise refuse('a range is two plain numbers and a hyphen, in quotes: "500-504"')
    span = Span(int(ends[1]), int(ends[2]))
    if not span.first < span.last <= span.first + _WIDEST_RANGE:
        raise refuse(
            f"a range goes from a lower number to a higher, {_WIDEST_RANGE} above it at most"
        )
    return span


def _check_code(code: str) -> str:
    if as_code(code) != code:
        raise refuse(REMEDIES[_CODE])
    return code


def _check_line(text: str) -> str:
    if as_message(text) != text:
        raise refuse("write text on one line, without spaces around it")
    return text


def _read_day(value: object) -> object:
    """Let pydantic read no number as a day, nor a text that is one."""
    if isinstance(value, date) or (isinstance(value, str) and re.match(r"\d{4}-", value)):
        return value
    raise refuse("write a day as YYYY-MM-DD")


def _read_statuses(value: object) -> Span:
    if type(value) is not int and not isinstance(value, str):
        raise refuse('write a number (400), or a range in quotes ("500-504")')
    span = _read_range(value) if isinstance(value, str) else Span(value, value)
    if not 100 <= span.first <= span.last <= 599:  # noqa: PLR2004 - HTTP's own limits
        raise refuse("an HTTP status is a number from 100 to 599")
    return span


def _write_statuses(span: Span) -> int | str:
    return span.first if span.first == span.last else str(span)


def _read_list_path(value: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, str) or not re.fullmatch(
        r"[^.\[\]*]+(\[\])?(\.[^.\[\]*]+(\[\])?)*", value
    ):
        raise refuse(
            "a path is keys joined by dots, and [] behind the key of a list: rates[].message"
        )
    return tuple(tuple(filter(None, part.split("."))) for part in value.split("[]"))


def _write_list_path(path: tuple[tuple[str, ...], ...]) -> str:
    return "[].".join(map(".".join, path)).removesuffix(".")


def _read_path(value: object) -> tuple[str, ...]:
    path, *rest = _read_list_path(value)
    if rest:
        raise refuse("this path leads to one value; [] may stand in field_errors alone")
    return path


_TEXT_SCHEMA = {"type": "string", "minLength": 1}
_RANGE_SCHEMA = {"type": "string", "pattern": "^[0-9]+ ?- ?[0-9]+$"}
_STATUSES_SCHEMA = {"anyOf": [{"type": "integer", "minimum": 100, "maximum": 599}, _RANGE_SCHEMA]}

_URL = "^https?://"
_CLASS = r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$"
_ATTRIBUTE = r"^[A-Za-z_]\w*$"
PROVIDER_ID = "^[a-z0-9]+(_[a-z0-9]+)*$"
_CODE = r"^\S(.{0,198}\S)?$"
_HOST = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(/[^\s/?#]+)*$"
REMEDIES = {
    _URL: "an address starts with https:// or http://",
    PROVIDER_ID: "an id is lower-case letters and digits, with single underscores between them",
    _HOST: "a host is a lower-case name without scheme and port: api.example.com, or "
    "api.example.com/tracking where several APIs share it",
    _CLASS: "a class has its module in front: acme.errors.ApiError",
    _ATTRIBUTE: "the name of one attribute: http_status",
    _CODE: "a code is 1 to 200 printable characters, without spaces around them",
}
"""What to write, for each pattern of a text."""

Text = Annotated[str, Field(min_length=1)]
Url = Annotated[str, Field(pattern=_URL)]
ProviderId = Annotated[str, Field(pattern=PROVIDER_ID)]
Host = Annotated[str, Field(pattern=_HOST)]
ClassName = Annotated[str, Field(pattern=_CLASS)]
AttributeName = Annotated[str, Field(pattern=_ATTRIBUTE)]
Line = Annotated[str, Field(min_length=1), AfterValidator(_check_line)]
Code = Annotated[str, Field(pattern=_CODE), AfterValidator(_check_code)]
CodeRange = Annotated[
    Span, BeforeValidator(_read_range), PlainSerializer(Span.__str__), WithJsonSchema(_RANGE_SCHEMA)
]
Statuses = Annotated[
    Span,
    BeforeValidator(_read_statuses),
    PlainSerializer(_write_statuses),
    WithJsonSchema(_STATUSES_SCHEMA),
]
Path = Annotated[
    tuple[str, ...],
    BeforeValidator(_read_path),
    PlainSerializer(".".join),
    WithJsonSchema({**_TEXT_SCHEMA, "examples": ["meta.code"]}),
]
ListPath = Annotated[
    tuple[tuple[str, ...], ...],
    BeforeValidator(_read_list_path),
    PlainSerializer(_write_list_path),
    WithJsonSchema({**_TEXT_SCHEMA, "examples": ["meta.details", "data.rates[].error_message"]}),
]
Day = Annotated[date, BeforeValidator(_read_day)]

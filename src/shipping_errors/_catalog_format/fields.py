"""The values in a catalog file: codes, statuses, ranges, paths, days; and what to write instead."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from shipping_errors._scalars import as_code, as_message

from .templates import problem_of

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_PATH = 30  # steps; each costs time in every call
_LONGEST_PATH_TEXT = 1_000
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


def _reader_of_paths(pattern: str, remedy: str) -> Callable[[object], tuple[str, ...]]:
    """Make the function that reads one kind of path."""

    def read(value: object) -> tuple[str, ...]:
        if not isinstance(value, str):
            raise refuse(remedy)
        if len(value) > _LONGEST_PATH_TEXT:
            raise refuse(f"a path has {_LONGEST_PATH_TEXT} characters at most")
        if not re.fullmatch(pattern, value):
            raise refuse(remedy)
        steps = tuple(filter(None, value.replace("[]", ".[]").split(".")))
        if len(steps) > _LONGEST_PATH:
            raise refuse(f"a path has {_LONGEST_PATH} steps at most")
        return steps

    return read


def write_path(path: tuple[str, ...]) -> str:
    """Write a path as it is written in a catalog: ``errors[].code``."""
    return ".".join(path).replace(".[]", "[]") or "."


LIST = "[]"
"""The step of a path into the items of a list."""
ANY_KEY = "*"
"""The step of a path to the value of any key."""

_KEY = r"[^.\[\]*]+(\[\])*"
_read_path = _reader_of_paths(
    rf"\.|(\[\]|{_KEY})(\.{_KEY})*",
    "a path is keys joined by dots, and [] behind the key of a list: errors[].code",
)
_read_path_or_key = _reader_of_paths(
    rf"\*|\.|(\[\]|{_KEY})(\.{_KEY})*",
    "a path is keys joined by dots, and [] behind a list; or * alone, for the key of the error",
)
_read_errors_path = _reader_of_paths(
    rf"(\[\]|\*|{_KEY})(\.(\*|{_KEY}))*",
    "a path is keys joined by dots, [] behind a list, and * for any key: data.*.errors[]",
)


def _read_results(value: object) -> object:
    if value is True:
        return value
    if not isinstance(value, (list, tuple)):
        raise refuse("write true, or a list of paths to what succeeded")
    return tuple(path if isinstance(path, tuple) else _read_path(path) for path in value)


def _write_results(results: object) -> object:
    return list(map(write_path, results)) if isinstance(results, tuple) else results


def _check_template(text: str) -> str:
    problem = problem_of(text)
    if problem:
        raise refuse(problem)
    return text


def _read_words(value: object) -> object:
    if not isinstance(value, dict) or not value:
        raise refuse("words are a map from what the body says to true or false: {ok: true}")
    for word, flag in value.items():
        if not isinstance(flag, bool):
            raise refuse(f"write true or false behind {word!r}")
    return tuple((str(word), flag) for word, flag in value.items())


def _read_conditions(value: object) -> object:
    """Read ``{type: [a, b], source: c}`` as pairs of a fact and its texts."""
    if not isinstance(value, dict) or not value:
        raise refuse("a condition is a map from facts to texts: {type: [validation]}")
    conditions = []
    for fact, texts in value.items():
        listed = texts if isinstance(texts, (list, tuple)) else [texts]
        if not listed or not all(isinstance(text, str) and text for text in listed):
            raise refuse(f"write a text, or a list of texts, behind {fact!r}; numbers in quotes")
        conditions.append((fact, tuple(listed)))
    return tuple(conditions)


_TEXT_SCHEMA = {"type": "string", "minLength": 1}
_RANGE_SCHEMA = {"type": "string", "pattern": "^[0-9]+ ?- ?[0-9]+$"}
_STATUSES_SCHEMA = {"anyOf": [{"type": "integer", "minimum": 100, "maximum": 599}, _RANGE_SCHEMA]}

_URL = r"^https?://[^\s/]"
_CLASS = r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$"
_ATTRIBUTE = r"^[A-Za-z_]\w*$"
PROVIDER_ID = "^[a-z0-9]+(_[a-z0-9]+)*$"
LANGUAGE = "^[a-z]{2}$"
_FACT = "^[a-z][a-z0-9_]*$"
_CODE = r"^\S(.{0,198}\S)?$"
_HOST = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(/[^\s/?#]+)*$"
REMEDIES = {
    _URL: "an address starts with https:// or http://, and has a host",
    PROVIDER_ID: "an id is lower-case letters and digits, with single underscores between them",
    _HOST: "a host is a lower-case name without scheme and port: api.example.com, or "
    "api.example.com/tracking where several APIs share it",
    _CLASS: "a class has its module in front: acme.errors.ApiError",
    _ATTRIBUTE: "the name of one attribute: http_status",
    LANGUAGE: "a language is two letters: en",
    _FACT: "the name of a fact is lower-case letters, digits and underscores",
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
    PlainSerializer(write_path),
    WithJsonSchema({**_TEXT_SCHEMA, "examples": ["meta.code", "data.rates[].error_message"]}),
]
PathOrKey = Annotated[
    tuple[str, ...],
    BeforeValidator(_read_path_or_key),
    PlainSerializer(write_path),
    WithJsonSchema({**_TEXT_SCHEMA, "examples": ["code", "*"]}),
]
ErrorsPath = Annotated[
    tuple[str, ...],
    BeforeValidator(_read_errors_path),
    PlainSerializer(write_path),
    WithJsonSchema({**_TEXT_SCHEMA, "examples": ["errors[]", "data.*.userErrors[]"]}),
]
FactName = Annotated[str, Field(pattern=_FACT)]
LikeTemplate = Annotated[Line, AfterValidator(_check_template)]
Results = Annotated[
    Literal[True] | tuple[tuple[str, ...], ...],
    PlainValidator(_read_results),
    PlainSerializer(_write_results),
    WithJsonSchema({"anyOf": [{"const": True}, {"type": "array", "items": _TEXT_SCHEMA}]}),
]
Words = Annotated[
    tuple[tuple[str, bool], ...],
    BeforeValidator(_read_words),
    PlainSerializer(dict),
    WithJsonSchema(
        {"type": "object", "additionalProperties": {"type": "boolean"}, "minProperties": 1}
    ),
]
Conditions = Annotated[
    tuple[tuple[str, tuple[str, ...]], ...],
    BeforeValidator(_read_conditions),
    PlainSerializer(lambda pairs: {fact: list(texts) for fact, texts in pairs}),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {
                "anyOf": [_TEXT_SCHEMA, {"type": "array", "items": _TEXT_SCHEMA, "minItems": 1}]
            },
            "minProperties": 1,
        }
    ),
]
Day = Annotated[date, BeforeValidator(_read_day)]

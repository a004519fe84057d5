"""A body becomes a ``ParsedBody``: the few things in it that matter, wherever they stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic_core import from_json

from shipping_errors._normalized_error import FieldError
from shipping_errors._scalars import as_message, message_of_plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors._catalog_format.models import FieldErrorPath

_T = TypeVar("_T")

_LONGEST_NUMBER = 1_000
_DEEPEST_FIELD = 6
_MOST_NODES = 1_000


class ParsedBody(NamedTuple):
    """What a body says, by the provider's envelope. None where it says nothing usable."""

    code: str | None = None
    message: str | None = None
    success: bool | None = None
    retryable: bool | None = None
    retry_date: str | None = None
    """The text in which a date of the next possible try may stand."""
    field_errors: tuple[FieldError, ...] = ()
    has_invalid_code: bool = False
    """Whether something stands where a code belongs that is none."""
    is_not_structured: bool = False
    """Whether the body holds something that is no JSON object or list: a page, a text, a number."""


ParseObject = Callable[[dict[Any, Any]], ParsedBody]
"""Reads a JSON object by a provider's envelope."""

EMPTY_BODY = ParsedBody()


def parse_body(parse_object: ParseObject, body: object) -> ParsedBody:
    """Read a body: bytes, bytearray, memoryview, str, decoded JSON, or None.

    Anything else is is_not_structured, and so is what raises when it is looked at.
    """
    try:
        data = body
        if isinstance(body, (bytes, str)):
            try:
                data = from_json(body)
            except (ValueError, TypeError):  # TypeError: text with half of a surrogate pair
                data = _decode_leniently(body)
        elif isinstance(body, (bytearray, memoryview)):
            return parse_body(parse_object, bytes(body))
        if isinstance(data, dict):
            return parse_object(data)
        if data is None or isinstance(data, list):
            return EMPTY_BODY
        return ParsedBody(message=_message_of_foreign(data), is_not_structured=True)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return ParsedBody(is_not_structured=True)


def _decode_leniently(body: bytes | str) -> object:
    """Decode what a strict parser refuses; a ``_Text`` where it is no JSON, None where nothing.

    Real servers send for JSON: half of a surrogate pair (a text cut in the middle of an emoji), a
    line break inside a text, wrong UTF-8, a byte order mark.
    """
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    text = text.strip("\ufeff \t\r\n")
    if not text.startswith(("{", "[")):
        return _Text(text) if text else None
    try:
        data: object = json.loads(text, strict=False, parse_int=_parse_int)
    except (ValueError, RecursionError):
        return _Text(text)
    return data


def _parse_int(digits: str) -> int | None:
    """Parse a number, unless it is so long that Python refuses: it is nobody's code."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


class _Text(str):
    """A body that is not JSON."""

    __slots__ = ()


def _message_of_foreign(data: object) -> str | None:
    """Say what a body says, or is, that is no JSON object or list."""
    if isinstance(data, _Text):
        return message_of_plain_text(data)
    if isinstance(data, (str, int, float)):
        return as_message(data)
    return f"The body is of type {type(data).__name__}; pass bytes, str, or the decoded JSON."


def first_usable(
    data: object, paths: tuple[tuple[str, ...], ...], usable: Callable[[object], _T | None]
) -> _T | None:
    """Return what the first path that leads to something usable leads to."""
    for path in paths:
        value = usable(_value_at(data, path))
        if value is not None:
            return value
    return None


def _value_at(data: object, path: tuple[str, ...]) -> object:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def is_anything_at(data: object, paths: tuple[tuple[str, ...], ...]) -> bool:
    """Whether anything stands at one of the paths."""
    return any(_value_at(data, path) is not None for path in paths)


def field_errors(place: FieldErrorPath, listed: object) -> tuple[FieldError, ...]:
    """Read what is listed at a place: a text, an object, or a list of texts and objects."""
    errors: list[FieldError] = []
    head, *rest = place.at
    for location, value in _values_at(listed, rest, head):
        if isinstance(value, str):
            _add(errors, ".".join(location), value)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                _add_object(errors, place, item)
            elif item is not value:
                _add(errors, "", item)
    return tuple(errors)


def _values_at(
    value: object, path: list[tuple[str, ...]], location: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Go through all that a path leads to from list to list, each with the keys that lead to it."""
    if not path:
        yield location, value
    elif isinstance(value, list):
        keys, *rest = path
        for index, item in enumerate(value):
            yield from _values_at(_value_at(item, keys), rest, (*location, str(index), *keys))


def _add_object(errors: list[FieldError], place: FieldErrorPath, item: dict[Any, Any]) -> None:
    if place.message in item or (place.path in item and not place.map):
        _add(errors, item.get(place.path), item.get(place.message))
    elif place.map:
        for field, said in item.items():
            for path, text in islice(_walk((str(field),), said), _MOST_NODES):
                if not isinstance(text, (dict, list)):
                    _add(errors, ".".join(path), text)


def _walk(path: tuple[str, ...], said: object) -> Iterator[tuple[tuple[str, ...], object]]:
    """Go down from a field to all that is said of it: texts, of which a list holds several.

    Decoded data may hold itself, so it does not go too deep, and yields objects and lists as well
    for the caller to count.
    """
    yield path, said
    if len(path) > _DEEPEST_FIELD:
        return
    if isinstance(said, dict):
        for field, inner in said.items():
            yield from _walk((*path, str(field)), inner)
    elif isinstance(said, list):
        for index, inner in enumerate(said):
            is_text = not isinstance(inner, (dict, list))
            yield from _walk(path if is_text else (*path, str(index)), inner)


def _add(errors: list[FieldError], path: object, message: object) -> None:
    error = FieldError(as_message(path) or "", as_message(message) or "")
    if error.path or error.message:
        errors.append(error)

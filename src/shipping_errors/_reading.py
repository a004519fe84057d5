"""A body becomes a ``Reading``: the few things in it that matter, wherever they stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import from_json

from ._answer import FieldError
from ._text import as_code, as_flag, as_message, message_of_plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._catalog import FieldErrorPlace
    from ._layout import Layout


class Reading(NamedTuple):
    """What a body says, by the provider's envelope. None where it says nothing usable."""

    code: str | None = None
    message: str | None = None
    success: bool | None = None
    retryable: bool | None = None
    field_errors: tuple[FieldError, ...] = ()
    date_text: str | None = None
    """The text in which a retry date may stand."""
    foreign: bool = False
    """Whether the body holds something that is no JSON object or list: a page, a text, a number."""


EMPTY = Reading()
_NOTHING: dict[Any, Any] = {}


def read(layout: Layout, body: object) -> Reading:
    """Read a body: bytes, bytearray, memoryview, str, decoded JSON, or None.

    Anything else is foreign, and so is what raises when it is looked at.
    """
    try:
        if isinstance(body, (bytes, str)):
            try:
                data = from_json(body)
            except (ValueError, TypeError):  # TypeError: text with half of a surrogate pair
                return _read_text(layout, body)
        elif isinstance(body, (bytearray, memoryview)):
            return read(layout, bytes(body))
        else:
            data = body
        if isinstance(data, dict):
            return _read_object(layout, data)
        if data is None or isinstance(data, list):
            return EMPTY
        return Reading(message=_message_of_value(data), foreign=True)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return Reading(foreign=True)


def _read_text(layout: Layout, body: bytes | str) -> Reading:
    """Read a body that a strict JSON parser refuses."""
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    text = text.strip("\ufeff \t\r\n")
    data = _parse_leniently(text) if text.startswith(("{", "[")) else None
    if data is not None:
        return read(layout, data)
    return Reading(message=message_of_plain_text(text), foreign=True) if text else EMPTY


def _parse_leniently(text: str) -> object:
    """Parse what real servers send for JSON and a strict parser refuses.

    Half of a surrogate pair (a text cut in the middle of an emoji), a line break inside a text,
    wrong UTF-8. Returns None for what is no JSON even so.
    """
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _read_object(  # noqa: C901, PLR0912 - see below
    layout: Layout, data: dict[Any, Any]
) -> Reading:
    """Take from each field's spots the first that holds something usable.

    One loop for each field, and a tuple made without the class's own ``__new__``: this is where a
    call spends its time, and a shared loop or a call for each field costs a third more.
    """
    objects = [data]
    for parent, key in layout.objects:
        child = objects[parent].get(key)
        objects.append(child if isinstance(child, dict) else _NOTHING)
    code = message = success = retryable = date_text = None
    for number, key in layout.code:
        code = as_code(objects[number].get(key))
        if code is not None:
            break
    for number, key in layout.message:
        message = as_message(objects[number].get(key))
        if message is not None:
            break
    for number, key in layout.success:
        success = as_flag(objects[number].get(key))
        if success is not None:
            break
    for number, key in layout.retryable:
        retryable = as_flag(objects[number].get(key))
        if retryable is not None:
            break
    for number, key in layout.retry_date:
        value = objects[number].get(key)
        if isinstance(value, str):
            date_text = value
            break
    field_errors: tuple[FieldError, ...] = ()
    for number, key, place in layout.field_errors:
        listed = objects[number].get(key)
        if listed and not isinstance(listed, str):
            field_errors = _field_errors(data, place)
            if field_errors:
                break
    return tuple.__new__(
        Reading, (code, message, success, retryable, field_errors, date_text, False)
    )


def _field_errors(data: object, place: FieldErrorPlace) -> tuple[FieldError, ...]:
    """Read what a place lists: a text, an object, or a list of texts and objects."""
    errors: list[FieldError] = []
    for location, value in _values_at(data, place.at, ()):
        if isinstance(value, str):
            _add(errors, ".".join(location), value)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                _add_object(errors, place, item)
            elif item is not value:
                _add(errors, "", item)
    return tuple(errors)


def _values_at(
    data: object, path: tuple[tuple[str, ...], ...], location: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Go through everything that a path with lists leads to, each with the keys that lead to it."""
    keys, *rest = path
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    location += keys
    if not rest:
        yield location, data
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _values_at(item, tuple(rest), (*location, str(index)))


def _add_object(errors: list[FieldError], place: FieldErrorPlace, item: dict[Any, Any]) -> None:
    if place.message in item or (place.path in item and not place.map):
        _add(errors, item.get(place.path), item.get(place.message))
    elif place.map:
        for field, texts in item.items():
            for text in texts if isinstance(texts, list) else [texts]:
                _add(errors, field, text)


def _add(errors: list[FieldError], path: object, message: object) -> None:
    error = FieldError(as_message(path) or "", as_message(message) or "")
    if error.path or error.message:
        errors.append(error)


def _message_of_value(value: object) -> str | None:
    """Say what a body is that is neither text nor a JSON object or list."""
    if isinstance(value, (str, int, float)):
        return as_message(value)
    kind = type(value).__name__
    return f"The body is of type {kind}; pass bytes, str, or the decoded JSON."

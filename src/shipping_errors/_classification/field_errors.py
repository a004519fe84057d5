"""Find the fields that a provider refused, in any of the usual shapes of bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipping_errors._normalized_error import field_error
from shipping_errors._scalars import as_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors._normalized_error import FieldError

    from .envelope import FieldErrorsAt, Steps

MOST_FIELD_ERRORS = 1_000
_DEEPEST_FIELD = 6
_MOST_NODES = 5_000  # of all values that one place leads to
_LONGEST_PART = 2_000  # of a path, before the parts are joined
# Shapes of one field error that are common, whatever keys an envelope names.
_PATH_KEYS = ("path", "field")
_TEXT_KEYS = ("info", "message")


def read_field_errors(data: object, places: tuple[FieldErrorsAt, ...]) -> tuple[FieldError, ...]:
    """Return the field errors at the first path that has any."""
    for place in places:
        errors = field_errors_at(data, place)
        if errors:
            return errors
    return ()


def field_errors_at(data: object, place: FieldErrorsAt) -> tuple[FieldError, ...]:
    """Return what is listed at a place: a text, an object, or a list of texts and objects."""
    errors: list[FieldError] = []
    is_of_items = "[]" in place.at  # a text elsewhere is the message
    left = [_MOST_NODES]
    values = _values_at(data, place.at, (), left) if is_of_items else _value_at(data, place.at)
    for location, value in values:
        if isinstance(value, str) and is_of_items:
            _add(errors, ".".join(location), value)
        for item in value[:MOST_FIELD_ERRORS] if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                _add_object(errors, place, item, left)
            elif item is not value:
                _add(errors, "", item)
        if len(errors) >= MOST_FIELD_ERRORS:
            break
    return tuple(errors[:MOST_FIELD_ERRORS])


def _value_at(data: object, steps: Steps) -> tuple[tuple[Steps, object], ...]:
    """Do what ``_values_at`` does, for a path without lists, and without the keys to the value."""
    for step in steps:
        if not isinstance(data, dict):
            return ()
        data = data.get(step)
    return (((), data),)


def _values_at(
    data: object, steps: Steps, location: Steps, left: list[int]
) -> Iterator[tuple[Steps, object]]:
    """Yield all values at a path, each with the keys and indexes that lead to it.

    ``left`` counts down the values that are looked at: decoded data may contain itself.
    """
    for position, step in enumerate(steps):
        if step == "[]":
            rest = steps[position + 1 :]
            if not rest:
                break  # the list itself: its items are read by the caller
            if isinstance(data, list):
                for index, item in enumerate(data):
                    left[0] -= 1
                    if left[0] < 0:
                        return
                    yield from _values_at(item, rest, (*location, str(index)), left)
            return
        if not isinstance(data, dict):
            return
        data, location = data.get(step), (*location, step)
    yield location, data


def _add_object(
    errors: list[FieldError],
    place: FieldErrorsAt,
    item: dict[object, object],
    left: list[int],
) -> None:
    if place.message in item or (place.path in item and not place.map):
        _add(errors, item.get(place.path), item.get(place.message))
    elif place.map:
        path, text = _first(item, _PATH_KEYS), _first(item, _TEXT_KEYS)
        if path and text and len(item) == 2:  # noqa: PLR2004 - one field error: a path and a text
            _add(errors, path, text)
            return
        for field, said in item.items():
            _add_map(errors, str(field), said, left)


def _add_map(errors: list[FieldError], field: str, said: object, left: list[int]) -> None:
    """Add all texts about a field, and about the fields in it."""
    joined: Steps = ()
    path = ""
    for keys, value in _walk((field,), said, left):
        if len(errors) >= MOST_FIELD_ERRORS:
            return
        if not isinstance(value, (dict, list)):
            if keys is not joined:  # a field may have many texts, and a long name
                joined, path = keys, as_message(".".join(key[:_LONGEST_PART] for key in keys)) or ""
            _append(errors, path, value)


def _first(item: dict[object, object], keys: tuple[str, ...]) -> object:
    return next((item[key] for key in keys if isinstance(item.get(key), str)), None)


def _walk(path: Steps, said: object, left: list[int]) -> Iterator[tuple[Steps, object]]:
    """Yield all texts about a field, and about the fields in it; a list can have several.

    Decoded data may contain itself, so the depth and the number of values are limited.
    """
    left[0] -= 1
    if left[0] < 0:
        return
    yield path, said
    if len(path) > _DEEPEST_FIELD:
        return
    if isinstance(said, dict):
        for field, inner in said.items():
            yield from _walk((*path, str(field)), inner, left)
    elif isinstance(said, list):
        for index, inner in enumerate(said):
            is_text = not isinstance(inner, (dict, list))
            yield from _walk(path if is_text else (*path, str(index)), inner, left)


def _add(errors: list[FieldError], path: object, message: object) -> None:
    _append(errors, as_message(path) or "", message)


def _append(errors: list[FieldError], path: str, message: object) -> None:
    text = as_message(message) or ""
    if path or text:
        errors.append(field_error(path, text))

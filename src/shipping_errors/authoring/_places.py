"""Where a body that no catalog can read most likely has its codes and texts.

A guess, for a person to check: by the names of keys that most APIs use.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from shipping_errors._catalog_format.fields import LIST, write_path
from shipping_errors._classification.decode import XmlOfProvider, decode
from shipping_errors._classification.envelope import split_path
from shipping_errors._classification.paths import values_at
from shipping_errors._scalars import as_code, as_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    Steps = tuple[str, ...]

_CODES = ("code", "errorcode", "errcode", "faultcode", "statuscode", "resultcode", "messagecode")
_CODES_OF_ERRORS = ("id", "key", "type", "number", "status")
"""Names that mean a code only in what is called an error."""
_MESSAGES = (
    *("message", "msg", "errormessage", "text", "errortext", "description", "errordescription"),
    *("detail", "details", "title", "reason", "info", "faultstring"),
)
_ERRORS = re.compile("err|fault|fail|reject|problem|warning|message", re.IGNORECASE)
_MOST_VALUES = 10_000  # decoded data may contain itself
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


class Places(NamedTuple):
    """Where a body has its errors."""

    at: Steps
    """The path to listed errors; empty for the body's own error."""
    code: Steps
    """The path to a code: from the listed error, or from the body."""
    message: Steps | None
    """The path to a text, from the same place."""


class Seen(NamedTuple):
    """A code of a body, and the text beside it."""

    code: str
    text: str | None


def decoded(body: object) -> tuple[object, str | None]:
    """Return the data of a body, and the name of its root if it is XML."""
    data = decode(body, XmlOfProvider(None), None)
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    is_xml = (
        isinstance(data, dict) and isinstance(text, str) and text.lstrip("\ufeff \r\n")[:1] == "<"
    )
    root = _ROOT.search(str(text)) if is_xml else None
    return data, root and root[1]


def guess_places(data: object) -> Places | None:
    """Return where a body most likely has its codes; None where nothing looks like one."""
    best, most = None, 0
    for path, item in _objects(data):
        code, message = _code_key(item, path), _message_key(item)
        if code is None:
            continue
        points = 1 + 2 * (message is not None) + 4 * bool(_ERRORS.search(".".join(path)))
        if points > most:
            most, best = points, _split((*path, code), message)
    return best


def places_at(code_path: str, data: object) -> Places:
    """Return the places for a path to a code, with the text that is beside the code."""
    code = split_path(code_path)
    beside = (item for item in values_at(data, code[:-1]) if isinstance(item, dict))
    messages = (key for item in beside if (key := _message_key(item)) is not None)
    return _split(code, next(messages, None))


def _split(code: Steps, message: str | None) -> Places:
    """Return the places for a path to a code: what is behind the last list starts in its items."""
    end = len(code) - code[::-1].index(LIST) if LIST in code else 0
    beside = None if message is None else (*code[end:-1], message)
    return Places(code[:end], code[end:], beside)


def seen_at(places: Places, data: object) -> list[Seen]:
    """Return the codes that are at the places, each once."""
    seen: dict[str, Seen] = {}
    for error in values_at(data, places.at):
        code = next(filter(None, map(as_code, values_at(error, places.code))), None)
        if code is not None:
            texts = map(as_message, values_at(error, places.message) if places.message else ())
            seen.setdefault(code, Seen(code, next(filter(None, texts), None)))
    return list(seen.values())


def codes_in(data: object) -> Iterator[str]:
    """Yield each path to what can be a code, with the code, for a message."""
    for path, item in _objects(data):
        for key, value in item.items():
            if _is_key(key) and (code := as_code(value)) is not None:
                yield f"{write_path((*path, key))} is {code}"


def _objects(data: object) -> Iterator[tuple[Steps, dict[str, object]]]:
    """Yield the objects of a body, each with its path, from the outside to the inside."""
    waiting: deque[tuple[Steps, object]] = deque([((), data)])
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        path, value = waiting.popleft()
        if isinstance(value, dict):
            yield path, value
            waiting.extend(((*path, key), inner) for key, inner in value.items() if _is_key(key))
        elif isinstance(value, list):
            waiting.extend(((*path, LIST), item) for item in value)


def _is_key(key: object) -> bool:
    """Whether a path can name a key."""
    return isinstance(key, str) and bool(key) and not set(key) & set(".[]*")


def _code_key(item: dict[str, object], path: Steps) -> str | None:
    named = {_plain(key): key for key in item if _is_key(key) and as_code(item[key]) is not None}
    names = (*_CODES, *(_CODES_OF_ERRORS if _ERRORS.search(".".join(path)) else ()))
    return next((named[name] for name in names if name in named), None)


def _message_key(item: dict[str, object]) -> str | None:
    named = {_plain(key): key for key in item if _is_key(key) and as_message(item[key])}
    return next((named[name] for name in _MESSAGES if name in named), None)


def _plain(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")

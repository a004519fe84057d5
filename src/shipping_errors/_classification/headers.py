"""HTTP headers of any client, by lower-case name."""

from __future__ import annotations

from typing import Any

_LARGEST_NUMBER = 1e18


def header(headers: object, name: str) -> str | None:
    """Return a header's value; ``name`` is in lower case."""
    return by_lower_name(headers).get(name) if headers is not None else None


def by_lower_name(headers: object) -> dict[str, str]:
    """Return the headers of any mapping, or list of pairs, whose names and values are text."""
    named: dict[str, str] = {}
    try:
        pairs: Any = headers or ()
        for name, value in pairs.items() if hasattr(pairs, "items") else pairs:
            text = _text(value).strip()
            if text:
                named.setdefault(_text(name).strip().lower(), text)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return named
    return named


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, (list, tuple)) and value:
        return _text(value[0])
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and abs(value) < _LARGEST_NUMBER else ""

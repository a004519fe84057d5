"""HTTP headers of any client, by lower-case name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container

_LARGEST_NUMBER = 1e18


def header(headers: object, name: str) -> str | None:
    """Return a header's value; ``name`` is in lower case."""
    return by_lower_name(headers, (name,)).get(name) if headers is not None else None


def by_lower_name(headers: object, wanted: Container[str]) -> dict[str, str]:
    """Return the wanted headers of any mapping, or list of pairs, whose values are text."""
    named: dict[str, str] = {}
    try:
        pairs: Any = headers or ()
        for name, value in pairs.items() if hasattr(pairs, "items") else pairs:
            lower = (name if type(name) is str else _text(name)).strip().lower()
            if lower in wanted:
                text = _text(value).strip()
                if text:
                    named.setdefault(lower, text)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return named
    return named


def _text(value: object) -> str:
    if type(value) is str:
        return value
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, (list, tuple)) and value:
        return _text(value[0])
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and abs(value) < _LARGEST_NUMBER else ""

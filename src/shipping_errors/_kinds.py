"""Classes known by name, so that a client's objects are recognized without importing the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def names(kind: type) -> Iterator[str]:
    """Go through the full names of a class and of all that it inherits from, nearest first."""
    for base in kind.__mro__:
        yield f"{base.__module__}.{base.__qualname__}"


def attribute(thing: object, name: str) -> object:
    """Return an attribute; None where there is none, or where looking for it raises."""
    try:
        return getattr(thing, name, None)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return None

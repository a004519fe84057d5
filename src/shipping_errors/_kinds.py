"""Classes known by name, so that a client's objects are recognized without importing the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


def names(kind: type) -> Iterator[str]:
    """Go through the full names of a class and of all that it inherits from, nearest first."""
    for base in kind.__mro__:
        yield f"{base.__module__}.{base.__qualname__}"


def is_a(thing: object, *kinds: type[T]) -> TypeGuard[T]:
    """Whether a thing is of one of the classes. Unlike ``isinstance`` it asks the class alone.

    The thing itself may be hostile, and raise.
    """
    return issubclass(type(thing), kinds)


def attribute(thing: object, name: str) -> object:
    """Return an attribute; None where there is none, or where looking for it raises."""
    try:
        return getattr(thing, name, None)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return None

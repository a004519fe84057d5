"""Classes known by name, so that a client's objects are recognized without importing the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

# Python's own attributes of a class: a hostile metaclass could put others in their place.
_OF_CLASSES: dict[str, Any] = {
    name: type.__dict__[name] for name in ("__mro__", "__module__", "__qualname__", "__name__")
}


def names(kind: type) -> Iterator[str]:
    """Go through the full names of a class and of all that it inherits from, nearest first."""
    for base in _OF_CLASSES["__mro__"].__get__(kind):
        yield f"{_part(base, '__module__')}.{_part(base, '__qualname__')}"


def short_name(kind: type) -> str:
    """Return a class's name and the library's: ``httpx.ReadTimeout``. It never raises."""
    top, name = _part(kind, "__module__").partition(".")[0], _part(kind, "__name__")
    return name if top in {"", "builtins"} else f"{top}.{name}"


def _part(kind: type, name: str) -> str:
    """Return a part of a class's name; nothing where somebody put no text there."""
    try:
        part = _OF_CLASSES[name].__get__(kind)
    except AttributeError:  # made where there was no module
        return ""
    return part if type(part) is str else ""


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

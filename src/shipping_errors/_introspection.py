"""Classes known by name, so that a client's objects are recognized without importing the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

_MOST_LINKS = 100

# Python's own attributes of a class: a hostile metaclass could put others in their place.
_OF_CLASSES: dict[str, Any] = {
    name: type.__dict__[name] for name in ("__mro__", "__module__", "__qualname__", "__name__")
}


def names(cls: type) -> Iterator[str]:
    """Yield the full names of a class and of all its base classes, nearest first."""
    for base in _OF_CLASSES["__mro__"].__get__(cls):
        yield f"{_part(base, '__module__')}.{_part(base, '__qualname__')}"


def short_name(cls: type) -> str:
    """Return the names of a class and its top package: ``httpx.ReadTimeout``. It never raises."""
    top, name = _part(cls, "__module__").partition(".")[0], _part(cls, "__name__")
    return name if top in {"", "builtins"} else f"{top}.{name}"


def _part(cls: type, name: str) -> str:
    """Return a part of a class's name; empty where it is not a text."""
    try:
        part = _OF_CLASSES[name].__get__(cls)
    except AttributeError:  # made where there was no module
        return ""
    return part if type(part) is str else ""


def is_a(thing: object, *classes: type[T]) -> TypeGuard[T]:
    """Whether a thing is of one of the classes. Unlike ``isinstance`` it asks the class alone.

    The thing itself may be hostile, and raise.
    """
    return issubclass(type(thing), classes)


def attribute(thing: object, name: str) -> object:
    """Return an attribute; None where there is none, or where looking for it raises."""
    try:
        return getattr(thing, name, None)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return None


def direct_links(exc: BaseException) -> Iterator[BaseException]:
    """Yield what an exception wraps: its cause, and what clients keep as reason or argument.

    An implicit ``__context__`` is not among them: it may be the failure of an earlier call, in
    whose ``except`` this exception was made.
    """
    candidates = (exc.__cause__, attribute(exc, "reason"), *exc.args)
    return (link for link in candidates if is_a(link, BaseException))


def all_links(exc: BaseException) -> Iterator[BaseException]:
    """Yield an exception and everything that it wraps, each once, 100 at most."""
    waiting, seen = [exc], set[int]()
    while waiting and len(seen) < _MOST_LINKS:
        link = waiting.pop()
        if id(link) not in seen:
            seen.add(id(link))
            waiting.extend(direct_links(link))
            yield link

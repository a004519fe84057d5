"""Functions of a client's name and module, to raise from: what a traceback shows is names alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Raise = Callable[[], object]


def raising(exc: BaseException) -> Raise:
    """Make a function that raises."""

    def fail() -> None:
        raise exc

    return fail


def beneath(function: tuple[str, str], call: Raise, **variables: object) -> Raise:
    """Make a call come out of a function of that module and name, which has these variables."""
    module, name = function
    lines = [f"def {name}({', '.join(['call', *variables])}):", "    call()"]
    place: dict[str, Any] = {"__name__": module}
    exec("\n".join(lines), place)  # noqa: S102 - these very lines
    return lambda: place[name](call, **variables)


def with_locals(function: tuple[str, str], call: Raise, variables: Mapping[str, object]) -> Raise:
    """Do the same, with variables that are no arguments."""
    module, name = function
    lines = [f"def {name}(call, given):", *(f"    {it} = given[{it!r}]" for it in variables)]
    place: dict[str, Any] = {"__name__": module}
    exec("\n".join([*lines, "    call()"]), place)  # noqa: S102 - as above
    return lambda: place[name](call, variables)


def raised_by(call: Raise) -> Any:
    """Return what a call raises."""
    try:
        call()
    except BaseException as exc:  # noqa: BLE001 - all of it
        return exc
    raise AssertionError("it raised nothing")

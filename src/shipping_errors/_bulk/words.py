"""How values of a summary are written for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .counts import WAITS
from .status_rule import Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping

MISTAKES = {
    Mistake.REPEATED: "repeated in vain",
    Mistake.GIVEN_UP: "given up, though a retry can help",
    Mistake.UNSAFE: "repeated, though it may have taken effect",
}
"""What a rule by the HTTP status alone does wrong."""

_UNITS = ((604_800, "week"), (86_400, "day"), (3_600, "hour"), (60, "minute"))


def duration(seconds: int) -> str:
    """Write a round time in its largest unit: ``15 minutes``."""
    for length, name in _UNITS:
        if seconds >= length and seconds % length == 0:
            return _counted(seconds // length, name)
    return _counted(seconds, "second")


def of_unmapped(entry: Mapping[str, Any]) -> str:
    """Name an unmapped code with its provider."""
    return f"{entry['provider']}: {'(others)' if entry['code'] is None else entry['code']}"


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def wait_in_words(up_to: float | None) -> str:
    """Name a class of waits by its upper end; None is the last class."""
    if up_to is None:
        return f"over {duration(WAITS[-1])}"
    return f"up to {duration(int(up_to))}"


def written(value: object, name: str) -> str:
    """Write a value of a column."""
    if value is None:
        return "(none)" if name in {"provider", "code", "status"} else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2%}"
    if name == "count" and isinstance(value, int):
        return f"{value:,}"
    return str(value)

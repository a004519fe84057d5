"""The two exceptions that are raised for mistakes in the use of this package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._scalars import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_MESSAGE = 1_000


class UnknownProviderError(LookupError):
    """No catalog has this id or alias.

    ``provider`` is what was asked for, ``nearest`` the ids that resemble it, best first.
    """

    def __init__(self, provider: str, nearest: Iterable[str] = (), hint: str = "") -> None:
        """Name the provider asked for, the nearest ids, and what else helps."""
        super().__init__(provider, tuple(nearest), hint)

    @property
    def provider(self) -> str:
        """What was asked for; the name of its type where that was no text."""
        return str(self.args[0])

    @property
    def nearest(self) -> tuple[str, ...]:
        """The ids that resemble it, best first."""
        nearest: tuple[str, ...] = self.args[1]
        return nearest

    def __str__(self) -> str:
        """Say what is unknown, and what to write instead."""
        return f"unknown provider {self.provider!r}; {self.args[2]}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a catalog file. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    rule: str
    """The rule that is broken, as a short name: ``duplicate-code``, ``unknown-key``."""
    message: str
    """What is wrong, and how to mend it: one line, which may be cut."""

    def __post_init__(self) -> None:
        """Cut what the file gave for the message, and escape what would drive a terminal."""
        message = self.message
        if len(message) > _LONGEST_MESSAGE:
            message = f"{message[:_LONGEST_MESSAGE]}…"
        object.__setattr__(self, "message", visible(message))

    def __str__(self) -> str:
        """Write it as compilers do, so that editors and terminals can jump to the place."""
        return f"{visible(self.file)}:{self.line}:{self.column}: {self.message} [{self.rule}]"


class CatalogError(ValueError):
    """A catalog can't be used. ``problems`` has every mistake that was found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Sort the problems by their place."""
        super().__init__(tuple(sorted(problems)))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every mistake that was found, by file, line and column."""
        problems: tuple[Problem, ...] = self.args[0]
        return problems

    def __str__(self) -> str:
        """List all problems, one a line."""
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} in the catalog"
        return "\n".join([head, *map(str, self.problems)])

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as a call with the problems."""
        return type(self), (self.problems,)

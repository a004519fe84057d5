"""The parts of a log that are worked on one by one, maybe in several processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .field_names import FieldPaths
    from .hosts import Hosts
    from .rows import Rows


class Provenance(NamedTuple):
    """How the provider of a record is found."""

    provider: str | None
    """The provider of all records, where the user named it."""
    hosts: Hosts | None
    """Finds the provider by the URL of a record that names none."""

    def of(self, named: Sequence[str | None], urls: Sequence[object]) -> Sequence[str | None]:
        """Return the provider of each record."""
        if self.provider is not None:
            return [self.provider] * len(named)
        return named if self.hosts is None else self.hosts.providers(named, urls)


class Task(Protocol):
    """A part of a file. It can be pickled."""

    @property
    def file(self) -> str:
        """The name of the file."""
        ...

    @property
    def paths(self) -> FieldPaths:
        """Where its records have what."""
        ...

    @property
    def position(self) -> int:
        """How many bytes of the file are read when this part is."""
        ...

    def read(self, provenance: Provenance) -> Iterator[tuple[Rows, Sequence[int]]]:
        """Yield rows, and the number of each in the file, counted from 1.

        Raises ``UnreadableError`` at the end where something could not be read.
        """
        ...

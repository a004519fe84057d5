"""Read, classify and count one part of a log at a time, in any process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shipping_errors._classifier import Classifier

from .counts import MOST_PLACES, Counts, Place, count
from .files import UnreadableError
from .hosts import Hosts
from .kernel import Kernel
from .problems import BROKEN_RECORD
from .tasks import Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shipping_errors.typing import CatalogPath

    from .rows import Rows
    from .tasks import Task


class Settings(NamedTuple):
    """What every part of a log is classified with."""

    catalogs: tuple[CatalogPath, ...] = ()
    """The user's own catalogs."""
    provider: str | None = None
    """The provider of all records, where the user named it."""
    writes_rows: bool = False
    """Whether the classified rows are wanted too, and not only their counts."""
    text: bool = False
    """Whether the rows have messages and field errors."""


class Part(NamedTuple):
    """The result of a task."""

    counts: Counts
    batches: list[bytes]
    """The classified rows, encoded, if they are wanted."""
    failures: list[str]
    """Why a part of it could not be read."""


class Worker:
    """Does tasks, all with the same settings."""

    def __init__(self, settings: Settings) -> None:
        """Read the user's catalogs; raises ``CatalogError`` if that fails."""
        self._settings = settings
        classifier = Classifier(catalogs=settings.catalogs)
        self._kernel = Kernel(classifier, text=settings.text)
        hosts = Hosts.of(classifier) if settings.provider is None else None
        self._provenance = Provenance(settings.provider, hosts)

    def run(self, task: Task) -> Part:
        """Do a task."""
        part = Part(Counts(), [], [])
        try:
            for rows, numbers in task.read(self._provenance):
                self._add(part, task.file, rows, numbers)
        except UnreadableError as error:
            part.failures.append(str(error))
        return part

    def _add(self, part: Part, file: str, rows: Rows, numbers: Sequence[int]) -> None:
        columns = self._kernel.classify(rows)
        counts = count(rows, columns)
        broken = (row for row, problem in rows.problems.items() if BROKEN_RECORD in problem)
        counts.broken += [Place(file, numbers[row]) for row in broken][:MOST_PLACES]
        part.counts.merge(counts)
        if self._settings.writes_rows:
            from .row_files import encode  # noqa: PLC0415 - needed for that alone

            part.batches.append(encode(rows, columns, file, numbers, text=self._settings.text))

"""Tasks that take their time, or end their process; workers import them from here."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from shipping_errors._bulk.field_names import FieldPaths
from shipping_errors._bulk.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shipping_errors._bulk.tasks import Provenance


class SlowTask(NamedTuple):
    """A row whose line is the process that read it."""

    file: str
    position: int
    seconds: float = 0.0
    paths: FieldPaths = FieldPaths(("provider",), ("status",), ("body",))

    def read(self, _: Provenance) -> Iterator[tuple[Rows, Sequence[int]]]:
        """Yield the row after a while."""
        time.sleep(self.seconds)
        yield Rows([str(os.getpid())], [500], [None], [None], [None]), [1]


class DyingTask(NamedTuple):
    """Nothing comes of it."""

    file: str
    position: int = 0
    paths: FieldPaths = FieldPaths()

    def read(self, _: Provenance) -> Iterator[tuple[Rows, Sequence[int]]]:
        """End the process as a lack of memory does."""
        os._exit(9)
        yield

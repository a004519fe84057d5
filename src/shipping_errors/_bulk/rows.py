"""Responses as columns of plain Python values, from the readers to the kernel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .problems import Problems

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Rows:
    """Responses, one in each row. Every column has the same length."""

    provider: Sequence[str | None]
    status: Sequence[int | None]
    body: Sequence[Any]
    headers: Sequence[Any]
    time: Sequence[float | None]
    """When the response came, in seconds since the epoch."""
    problems: Problems = field(default_factory=Problems)
    """What is wrong with the input, by row."""

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.provider)

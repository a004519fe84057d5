"""Types of arguments, for annotations alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable


class Headers(Protocol):
    """HTTP headers: any mapping, of any client."""

    def items(self) -> Iterable[tuple[Any, Any]]:
        """Return the names and values."""
        ...


Body = bytes | bytearray | memoryview | str | dict[str, Any] | list[Any]
CatalogPath = str | os.PathLike[str]

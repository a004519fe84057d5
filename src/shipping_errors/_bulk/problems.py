"""What can be wrong with a row of input. Such a row is still classified as far as possible."""

from __future__ import annotations

UNKNOWN_PROVIDER = "unknown_provider"
"""No provider is named, or none that has a catalog."""
UNREADABLE_CATALOG = "unreadable_catalog"
"""The provider's catalog can't be read, so that the HTTP status alone decides."""
INVALID_STATUS = "invalid_status"
"""The status is not a whole number from 100 to 999; it counts as unknown."""
INVALID_HEADERS = "invalid_headers"
"""The headers are not a mapping and not a list of pairs; they count as absent."""
INVALID_TIME = "invalid_time"
"""The time can't be read; it counts as unknown."""
BROKEN_RECORD = "broken_record"
"""The record can't be read at all."""


class Problems(dict[int, str]):
    """The problems of a batch, by row; several of one row are joined by a space."""

    def add(self, row: int, problem: str) -> None:
        """Note a problem of a row."""
        known = self.get(row)
        self[row] = f"{known} {problem}" if known else problem

"""Counts over time in a bounded number of buckets, which get wider where the time is long."""

from __future__ import annotations

from collections import Counter

WIDTHS = (60, 300, 900, 3_600, 21_600, 86_400, 604_800, 2_419_200, 31_449_600)
"""The widths of buckets in seconds, from a minute to 52 weeks. Each divides the next one."""
_MOST_BUCKETS = 400


class TimeBuckets:
    """Counts of keys by time. Buckets start at a multiple of their width since the epoch."""

    def __init__(self) -> None:
        """Start with no count, and with the narrowest buckets."""
        self.width = WIDTHS[0]
        self.counts: Counter[tuple[int, str]] = Counter()
        """Counts by the start of the bucket, in seconds since the epoch, and key."""

    def add(self, counts: Counter[tuple[int, str]]) -> None:
        """Add counts by time and key."""
        self._widen_to(self.width, counts)

    def merge(self, other: TimeBuckets) -> None:
        """Add the counts of others."""
        self._widen_to(max(self.width, other.width), other.counts)

    def _widen_to(self, width: int, more: Counter[tuple[int, str]]) -> None:
        if width > self.width:
            self.counts = _rounded(self.counts, width)
        self.counts.update(_rounded(more, width))
        self.width = width
        wider = next((each for each in WIDTHS if each > width), None)
        if wider is not None and len({start for start, _ in self.counts}) > _MOST_BUCKETS:
            self._widen_to(wider, Counter())


def _rounded(counts: Counter[tuple[int, str]], width: int) -> Counter[tuple[int, str]]:
    rounded: Counter[tuple[int, str]] = Counter()
    for (time, key), count in counts.items():
        rounded[time // width * width, key] += count
    return rounded

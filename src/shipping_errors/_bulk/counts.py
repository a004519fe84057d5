"""Tables of counts over many batches. They can be added up, and their size has a bound."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from .problems import UNKNOWN_PROVIDER
from .time_buckets import TimeBuckets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .kernel import Columns
    from .rows import Rows

    _Key = tuple[Any, ...]

_MOST_NAMES = 10_000  # of what comes from outside: unmapped codes, unknown providers
MOST_PLACES = 1_000

WAITS = (1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400)
"""The upper ends of the classes of waits, in seconds; the last class has none."""


class Group(NamedTuple):
    """What the rows of one line of the table have in common."""

    provider: str | None
    category: str
    rule: str
    retryable: bool
    outcome: str
    status: int | None


class Unmapped(NamedTuple):
    """A code that no row of its provider's catalog is for."""

    provider: str
    code: str | None
    """None for all further codes, where there are too many to be counted one by one."""
    status: int | None


class Place(NamedTuple):
    """Where a record is."""

    file: str
    number: int
    """The line, or the row of a Parquet file, counted from 1."""


class Span(NamedTuple):
    """The time of the first and of the last of some rows, in seconds since the epoch."""

    first: float
    last: float


@dataclass(slots=True)
class Counts:
    """What is counted of the rows of a log."""

    rows: int = 0
    groups: Counter[Group] = field(default_factory=Counter)
    spans: dict[Group, Span] = field(default_factory=dict)
    """The times of the groups, where their rows have any."""
    unmapped: Counter[Unmapped] = field(default_factory=Counter)
    unknown_providers: Counter[str | None] = field(default_factory=Counter)
    """The rows whose provider has no catalog, by what they name; None where they name nothing."""
    problems: Counter[str] = field(default_factory=Counter)
    waits: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Waits that were asked for, by provider and the number of their class in ``WAITS``."""
    broken: list[Place] = field(default_factory=list)
    """The first records that can't be read."""
    over_time: TimeBuckets = field(default_factory=TimeBuckets)
    """Rows by time and category."""

    def merge(self, other: Counts) -> None:
        """Add the counts of later rows."""
        self.rows += other.rows
        self.groups.update(other.groups)
        for group, span in other.spans.items():
            known = self.spans.get(group, span)
            self.spans[group] = Span(min(known.first, span.first), max(known.last, span.last))
        for code, count in other.unmapped.items():
            is_counted = code in self.unmapped or len(self.unmapped) < _MOST_NAMES
            self.unmapped[code if is_counted else code._replace(code=None, status=None)] += count
        for name, count in other.unknown_providers.items():
            is_counted = name in self.unknown_providers or len(self.unknown_providers) < _MOST_NAMES
            self.unknown_providers[name if is_counted else None] += count
        self.problems.update(other.problems)
        self.waits.update(other.waits)
        self.broken += other.broken[: MOST_PLACES - len(self.broken)]
        self.over_time.merge(other.over_time)


def count(rows: Rows, columns: Columns) -> Counts:
    """Count the rows of a batch."""
    keys = list(zip(*(columns[name] for name in _GROUP), strict=True))
    counts = Counts(len(rows))
    # Plain tuples are equal to named ones, and faster to make.
    counts.groups.update({Group(*key): number for key, number in Counter(keys).items()})
    counts.spans.update({Group(*key): span for key, span in _spans(keys, rows.time).items()})
    counts.over_time.add(_over_time(columns["category"], rows.time))
    counts.waits.update(_waits(columns["provider"], columns["retry_after"]))
    named = (columns[name] for name in ("unmapped", "provider", "http_status"))
    counts.unmapped.update(
        Unmapped(provider, code, status)
        for codes, provider, status in zip(*named, strict=True)
        if codes
        for code in codes
    )
    for row, problem in enumerate(columns["problem"]):
        if problem is not None:
            counts.problems.update(problem.split())
            if UNKNOWN_PROVIDER in problem:
                counts.unknown_providers[rows.provider[row]] += 1
    return counts


_GROUP = ("provider", "category", "rule", "retryable", "outcome", "http_status")


def _spans(keys: Sequence[_Key], times: Sequence[float | None]) -> dict[_Key, Span]:
    timed = [(time, key) for time, key in zip(times, keys, strict=True) if time is not None]
    timed.sort(key=itemgetter(0))  # fast, since logs are in order, or nearly so
    last = {key: time for time, key in timed}
    first = {key: time for time, key in reversed(timed)}
    return {key: Span(first[key], last[key]) for key in first}


def _over_time(
    categories: Sequence[str], times: Sequence[float | None]
) -> Counter[tuple[int, str]]:
    return Counter(
        (int(time) // 60 * 60, category)
        for category, time in zip(categories, times, strict=True)
        if time is not None
    )


def _waits(providers: Sequence[str], waits: Iterable[float | None]) -> Counter[tuple[str, int]]:
    return Counter(
        (provider, sum(wait > end for end in WAITS))
        for provider, wait in zip(providers, waits, strict=False)
        if wait is not None
    )

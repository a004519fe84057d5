"""The result as plain data: the same for the table, for JSON and for the report."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shipping_errors._vocabulary import Category

from .counts import WAITS, Group, Span, Unmapped
from .status_rule import mistake_of_status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .counts import Counts
    from .triage import Found

Entry = dict[str, Any]
"""A line of a table: values by the names of its columns."""

_ERRORS = {str(category) for category in Category if category.is_error}
_LINE = Group._fields[:-1]  # whatever the HTTP status


def summarize(found: Found) -> dict[str, Any]:
    """Return the result as JSON values. In each list, the most frequent entry is the first."""
    counts = found.counts
    return {
        "records": counts.rows,
        "errors": sum(
            number for group, number in counts.groups.items() if is_error(group.category)
        ),
        **_times(counts.spans.values()),
        "is_interrupted": found.is_interrupted,
        "failures": found.failures,
        "warnings": found.warnings,
        "table": _table(counts),
        "unmapped": _entries(Unmapped._fields, counts.unmapped.items()),
        "unknown_providers": _entries(
            ("provider",), (((name,), n) for name, n in counts.unknown_providers.items())
        ),
        "by_status_alone": _by_status_alone(counts),
        "waits": _waits(counts),
        "problems": dict(counts.problems.most_common()),
        "broken": [place._asdict() for place in counts.broken],
        "over_time": _over_time(counts),
    }


def is_error(category: str) -> bool:
    """Whether a category, by its name, is an error."""
    return category in _ERRORS


def _table(counts: Counts) -> list[Entry]:
    numbers: Counter[tuple[Any, ...]] = Counter()
    spans: dict[tuple[Any, ...], list[Span]] = {}
    for group, number in counts.groups.items():
        line = group[: len(_LINE)]
        numbers[line] += number
        spans.setdefault(line, []).extend([counts.spans[group]] if group in counts.spans else [])
    return [
        {
            **entry,
            "share": entry["count"] / counts.rows,
            **_times(spans[tuple(entry[name] for name in _LINE)]),
        }
        for entry in _entries(_LINE, numbers.items())
    ]


def _by_status_alone(counts: Counts) -> list[Entry]:
    numbers: Counter[tuple[Any, ...]] = Counter()
    for group, number in counts.groups.items():
        mistake = mistake_of_status(group)
        if mistake is not None:
            key = (mistake.value, group.provider, group.rule, group.status, group.category)
            numbers[key] += number
    return _entries(("mistake", "provider", "rule", "status", "category"), numbers.items())


def _waits(counts: Counts) -> list[Entry]:
    ends = [*map(float, WAITS), None]
    return [
        {"provider": provider, "up_to": ends[number], "count": count}
        for (provider, number), count in sorted(counts.waits.items())
    ]


def _over_time(counts: Counts) -> Entry:
    ordered = sorted(counts.over_time.counts.items())
    return {
        "seconds": counts.over_time.width,
        "counts": [
            {"time": _written(time), "category": category, "count": number}
            for (time, category), number in ordered
        ],
    }


def _entries(names: Sequence[str], numbers: Iterable[tuple[tuple[Any, ...], int]]) -> list[Entry]:
    ordered = sorted(numbers, key=lambda item: (-item[1], str(item[0])))
    return [{**dict(zip(names, key, strict=True)), "count": number} for key, number in ordered]


def _times(spans: Iterable[Span]) -> dict[str, str | None]:
    """Return the time of the first and of the last row."""
    known = list(spans)
    return {
        "first": _written(min(span.first for span in known)) if known else None,
        "last": _written(max(span.last for span in known)) if known else None,
    }


def _written(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

"""The kernel: turn rows of responses into columns of errors. Every bulk interface calls it.

It decides the same as ``classify``. A row is never dropped, never stops the others, and never
changes their errors. No clock is read.
"""

from __future__ import annotations

from itertools import islice
from operator import call, itemgetter
from typing import TYPE_CHECKING, Any, NoReturn

from shipping_errors._classification.rules import NO_RULE
from shipping_errors._errors import UnknownProviderError
from shipping_errors._vocabulary import Category

from .problems import INVALID_STATUS, UNKNOWN_PROVIDER, UNREADABLE_CATALOG, Problems
from .step import NO_CLOCK, step_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shipping_errors._classifier import Classifier

    from .rows import Rows
    from .step import Fields, Step

Columns = dict[str, list[Any]]
"""Values of errors by the name of their column, in the order of the rows."""

_WORDS = ("category", "retry_basis", "outcome")
_PLAIN = ("provider", "http_status", "code", "retryable", "retry_after", "rule", "unmapped")
_TEXT = ("message", "field_errors")

# Its own type is too general for ``map``.
_call: Callable[..., Fields] = call  # pyright: ignore[reportAssignmentType]
_CHUNK = 256  # rows whose fields are in memory at once
_MOST_NAMES = 10_000  # a column of providers may contain something else by mistake
_STATUSES = range(100, 1_000)
_IS_ERROR = {str(category): category.is_error for category in Category}

_UNKNOWN: Fields = {
    **NO_RULE.fields,
    "provider": None,
    "message": "No provider with a catalog is named.",
    "unmapped": (),
}


class Kernel:
    """Classifies rows with the catalogs of one classifier."""

    def __init__(self, classifier: Classifier, *, text: bool = True, strict: bool = False) -> None:
        """Leave out messages and field errors without ``text``; raise on problems if ``strict``."""
        self._classifier = classifier
        self._names = (*_WORDS, "errors", *_PLAIN, *(_TEXT if text else ()))
        self._values_of = itemgetter(*self._names)
        self._text = text
        self._strict = strict
        self._steps: dict[str | None, tuple[Step, str | None]] = {}

    def classify(self, rows: Rows) -> Columns:
        """Return a column for each field of the errors, and ``problem``.

        If ``strict``, raises ``UnknownProviderError`` or ``ValueError`` for the first row that has
        a problem.
        """
        problems = Problems(rows.problems)
        steps = self._steps_of(rows, problems)
        statuses = _valid(rows.status, problems)
        times = [NO_CLOCK if time is None else time for time in rows.time]
        if self._strict and problems:
            self._raise(rows, *min(problems.items()))
        # For speed, each row costs one call and no other line of Python.
        fields = map(_call, steps, statuses, rows.body, rows.headers, times)
        columns = self._columns(map(self._values_of, fields))
        columns["problem"] = [problems.get(row) for row in range(len(rows))]
        return columns

    def _columns(self, values: Iterator[tuple[Any, ...]]) -> Columns:
        columns: Columns = {name: [] for name in self._names}
        while chunk := list(islice(values, _CHUNK)):
            for name, part in zip(self._names, zip(*chunk, strict=True), strict=True):
                columns[name] += part
        for name in _WORDS:
            columns[name] = [word._value_ for word in columns[name]]
        columns["errors"] = list(map(len, columns["errors"]))
        columns["is_error"] = [_IS_ERROR[category] for category in columns["category"]]
        return columns

    def _steps_of(self, rows: Rows, problems: Problems) -> list[Step]:
        """Return how each row is classified."""
        names = set(rows.provider)
        if len(self._steps) > _MOST_NAMES:
            self._steps.clear()
        for name in names - self._steps.keys():
            self._steps[name] = self._find_step(name)
        if any(self._steps[name][1] for name in names):
            for row, name in enumerate(rows.provider):
                problem = self._steps[name][1]
                if problem is not None and row not in rows.problems:
                    problems.add(row, problem)
        by_name = {name: self._steps[name][0] for name in names}
        return [by_name[name] for name in rows.provider]

    def _find_step(self, provider: str | None) -> tuple[Step, str | None]:
        """Return how a provider's responses are classified, and what problem all of them have."""
        if provider is None:
            return _unknown, UNKNOWN_PROVIDER
        try:
            index = self._classifier._index(provider)  # noqa: SLF001 - its steps are shared
        except UnknownProviderError:
            return _unknown, UNKNOWN_PROVIDER
        problem = UNREADABLE_CATALOG if index.is_empty else None
        return step_of(index, text=self._text), problem

    def _raise(self, rows: Rows, row: int, problem: str) -> NoReturn:
        if problem == UNKNOWN_PROVIDER:
            self._classifier.catalog(rows.provider[row] or "")
        raise ValueError(f"row {row} of the batch has the problem {problem!r}")


def _unknown(status: int | None, body: object, headers: object, now: float) -> Fields:  # noqa: ARG001 - a step
    """Return the fields of a row whose provider is unknown."""
    return {**_UNKNOWN, "http_status": status}


def _valid(statuses: Sequence[int | None], problems: Problems) -> Sequence[int | None]:
    """Return the statuses; None for each value that is not a status."""
    invalid = {status for status in set(statuses) - {None} if status not in _STATUSES}
    if not invalid:
        return statuses
    for row, status in enumerate(statuses):
        if status in invalid:
            problems.add(row, INVALID_STATUS)
    return [None if status in invalid else status for status in statuses]

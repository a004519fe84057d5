"""The tables of a report: all that the charts show, in numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

from shipping_errors._bulk.words import MISTAKES, written

_MOST_ROWS = 500


class Column(NamedTuple):
    """A column of a table."""

    name: str
    kind: str = ""
    """``number``, ``free`` (text that may be long), or a word."""


class Table(NamedTuple):
    """A table, and what it shows."""

    title: str
    note: str
    columns: tuple[Column, ...]
    rows: list[list[tuple[Column, str]]]


def tables(summary: dict[str, Any]) -> list[Table]:
    """Return the tables that have rows."""
    made = [
        _table("All results", "Each provider, category and rule.", _RESULTS, summary["table"]),
        _table(
            "Unmapped codes",
            "Codes that no row of their provider's catalog is for.",
            (_PROVIDER, Column("code", "free"), Column("status", "number"), _COUNT),
            summary["unmapped"],
        ),
        _table(
            "Retries by the HTTP status alone",
            "What a rule that looks at nothing but the HTTP status does wrong.",
            (
                Column("mistake"),
                _PROVIDER,
                Column("rule"),
                Column("status", "number"),
                _CATEGORY,
                _COUNT,
            ),
            [
                {**entry, "mistake": MISTAKES[entry["mistake"]]}
                for entry in summary["by_status_alone"]
            ],
        ),
        _table(
            "Problems of the input",
            "Records that could be read in part, or not at all. All of them are counted above.",
            (Column("problem"), _COUNT),
            [{"problem": name, "count": count} for name, count in summary["problems"].items()],
        ),
        _table(
            "Providers without a catalog",
            "What records name as their provider.",
            (_PROVIDER, _COUNT),
            summary["unknown_providers"],
        ),
        _table(
            "Broken records",
            "Where the first of them are.",
            (Column("file", "free"), Column("number", "number")),
            summary["broken"],
        ),
    ]
    return [table for table in made if table.rows]


_PROVIDER = Column("provider")
_CATEGORY = Column("category")
_COUNT = Column("count", "number")
_RESULTS = (
    _PROVIDER,
    _CATEGORY,
    Column("rule"),
    _COUNT,
    Column("share", "number"),
    Column("first"),
    Column("last"),
    Column("retryable"),
    Column("outcome"),
)


def _table(
    title: str, note: str, columns: tuple[Column, ...], entries: list[dict[str, Any]]
) -> Table:
    left_out = len(entries) - _MOST_ROWS
    if left_out > 0:
        note = f"{note} {left_out:,} rows with the lowest counts are left out."
    rows = [
        [(column, written(entry[column.name], column.name)) for column in columns]
        for entry in entries[:_MOST_ROWS]
    ]
    return Table(title, note, columns, rows)

"""The output of ``triage`` for people: its progress, and its summary as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from shipping_errors._bulk.files import STANDARD_INPUT
from shipping_errors._bulk.summary import is_error
from shipping_errors._bulk.words import MISTAKES, wait_in_words, written

from ._output import print_facts, print_line, print_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType


class Progress:
    """A bar on the terminal, for the bytes of all files; nothing if there is no terminal."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take the names of the files."""
        console = Console(stderr=True)
        is_known = STANDARD_INPUT not in names
        self._bar = Bar(
            TextColumn("{task.fields[records]:,} records"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(
            "", records=0, total=sum(map(_size, names)) if is_known else None
        )
        self._positions: dict[str, int] = {}

    def __enter__(self) -> Self:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(
        self,
        class_: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Remove the bar."""
        self._bar.stop()

    def advance(self, file: str, position: int, records: int) -> None:
        """Show how far a file is read, and how many records all have so far."""
        self._positions[file] = position
        read = sum(self._positions.values())
        self._bar.update(self._task, completed=read, records=records)


def _size(name: str) -> int:
    try:
        return Path(name).stat().st_size
    except OSError:  # reported later, when the file is read
        return 0


def print_summary(summary: dict[str, Any], top: int | None) -> None:
    """Write the summary, with the first ``top`` lines of each table, or all if it is None."""
    print_facts(_facts(summary))
    for title, columns, entries in _tables(summary):
        if entries:
            print_line(f"\n{title}")
            shown = [[written(entry[name], name) for name in columns] for entry in entries[:top]]
            print_table(columns, shown, less=_LESS)
            if len(shown) < len(entries):
                print_line(f"{len(entries) - len(shown):,} more; --top 0 shows all")


_LESS = ("last", "first", "status", "outcome", "retryable", "share", "provider")
"""The columns to leave out on a narrow terminal; most rules begin with their provider."""


def _facts(summary: dict[str, Any]) -> Iterable[tuple[str, str]]:
    records, errors = summary["records"], summary["errors"]
    yield "records", f"{records:,}"
    yield "errors", f"{errors:,} ({errors / records:.2%})" if records else "0"
    if summary["first"] is not None:
        yield "first", summary["first"]
        yield "last", summary["last"]
    if summary["is_interrupted"]:
        yield "interrupted", "this is a part of the log"


def _tables(summary: dict[str, Any]) -> Iterable[tuple[str, Sequence[str], list[dict[str, Any]]]]:
    table = summary["table"]
    line = (
        "provider", "category", "rule", "count", "share", "first", "last", "retryable", "outcome",
    )  # fmt: skip
    yield "Errors", line, [entry for entry in table if is_error(entry["category"])]
    yield "No errors", line, [entry for entry in table if not is_error(entry["category"])]
    yield "Unmapped codes", ("provider", "code", "status", "count"), summary["unmapped"]
    yield (
        "Retries by the HTTP status alone",
        ("mistake", "provider", "rule", "status", "category", "count"),
        [{**entry, "mistake": MISTAKES[entry["mistake"]]} for entry in summary["by_status_alone"]],
    )
    yield (
        "Waits asked for",
        ("provider", "wait", "count"),
        [{**entry, "wait": wait_in_words(entry["up_to"])} for entry in summary["waits"]],
    )
    yield (
        "Problems of the input",
        ("problem", "count"),
        [{"problem": name, "count": count} for name, count in summary["problems"].items()],
    )
    yield "Providers without a catalog", ("provider", "count"), summary["unknown_providers"]
    yield "Broken records", ("file", "number"), summary["broken"]

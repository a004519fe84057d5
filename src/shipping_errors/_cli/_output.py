"""The output: formatted text for terminals, plain lines for pipes, JSON.

Bodies, file names and catalogs may contain control characters, which can do harm on a terminal. So
all output is written here, and escaped here.
"""

from __future__ import annotations

import json
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from shipping_errors._scalars import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def print_line(text: str, *, nl: bool = True) -> None:
    """Write lines to standard output."""
    typer.echo(_visible_lines(text), nl=nl)


def print_error(text: str) -> None:
    """Write to standard error what is wrong; if that fails, the exit status still shows it."""
    with suppress(OSError):
        typer.echo(_visible_lines(f"Error: {text}"), err=True)


def print_warning(text: str) -> None:
    """Write to standard error what is unusual; the command continues."""
    typer.echo(_visible_lines(f"Warning: {text}"), err=True)


def _visible_lines(text: str) -> str:
    return "".join(
        part if part in {"\n", "\t"} else visible(part) for part in re.split("([\n\t])", text)
    )


def print_json(data: Any) -> None:  # noqa: ANN401 - any JSON value
    """Write one JSON document."""
    print_line(json.dumps(data, ensure_ascii=False, indent=2))


def print_facts(facts: Iterable[tuple[str, str]]) -> None:
    """Write names and values, one pair per line."""
    console = Console(highlight=False)
    if not sys.stdout.isatty():
        for name, value in facts:
            print_line(f"{name:<15} {visible(value)}")
        return
    grid = Table.grid(padding=(0, 2))
    for name, value in facts:
        grid.add_row(Text(name, style=_bold(console)), Text(visible(value)))
    console.print(grid)


def print_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, less: Sequence[str] = ()
) -> None:
    """Write a table: on a terminal with heads and without empty columns, else lines with tabs.

    ``less`` are the columns to leave out on a narrow terminal, in this order.
    """
    console, rows = Console(highlight=False), _cells(rows)
    if not (sys.stdout.isatty() and rows):
        _print_lines(rows)
        return
    filled = _fitting(heads, rows, less, console.width)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=_bold(console))
    for number in filled:
        table.add_column(heads[number], no_wrap=number != filled[-1], overflow="fold")
    for row in rows:
        table.add_row(*(Text(row[number]) for number in filled))
    console.print(table)


def print_table_with_notes(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table whose last column is a long text, which a terminal shows below its row."""
    console, rows = Console(highlight=False), _cells(rows)
    if not (sys.stdout.isatty() and rows):
        _print_lines(rows)
        return
    filled = _filled(heads[:-1], rows)
    widths = [max(len(row[number]) for row in [heads, *rows]) for number in filled]
    for style, row in [(_bold(console), heads), *(("", row) for row in rows)]:
        cells = zip(filled, widths, strict=True)
        line = "  ".join(row[number].ljust(width) for number, width in cells)
        console.print(Text(line.rstrip(), style=style), soft_wrap=True)
        if row[-1] and row is not heads:
            console.print(Padding(Text(row[-1]), (0, 0, 0, 4)))


def _cells(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return the cells of a table, each on one line."""
    return [[visible(" ".join(cell.split())) for cell in row] for row in rows]


def _print_lines(rows: Iterable[Sequence[str]]) -> None:
    for row in rows:
        print_line("\t".join(row))


def _filled(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the numbers of the columns that are not empty."""
    return [number for number in range(len(heads)) if any(row[number] for row in rows)]


def _fitting(
    heads: Sequence[str], rows: Sequence[Sequence[str]], less: Sequence[str], width: int
) -> list[int]:
    """Return the numbers of the columns that are not empty and fit into the width."""
    columns = _filled(heads, rows)
    widths = {number: max(len(row[number]) for row in [heads, *rows]) for number in columns}
    for name in less:
        if sum(widths[number] + 2 for number in columns) <= width:
            break
        columns = [number for number in columns if heads[number] != name]
    return columns


def _bold(console: Console) -> str:
    """Return the style of heads: none if NO_COLOR asks for plain text."""
    return "" if console.no_color else "bold"


def yes_or_no(value: bool) -> str:
    """Write a flag as yes or no."""
    return "yes" if value else "no"


def in_words(seconds: float) -> str:
    """Write a time in seconds, and a long one also in hours or days."""
    number = f"{seconds:.3f}".rstrip("0").rstrip(".")
    exact = f"{number} second{'' if number == '1' else 's'}"
    for name, length in (("days", 86_400), ("hours", 3_600)):
        if seconds >= 2 * length:
            return f"{exact}, about {seconds / length:.0f} {name}"
    return exact

"""``lint``, ``diff`` and ``schema``: for authors of catalogs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from shipping_errors import authoring

from ._output import print_json, print_line

if TYPE_CHECKING:
    from shipping_errors.authoring import Problem


class Format(StrEnum):
    """How problems are written."""

    TEXT = "text"
    GITHUB = "github"


def lint(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, metavar="FILE...", help="Catalog files, and directories."),
    ],
    output: Annotated[
        Format,
        typer.Option("--format", help="'github' writes annotations for a GitHub workflow."),
    ] = Format.TEXT,
) -> None:
    """Check catalog files. Each problem is shown with file, line, column and how to correct it.

    Names are checked over all the files and the built-in catalogs together. The exit status is
    1 if there are problems, and 0 if there are none.
    """
    problems = authoring.lint(files)
    for problem in problems:
        print_line(_annotation(problem) if output is Format.GITHUB else str(problem))
    if not problems and output is Format.TEXT:
        print_line("no problems")
    raise typer.Exit(int(bool(problems)))


def _annotation(problem: Problem) -> str:
    """Write a problem as a command of GitHub's workflows."""
    properties = {
        "file": problem.file,
        "line": problem.line,
        "col": problem.column,
        "title": problem.rule,
    }
    written = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    return f"::error {written}::{_escaped(problem.message)}"


def _escaped(value: object, signs: str = "") -> str:
    """Write characters that are special in such a command as percent codes, as GitHub expects."""
    return "".join(f"%{ord(sign):02X}" if sign in f"%\r\n{signs}" else sign for sign in str(value))


def diff(
    old: Annotated[
        Path, typer.Argument(exists=True, metavar="OLD", help="A catalog file or a directory.")
    ],
    new: Annotated[Path, typer.Argument(exists=True, metavar="NEW", help="A newer version of it.")],
) -> None:
    """List what changed between two catalogs or directories, as text for a changelog.

    Names, paths in the body, and rows are compared; titles, addresses and dates of tables are
    not.

    The exit status is 0 if nothing changed and 1 if something did, the same as for 'diff'.
    """
    changes = authoring.diff(old, new)
    for change in changes:
        print_line(change)
    raise typer.Exit(int(bool(changes)))


def schema() -> None:
    """Write the JSON Schema of catalog files, for editors."""
    print_json(authoring.catalog_schema())

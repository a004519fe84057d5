"""The input of commands: bodies, statuses, headers, the user's catalogs."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator


class UsageError(Exception):
    """What is wrong with the command, in a sentence that says how to correct it."""


@contextmanager
def missing_extra(what: str, extra: str, modules: set[str]) -> Iterator[None]:
    """If a module of an extra is missing, say which extra to install."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in modules:
            raise
        raise UsageError(f"{what} needs an extra: pip install 'shipping-errors[{extra}]'") from None


Provider = Annotated[
    str,
    typer.Argument(
        help="A provider's id or alias; 'shipping-errors providers' lists them.",
        metavar="PROVIDER",
    ),
]
Status = Annotated[str, typer.Argument(help="The HTTP status, or - if unknown.", metavar="STATUS")]
AnyStatus = Annotated[
    str, typer.Option("--status", help="The HTTP status.", metavar="STATUS", show_default=False)
]
Body = Annotated[
    str | None,
    typer.Argument(
        help="The body of the response, or @FILE, or - for standard input. Without a body, "
        "standard input is read to its end, unless it is a terminal. So in a loop that reads a "
        "list, give a body ('' for an empty one) or </dev/null.",
        metavar="BODY",
        show_default=False,
    ),
]
Headers = Annotated[
    list[str] | None,
    typer.Option(
        "--header", "-H", help="A header of the response: 'Retry-After: 5'. Repeatable.",
        metavar="NAME:VALUE",
    ),
]  # fmt: skip
Catalogs = Annotated[
    list[Path] | None,
    typer.Option(
        "--catalog", "-c", help="Your own catalog: a file or a directory. Repeatable.",
        metavar="PATH", exists=True,
    ),
]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Write one JSON document, for programs.")]


def read_body(argument: str | None) -> bytes | None:
    """Return the bytes of a body: an argument, the content of a file, or standard input."""
    if argument is None and (sys.stdin is None or sys.stdin.isatty()):
        return None
    if argument is None or argument == "-":
        return _read_stdin()
    if not argument.startswith("@"):
        return os.fsencode(argument)
    try:
        return Path(argument[1:]).read_bytes()
    except OSError as error:
        raise UsageError(f"can't read {argument[1:]!r}: {error.strerror}") from None


def _read_stdin() -> bytes:
    if sys.stdin is None:
        raise UsageError("can't read standard input: it is closed")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise UsageError(f"can't read standard input: {error.strerror}") from None


def read_status(text: str) -> int | None:
    """Return an HTTP status; None for ``-`` and ``none``."""
    if text.lower() in {"-", "none"}:
        return None
    if not (text.isascii() and text.isdecimal() and 100 <= int(text) <= 999):  # noqa: PLR2004 - three digits
        raise UsageError(
            f"{text!r} is not an HTTP status: give a number from 100 to 999, or - if unknown"
        )
    return int(text)


def read_headers(lines: list[str] | None) -> dict[str, str]:
    """Return the headers by name."""
    headers: dict[str, str] = {}
    for line in lines or ():
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise UsageError(f"{line!r} is not a header: write 'Name: value'")
        headers[name.strip()] = value.strip()
    return headers

"""All commands together, and what happens when one fails."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from shipping_errors import CatalogError, UnknownProviderError

from . import _classify, _codes, _files, _sample, _stub
from ._input import Mistake
from ._output import complain, say

app = typer.Typer(
    name="shipping-errors",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

for _command in (
    _classify.classify,
    _classify.explain,
    _codes.providers,
    _codes.codes,
    _files.lint,
    _files.diff,
    _files.schema,
    _sample.sample,
    _stub.stub,
):
    app.command()(_command)


def _show_version(wanted: bool) -> None:
    if wanted:
        say(version("shipping-errors"))
        raise typer.Exit


@app.callback()
def _help(
    _: Annotated[
        bool, typer.Option("--version", callback=_show_version, help="Show the version.")
    ] = False,
) -> None:
    """Say what the errors of shipping APIs mean.

    Try: shipping-errors classify aftership 200 '{"meta": {"code": 4155}}'
    """


def run() -> None:
    """Run the command line. Mistakes of the user end it with status 2 and a plain sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without, say, arrows
    try:
        app()
    except (Mistake, UnknownProviderError, CatalogError) as error:
        complain(str(error))
        sys.exit(2)
    finally:
        flush()


def flush() -> None:
    """Write what is left; a reader who has had enough (``| head``) is no error."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())

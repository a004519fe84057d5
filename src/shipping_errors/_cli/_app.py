"""All commands together, and what happens when one fails."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from shipping_errors import CatalogError, UnknownProviderError
from shipping_errors._scalars import visible

from . import _classify, _codes, _files, _sample, _streams, _stub, _triage
from ._input import UsageError
from ._output import print_error, print_line

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Commands(TyperGroup):
    """The commands. Messages about wrong arguments quote them, so the messages are escaped."""

    def make_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - types of Typer's own
        """Read the arguments of the program."""
        with _escaped_messages():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        """Read the arguments of a command, and run it."""
        with _escaped_messages():
            return super().invoke(ctx)


@contextmanager
def _escaped_messages() -> Iterator[None]:
    """Escape what Typer's exceptions say."""
    try:
        yield
    except Exception as error:
        message = getattr(error, "message", None)
        if isinstance(message, str):
            error.message = visible(message)  # type: ignore[attr-defined] # it was there
        raise


app = typer.Typer(
    cls=_Commands,
    name="shipping-errors",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
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
    _triage.triage,
):
    app.command()(_command)


def _show_version(wanted: bool) -> None:
    if wanted:
        print_line(version("shipping-errors"))
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
    """Run the command line. A user's mistake ends it with status 2 and a message."""
    if sys.stdout is None:
        print_error("standard output is closed")
        sys.exit(2)
    _streams.write_what_can_be_written()
    # Boxes and colours are only for terminals; typer itself would also write them into a pipe.
    app.rich_markup_mode = "markdown" if _streams.is_interactive() else None
    with _streams.ended_by_a_closed_pipe():
        try:
            _run_and_flush()
        except (UsageError, UnknownProviderError, CatalogError) as error:
            print_error(str(error))
            sys.exit(2)
        except OSError as error:
            _streams.give_up(sys.stdout)
            print_error(f"can't write the output: {error.strerror or error}")
            sys.exit(2)


def _run_and_flush() -> None:
    """Write everything while a failure can still be reported."""
    try:
        app()
    except SystemExit as ended:
        # If no signal ends the program, typer turns a closed pipe into status 1.
        if isinstance(ended.__context__, OSError):
            raise ended.__context__ from None
        raise
    finally:
        sys.stdout.flush()

"""The command line: one small module for each group of commands."""

import sys


def main() -> None:
    """Run the command ``shipping-errors``; it needs the extra ``cli``."""
    try:
        from ._app import run  # noqa: PLC0415 - only here is it known whether the extra is there
    except ModuleNotFoundError as error:
        if error.name not in {"rich", "typer"}:
            raise
        sys.stderr.write("The command line is an extra: pip install 'shipping-errors[cli]'\n")
        sys.exit(2)
    run()

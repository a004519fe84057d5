"""Commands, run in the process of the test."""

from __future__ import annotations

import sys
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING

import pytest
from documents import COLOUR_SETTINGS

from shipping_errors._cli import main

from .running import Done

if TYPE_CHECKING:
    from pathlib import Path

    from .running import Command


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process, with something on standard input."""
    for name in COLOUR_SETTINGS:
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str | Path, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["shipping-errors", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def terminal(command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command whose output goes to a terminal, 80 signs wide."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        return command(*arguments, stdin=stdin)

    return run

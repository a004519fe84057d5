"""Terminals, pipes, and streams that can not be written."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from importlib.metadata import version
from io import StringIO
from typing import TYPE_CHECKING, BinaryIO

import pytest

from shipping_errors._cli import main

from .running import LOCKED

if TYPE_CHECKING:
    from pathlib import Path

    from .running import Command


def test_on_a_terminal_there_are_heads_and_no_empty_columns(terminal: Command) -> None:
    out = terminal("codes", "pkge", "--category", "quota_exceeded").out
    assert out.splitlines()[0].startswith("\x1b[1mprovider")
    assert "replaces" not in out
    assert "    You've reached your plan's limit" in out
    assert "\x1b[1mcategory" in terminal("classify", "aftership", "200", LOCKED).out
    assert "\x1b[1mreason" in terminal("explain", "aftership", "200", LOCKED).out
    assert terminal("codes", "pkge", "--text", "no such text").out == ""
    row = terminal("codes", "420").out.splitlines()
    assert len(row) == 2


def test_no_color_means_no_escape_sequence(
    terminal: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    for arguments in (
        ("explain", "aftership", "200", LOCKED),
        ("codes", "aftership"),
        ("providers",),
    ):
        out = terminal(*arguments).out
        assert out
        assert "\x1b" not in out


@pytest.mark.parametrize("arguments", [("--help",), ("lint",), ("codes", "--help"), ("no",)])
def test_help_and_bad_usage_obey_no_color_and_pipes(
    terminal: Command,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    def text(run: Command) -> str:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: run is terminal, raising=False)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: run is terminal, raising=False)
        return "".join(run(*arguments)[1:])

    assert "\x1b[" in text(terminal)
    piped = text(command)
    monkeypatch.setenv("NO_COLOR", "1")
    for plain in (piped, text(terminal)):
        assert "shipping-errors" in plain
        assert not set(plain) & set("\x1b─│╭╮╰╯")


def test_a_pipe_gets_plain_lines_even_where_colours_are_forced(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = command("codes", "aftership").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert command("codes", "aftership").out == plain
    assert "\x1b" not in plain


def test_the_output_may_be_any_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    out = StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "argv", ["shipping-errors", "--version"])
    with pytest.raises(SystemExit):
        main()
    assert out.getvalue() == f"{version('shipping-errors')}\n"


def at_the_end_of_a_pipe(code: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program of Python's whose reader is gone."""
    read, written = os.pipe()
    os.close(read)
    try:
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            stdout=written,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(written)


RUN = "from shipping_errors._cli import main; main()"


SUCCESS = ("classify", "clickpost", "200", '{"meta": {"status": 200}}')


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="the platform has no such signal")
@pytest.mark.parametrize("arguments", [("codes",), ("--version",), ("--help",), SUCCESS])
def test_a_program_whose_reader_is_gone_ends_as_cat_does(arguments: tuple[str, ...]) -> None:
    done = at_the_end_of_a_pipe(RUN, *arguments)
    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, b"")


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="it is taken away here")
@pytest.mark.parametrize("arguments", [("codes",), ("--version",), ("--help",), SUCCESS])
def test_without_the_signal_the_program_says_that_its_reader_is_gone(
    arguments: tuple[str, ...],
) -> None:
    done = at_the_end_of_a_pipe(f"import signal; del signal.SIGPIPE; {RUN}", *arguments)
    told = f"Error: can't write the output: {os.strerror(errno.EPIPE)}\n"
    assert (done.returncode, done.stderr.decode()) == (2, told)


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="the platform has no such signal")
def test_the_signal_is_left_as_it_was(command: Command) -> None:
    before = signal.getsignal(signal.SIGPIPE)
    assert command("--version").status == 0
    assert signal.getsignal(signal.SIGPIPE) is before


class FullDisk(StringIO):
    """A stream that can hold nothing, on top of a file."""

    def __init__(self, below: BinaryIO, number: int = errno.ENOSPC) -> None:
        super().__init__()
        self.below, self.number = below, number

    def write(self, _: str, /) -> int:
        raise OSError(self.number, os.strerror(self.number))

    def fileno(self) -> int:
        return self.below.fileno()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EPIPE])
@pytest.mark.parametrize("platform_has_the_signal", [True, False])
def test_what_can_not_be_written_is_told_and_goes_nowhere(
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    number: int,
    platform_has_the_signal: bool,
) -> None:
    if not platform_has_the_signal:
        monkeypatch.delattr(signal, "SIGPIPE", raising=False)
    with (tmp_path / "out").open("wb", buffering=0) as file:
        monkeypatch.setattr(sys, "stdout", FullDisk(file, number))
        done = command("codes")
        file.write(b"lost")
    told = f"Error: can't write the output: {os.strerror(number)}\n"
    assert (done.status, done.err) == (2, told)
    assert (tmp_path / "out").read_bytes() == b""


def test_where_nobody_can_be_told_the_status_tells(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "err").open("wb", buffering=0) as file:
        monkeypatch.setattr(sys, "stderr", FullDisk(file))
        assert command("classify", "nobody", "200", "").status == 2
    monkeypatch.setattr(sys, "stderr", None)
    assert command("classify", "nobody", "200", "").status == 2


def test_closed_standard_output_is_told(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert command("codes") == (2, "", "Error: standard output is closed\n")

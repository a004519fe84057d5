"""The streams of the program: who reads them, and what to do when the reader stops."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_what_can_be_written() -> None:
    """Escape characters that a stream can't encode: arrows on some terminals."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def is_interactive() -> bool:
    """Whether all output goes to a terminal, and NO_COLOR is not set."""
    streams = (sys.stdout, sys.stderr)
    return not os.environ.get("NO_COLOR") and all(stream and stream.isatty() for stream in streams)


@contextmanager
def ended_by_a_closed_pipe() -> Iterator[None]:
    """Let the system end the program when its reader stops (``| head``), the same as ``cat``.

    Otherwise Python raises an exception, and the exit status would be one that has a meaning for
    the commands. On platforms without the signal, the exception remains.
    """
    sigpipe = getattr(signal, "SIGPIPE", None)
    before = signal.signal(sigpipe, signal.SIG_DFL) if sigpipe else None
    try:
        yield
    finally:
        if sigpipe:
            signal.signal(sigpipe, before)


def give_up(stream: TextIO) -> None:
    """Discard what can't be written; otherwise Python tries again at exit, and reports it."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())

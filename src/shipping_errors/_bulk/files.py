"""Open the files that a command line names: patterns, standard input, and their formats."""

from __future__ import annotations

import glob
import os
import sys
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import RawIOBase

STANDARD_INPUT = "-"
_BEGINNINGS = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"PAR1": "parquet"}


class UnreadableError(Exception):
    """A file can't be read, or not further; the text says which one, where and why."""


class Kind(StrEnum):
    """The format of a file. Its first bytes decide, not its name."""

    LINES = "lines"
    GZIP = "gzip"
    ZSTD = "zstd"
    PARQUET = "parquet"


class LogFile(NamedTuple):
    """An open file, and what is known about it before it is read."""

    name: str
    """Its name in messages."""
    kind: Kind
    size: int | None
    """Its size in bytes; None for standard input."""
    stream: BufferedReader


def expand(patterns: Iterable[str]) -> list[str]:
    """Return the names of all files; raises ``UnreadableError`` for a pattern without a match."""
    names: list[str] = []
    for pattern in patterns:
        found = [pattern]
        if pattern != STANDARD_INPUT and not Path(pattern).exists():
            found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - whole patterns
            if not found:
                raise UnreadableError(f"no file is called {pattern!r}, and none fits it")
        for name in found:
            if Path(name).is_dir():
                raise UnreadableError(f"{name!r} is a directory; name files: '{name}/*.jsonl'")
        names += found
    return names


@contextmanager
def opened(name: str) -> Iterator[LogFile]:
    """Open a file; raises ``UnreadableError`` if that fails."""
    with ExitStack() as stack:
        try:
            if name == STANDARD_INPUT:
                stream, size = _standard_input(), None
            else:
                stream = stack.enter_context(Path(name).open("rb"))
                size = os.fstat(stream.fileno()).st_size
            kind = _kind(stream.peek(4)[:4])
        except OSError as error:
            raise UnreadableError(f"can't read {name!r}: {error.strerror or error}") from error
        yield LogFile("standard input" if name == STANDARD_INPUT else name, kind, size, stream)


def _standard_input() -> BufferedReader:
    if sys.stdin is None:
        raise OSError("it is closed")
    stream = sys.stdin.buffer
    if isinstance(stream, BufferedReader):
        return stream
    return BufferedReader(cast("RawIOBase", stream))


def _kind(beginning: bytes) -> Kind:
    for start, kind in _BEGINNINGS.items():
        if beginning.startswith(start):
            return Kind(kind)
    return Kind.LINES

"""A stream of bytes becomes blocks of whole lines, decompressed where it is compressed.

A damaged or truncated stream gives all that is before the damage.
"""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

import zstandard

from .files import Kind, LogFile, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BLOCK = 4 << 20
"""The size of a block in bytes, or somewhat more."""
_PIECE = 16 << 10  # bytes of a compressed stream at a time: they can become very many
_LONGEST_LINE = 64 << 20
_LONGEST_PAUSE = 1.0  # seconds until lines that come slowly are passed on


class Block(NamedTuple):
    """Whole lines of a file."""

    data: bytes
    first_line: int
    """The number of its first line, counted from 1."""
    position: int
    """How many bytes of the file were read by now, compressed as they are there."""
    is_cut: bool
    """Whether the file ends within the block's last line: without a line end."""


def read_blocks(file: LogFile) -> Iterator[Block]:
    """Yield the blocks of a file of lines.

    Raises ``UnreadableError`` where it can't be read further, after all that could be read.
    """
    reader = _Reader(file)
    line, rest, cut_at = 1, b"", time.monotonic()
    for piece in reader.pieces():
        rest = _joined(rest, piece)
        is_late = time.monotonic() - cut_at > _LONGEST_PAUSE
        if len(rest) < BLOCK and not is_late:
            continue
        data, _, rest = rest.rpartition(b"\n")
        if data:
            yield Block(data + b"\n", line, reader.position, is_cut=False)
            line += data.count(b"\n") + 1
            cut_at = time.monotonic()
    if rest:
        yield Block(rest, line, reader.position, is_cut=not rest.endswith(b"\n"))
        line += rest.count(b"\n")
    if reader.failure is not None:
        raise UnreadableError(f"{file.name}: line {line}: {reader.failure}")


def _joined(rest: bytes, piece: bytes) -> bytes:
    """Return the begun line and what follows; of a line that never ends no more is kept."""
    if len(rest) < _LONGEST_LINE:
        return rest + piece
    _, end, following = piece.partition(b"\n")
    return rest + end + following


class _Reader:
    """Reads the pieces of a file until its end, or until it can't be read further."""

    def __init__(self, file: LogFile) -> None:
        self._file = file
        self.position = 0
        self.failure: str | None = None
        """Why the file can't be read further."""

    def pieces(self) -> Iterator[bytes]:
        """Yield pieces of the content, decompressed."""
        if self._file.kind is Kind.GZIP:
            return self._decompress(_new_gzip)
        if self._file.kind is Kind.ZSTD:
            return self._decompress(_new_zstd)
        return self._read(BLOCK)

    def _read(self, size: int) -> Iterator[bytes]:
        while True:
            try:
                piece = self._file.stream.read1(size)
            except OSError as error:
                self.failure = f"the file can't be read further: {error.strerror or error}"
                return
            if not piece:
                return
            self.position += len(piece)
            yield piece

    def _decompress(self, new: Callable[[], Any]) -> Iterator[bytes]:
        """Decompress all members of the stream: files that were joined are one stream."""
        stream, is_begun = new(), False
        for piece in self._read(_PIECE):
            data = piece
            while data:
                try:
                    content = stream.decompress(data)
                except _DAMAGED as error:
                    self.failure = f"the compressed data is damaged here: {error}"
                    return
                # Archives may be padded with zeros.
                is_begun, data = not stream.eof, stream.unused_data.lstrip(b"\0")
                if stream.eof:
                    stream = new()
                yield content
        if is_begun and self.failure is None:
            self.failure = "the file is truncated: its compressed data ends here"


def _new_gzip() -> Any:  # noqa: ANN401 - a decompressor
    return zlib.decompressobj(wbits=31)


def _new_zstd() -> Any:  # noqa: ANN401 - a decompressor
    return zstandard.ZstdDecompressor().decompressobj()


_DAMAGED = (zlib.error, zstandard.ZstdError)

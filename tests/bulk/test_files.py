"""Files, patterns and streams of bytes become blocks of whole lines."""

from __future__ import annotations

import errno
import gzip
import io
import zlib
from typing import TYPE_CHECKING

import pytest
import zstandard

from shipping_errors._bulk import blocks as blocks_module
from shipping_errors._bulk.blocks import Block, read_blocks
from shipping_errors._bulk.files import Kind, LogFile, UnreadableError, expand, opened

if TYPE_CHECKING:
    from pathlib import Path

LINES = b"".join(b'{"number": %d}\n' % number for number in range(2_000))


def write(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def read(path: str) -> tuple[list[Block], str | None]:
    """Return the blocks of a file, and why it can't be read further."""
    found = []
    try:
        with opened(path) as file:
            found.extend(read_blocks(file))
    except UnreadableError as error:
        return found, str(error)
    return found, None


COMPRESS = {"gzip": gzip.compress, "zstd": zstandard.compress, "plain": bytes}


@pytest.mark.parametrize("name", COMPRESS)
@pytest.mark.parametrize("size", [1, 100, 5_000, 10**9])
def test_the_blocks_are_whole_lines_and_all_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: int
) -> None:
    monkeypatch.setattr(blocks_module, "BLOCK", size)
    monkeypatch.setattr(blocks_module, "_PIECE", 100)
    content = COMPRESS[name](LINES)
    found, problem = read(write(tmp_path / "log", content))
    assert problem is None
    assert b"".join(block.data for block in found) == LINES
    line = 1
    for block in found:
        assert (block.first_line, block.is_cut) == (line, False)
        assert block.data.endswith(b"\n")
        line += block.data.count(b"\n")
    positions = [block.position for block in found]
    assert positions == sorted(positions)
    assert positions[-1] == len(content)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(gzip.compress(LINES), Kind.GZIP), (zstandard.compress(LINES), Kind.ZSTD),
     (b"PAR1....", Kind.PARQUET), (LINES, Kind.LINES), (b"", Kind.LINES)],
)  # fmt: skip
def test_the_first_bytes_tell_what_a_file_is(tmp_path: Path, content: bytes, kind: Kind) -> None:
    with opened(write(tmp_path / "misleading.txt", content)) as file:
        assert (file.kind, file.size) == (kind, len(content))


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_files_that_were_joined_are_one_stream(tmp_path: Path, name: str) -> None:
    one = COMPRESS[name](LINES)
    found, problem = read(write(tmp_path / "log", one + one + b"\0" * 20))
    assert (b"".join(block.data for block in found), problem) == (LINES + LINES, None)


def test_a_truncated_gzip_gives_every_byte_before_its_end(tmp_path: Path) -> None:
    content = gzip.compress(LINES)[:-900]
    path = write(tmp_path / "log.gz", content)
    found, problem = read(path)
    data = b"".join(block.data for block in found)
    assert data == zlib.decompressobj(31).decompress(content)
    assert found[-1].is_cut
    line = data.count(b"\n") + 1
    assert problem == f"{path}: line {line}: the file is truncated: its compressed data ends here"


def test_a_truncated_zstd_gives_what_is_before_its_end(tmp_path: Path) -> None:
    frames = [zstandard.compress(LINES), zstandard.compress(LINES)[:-50]]
    found, problem = read(write(tmp_path / "log.zst", b"".join(frames)))
    data = b"".join(block.data for block in found)
    assert (LINES + LINES).startswith(data)
    assert len(data) >= len(LINES)
    assert "the file is truncated" in str(problem)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_damaged_data_gives_what_is_before_it_and_the_line(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "log", COMPRESS[name](LINES) + b"this is no compressed data")
    found, problem = read(path)
    assert b"".join(block.data for block in found) == LINES
    assert str(problem).startswith(f"{path}: line 2001: the compressed data is damaged here")


def test_a_last_line_without_an_end_is_cut(tmp_path: Path) -> None:
    found, problem = read(write(tmp_path / "log", LINES[:-5]))
    assert (found[-1].data, found[-1].is_cut, problem) == (LINES[:-5], True, None)


def test_a_line_that_never_ends_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks_module, "BLOCK", 10)
    monkeypatch.setattr(blocks_module, "_LONGEST_LINE", 30)
    content = b'{"x": "' + b"a" * 1_000 + b'"}\n{"next": 1}\n'
    found, problem = read(write(tmp_path / "log", content))
    lines = b"".join(block.data for block in found).split(b"\n")
    assert len(lines[0]) < 60
    assert (lines[1:], problem) == ([b'{"next": 1}', b""], None)


def test_lines_that_come_slowly_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a summary after Ctrl-C has what was read, though no block is full."""
    monkeypatch.setattr(blocks_module, "_LONGEST_PAUSE", -1.0)
    pieces = iter([b"1\n2", b"\n3\n", b"4", b""])

    class Slow(io.BytesIO):
        def read1(self, _: int | None = -1, /) -> bytes:
            return next(pieces)

    file = LogFile("log", Kind.LINES, None, io.BufferedReader(Slow()))
    file = file._replace(stream=Slow())  # type: ignore[arg-type]
    found = list(read_blocks(file))
    assert [block.data for block in found] == [b"1\n", b"2\n3\n", b"4"]
    assert [block.first_line for block in found] == [1, 2, 4]


def test_a_device_that_fails_gives_what_was_read() -> None:
    pieces = iter([b'{"a": 1}\n{"b"'])

    class Failing(io.BytesIO):
        def read1(self, _: int | None = -1, /) -> bytes:
            for piece in pieces:
                return piece
            raise OSError(errno.EIO, "Input/output error")

    file = LogFile("log", Kind.LINES, None, Failing())  # type: ignore[arg-type]
    found = []
    with pytest.raises(UnreadableError) as caught:
        found.extend(read_blocks(file))
    assert str(caught.value) == "log: line 2: the file can't be read further: Input/output error"


def test_patterns_are_expanded_in_order(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    names = ["2.jsonl", "1.jsonl", "a/3.jsonl", "a/b/4.jsonl", "[x].jsonl"]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    assert expand([f"{tmp_path}/?.jsonl"]) == [f"{tmp_path}/1.jsonl", f"{tmp_path}/2.jsonl"]
    assert len(expand([f"{tmp_path}/**/*.jsonl"])) == 5
    exact = f"{tmp_path}/[x].jsonl"
    assert expand([exact, "-"]) == [exact, "-"]


def test_what_is_no_file_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableError, match=r"no file is called '.*/none.jsonl', and none fits it"
    ):
        expand([f"{tmp_path}/none.jsonl"])
    with pytest.raises(UnreadableError, match=r"is a directory; name files: '.*/\*.jsonl'"):
        expand([str(tmp_path)])


def test_a_file_that_can_not_be_opened_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "gone.jsonl")
    with (
        pytest.raises(UnreadableError, match=r"can't read '.*gone.jsonl': No such file"),
        opened(path),
    ):
        pass


def test_standard_input_can_be_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (io.BytesIO(LINES), io.BufferedReader(io.BytesIO(LINES))):  # type: ignore[arg-type]
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(stream))  # type: ignore[type-var]
        with opened("-") as file:
            assert (file.name, file.size) == ("standard input", None)
            assert b"".join(block.data for block in read_blocks(file)) == LINES
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UnreadableError, match="can't read '-': it is closed"), opened("-"):
        pass

"""Where the body comes from, and what is said of wrong arguments."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING

import pytest
from user_catalogs import extension, write

from shipping_errors._cli._input import UsageError, read_body

if TYPE_CHECKING:
    from pathlib import Path

    from .running import Command


def test_a_body_comes_from_a_file_or_from_standard_input(command: Command, tmp_path: Path) -> None:
    body = b'\xef\xbb\xbf{"meta": {"code": 4155, "message": "\xff"}}'
    file = tmp_path / "body.json"
    file.write_bytes(body)
    outs = [
        command("classify", "aftership", "200", f"@{file}").out,
        command("classify", "aftership", "200", "-", stdin=body).out,
        command("classify", "aftership", "200", stdin=body).out,
        command("classify", "aftership", "200", os.fsdecode(body)).out,
    ]
    assert "code            4155\n" in outs[0]
    assert outs == outs[:1] * 4


def test_nothing_is_read_from_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(BytesIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", TextIOWrapper(Terminal(b"typed")))
    assert read_body(None) is None
    assert read_body("-") == b"typed"
    monkeypatch.setattr(sys, "stdin", None)
    assert read_body(None) is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("classify", "clickpst", "200"), "unknown provider 'clickpst'; did you mean 'clickpost'"),
        (
            ("classify", "clickpost", "{}"),
            "'{}' is not an HTTP status: give a number from 100 to 999",
        ),
        (("classify", "clickpost", "99"), "'99' is not an HTTP status"),
        (
            ("classify", "clickpost", "200", "@/no/file"),
            f"can't read '/no/file': {os.strerror(errno.ENOENT)}",
        ),
        (
            ("classify", "clickpost", "200", "-H", "nope"),
            "'nope' is not a header: write 'Name: value'",
        ),
        (("codes", "clickpst"), "did you mean 'clickpost'"),
        (("codes", "????"), "no provider and no code is called '????'"),
        (("sample", "aftership", "xyz"), "the catalog 'aftership_shipping' has no code 'xyz'"),
        (("sample", "nobody", "1"), "unknown provider 'nobody'"),
        (("sample", "aftership", "4155", "--retry-date", "2026-01-01"), "no variant with a date"),
        (("stub", "clickpost", '{"a": {"b": 7}}'), "say so with --code-path: a.b is 7"),
        (("stub", "clickpost", '{"a.b": 1, "c": 2}'), "with --code-path: c is 2\n"),
        (("stub", "clickpost", "<html>"), "the body has nothing that could be a code"),
        (("stub", "clickpost", '{"a": 7}', "--code-path", "b"), "there is no code at b; if"),
        (("stub", "acme", '{"a": 7}', "--new"), "no code at any path; if it is elsewhere"),
        (("stub", "Ac me", '{"a": 7}', "--new"), "'Ac me' is not an id: write lower case"),
        (("stub", "pkge", "{}", "--new"), "'shopify_tracking_app' already has a catalog"),
    ],
)
def test_a_mistake_is_told_in_one_plain_sentence(
    command: Command, arguments: tuple[str, ...], told: str
) -> None:
    done = command(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Error: ")
    assert told in done.err
    assert done.err.count("\n") == 1


def test_a_wrong_catalog_of_ones_own_is_told_with_all_its_problems(
    command: Command, tmp_path: Path
) -> None:
    write(tmp_path, extension("clickpst"), extension("clickpost", "{code: 1}"))
    done = command("classify", "clickpost", "200", "--catalog", tmp_path)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Error: 3 problems in the catalog\n")


def test_standard_input_that_can_not_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(sys, "stdin", TextIOWrapper(Broken()))
    with pytest.raises(UsageError, match=f"^can't read standard input: {os.strerror(errno.EIO)}$"):
        read_body(None)
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match=r"^can't read standard input: it is closed$"):
        read_body("-")


def test_a_loop_keeps_its_list_where_a_body_is_given(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("500\n503\n")
    for given in ("''", "</dev/null"):
        loop = f"while read s; do {sys.executable} -m shipping_errors classify clickpost $s {given}"
        done = subprocess.run(
            ["/bin/sh", "-c", f"{loop}; done < list | grep -c provider_"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert done.stdout == b"2\n"


@pytest.mark.parametrize("name", ["classify", "explain", "stub"])
def test_the_help_says_when_standard_input_is_read(command: Command, name: str) -> None:
    text = " ".join(command(name, "--help").out.split())
    assert "standard input is read to its end, unless it is a terminal" in text
    assert "('' for an empty one) or </dev/null" in text

"""A path that leads to no catalog is refused, with the path and the remedy."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from user_catalogs import extension, provider

from shipping_errors import CatalogError, Classifier
from shipping_errors._registry.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BUSY = "{code: E1, judged: {category: busy}}"


def make_pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def make_huge_file(path: Path) -> Path:
    """Make a file of ten gigabytes, of which nothing is on the disk."""
    with path.open("wb") as file:
        file.truncate(10_000_000_000)
    return path


def make_directory(path: Path) -> Path:
    path.mkdir()
    (path / "x.yaml").mkdir()
    return path


REGULAR = "give a regular file: a pipe or a device may never end [not-a-file]"


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda _: "a\0b", "a\\u0000b:1:1: ValueError: embedded null byte [unreadable]"),
        (lambda _: "/dev/zero", f"/dev/zero:1:1: {REGULAR}"),
        (make_pipe, f"f:1:1: {REGULAR}"),
        (make_directory, f"x.yaml:1:1: {REGULAR}"),
        (make_huge_file, "f:1:1: a catalog has at most 500,000 bytes; is this one? [too-large]"),
        (lambda path: path / "\x1b[31m\u202e", "f/\\u001b[31m\\u202e:1:1: No such file"),
        (lambda path: path / os.fsdecode(b"\xff"), "f/\\udcff:1:1: No such file"),
        (lambda path: path / ("x" * 5_000), ":1:1: File name too long [unreadable]"),
    ],
    ids=["NUL", "device", "pipe", "directory", "huge", "controls", "not UTF-8", "long"],
)
def test_what_is_no_file_of_a_catalog_is_refused(
    tmp_path: Path, make: Callable[[Path], str | Path], told: str
) -> None:
    with pytest.raises(CatalogError) as caught:
        Classifier(catalogs=[make(tmp_path / "f")])
    assert told in str(caught.value)
    str(caught.value).encode()


def test_a_directory_that_can_not_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "iterdir", fail)
    with pytest.raises(CatalogError, match=r":1:1: Permission denied \[unreadable\]"):
        Classifier(catalogs=[tmp_path])


def test_what_can_not_be_extended_since_it_is_damaged_is_told_beside_the_rest(
    tmp_path: Path,
) -> None:
    built_in, own = tmp_path / "built-in", tmp_path / "own"
    built_in.mkdir()
    own.mkdir()
    (built_in / "acme.yaml").write_text("title: Acme\n")
    (own / "0.yaml").write_text(extension("acme", BUSY))
    (own / "1.yaml").write_text(provider("zeta", "{code: 5, judged: {category: busy}}"))
    with pytest.raises(CatalogError) as caught:
        Registry(built_in, [own])
    files = {problem.file for problem in caught.value.problems}
    assert files == {str(built_in / "acme.yaml"), str(own / "1.yaml")}


LIMIT = 500_000
HOSTILE_TEXTS = {
    "brackets": "[" * LIMIT,
    "braces": "{a: " * (LIMIT // 4),
    "steps": "".join(f"{' ' * depth}a:\n" for depth in range(900)),
    "list marks": "- " * (LIMIT // 2),
    "keys": "".join(f"k{number}: 1\n" for number in range(45_000)),
    "same keys": "a: 1\n" * (LIMIT // 5),
    "items": "provider: acme\naliases: [" + "a," * (LIMIT // 2 - 20) + "]",
    "rows": provider("acme", *([BUSY] * 10_000)),
    "templates": provider("acme", *(['{like: "{}{}{}", judged: {category: busy}}'] * 5_000)),
    "aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghij")),
    "itself": "a: &a [*a]",
    "anchors": "".join(f"k{number}: &a{number} 1\n" for number in range(25_000)),
    "number": "provider: " + "9" * (LIMIT - 20),
    "sixties": "provider: 1" + ":59" * 100_000,
    "text": 'provider: "' + "x" * (LIMIT - 20) + '"',
    "escapes": 'provider: "' + "\\u202e" * (LIMIT // 6 - 9) + '"',
    "NUL": "provider: \0",
    "documents": "---\n" * (LIMIT // 4),
    "tag": "!!python/object/apply:os.system [exit]",
    "merges": "a: &a {b: 1}\nc:\n  <<: [" + "*a," * 100_000 + "]",
}
READ_ALL = """
import resource, sys
from pathlib import Path
from shipping_errors import CatalogError, Classifier

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

for path in [Path("none.yaml"), *sorted(Path(sys.argv[1]).iterdir())]:
    before = peak()
    try:
        Classifier(catalogs=[path])
    except CatalogError as error:
        [first, *_] = error.problems
        assert first.file == str(path) and first.line > 0 and first.message, first
    else:
        raise AssertionError(f"{path} was taken")
    assert path.name == "none.yaml" or peak() - before < 100, (path, peak() - before)
"""


def test_a_hostile_catalog_is_refused_with_its_place_and_takes_less_than_100_megabytes(
    tmp_path: Path,
) -> None:
    for name, text in HOSTILE_TEXTS.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    make_huge_file(tmp_path / "huge.yaml")
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, tmp_path], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")

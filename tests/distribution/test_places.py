"""The package says the same wherever it is: in a directory, in a zip file, in a program."""

from __future__ import annotations

import shutil
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from user_catalogs import provider, write

from .running import PROGRAM, run

if TYPE_CHECKING:
    from pathlib import Path

FIRST_LINE = "read as compiled"
"""It shows that the built package was used: the checkout has no compiled catalogs."""


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return what the program prints in this checkout, but how the catalogs were read."""
    directory = tmp_path_factory.mktemp("expected")
    first, *lines = run(sys.executable, PROGRAM, directory, cwd=directory).splitlines()
    assert first == "read as YAML"
    assert len(lines) > 5
    return [FIRST_LINE, *lines]


def test_a_zip_file_on_the_path(wheel: Path, tmp_path: Path, expected: list[str]) -> None:
    found = run(sys.executable, PROGRAM, tmp_path, cwd=tmp_path, python_path=wheel)
    assert found.splitlines() == expected


def test_an_application_in_a_zip_file(wheel: Path, tmp_path: Path, expected: list[str]) -> None:
    sources = tmp_path / "sources"
    zipfile.ZipFile(wheel).extractall(sources)
    shutil.copy(PROGRAM, sources / "program.py")
    application = tmp_path / "program.pyz"
    run(
        sys.executable,
        "-m",
        "zipapp",
        sources,
        "-o",
        application,
        "-m",
        "program:main",
        cwd=tmp_path,
    )
    shutil.rmtree(sources)
    found = run(sys.executable, application, tmp_path, cwd=tmp_path)
    assert found.splitlines() == expected


@pytest.fixture(scope="module")
def target(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory into which the package was installed, as for a function in a cloud."""
    directory = tmp_path_factory.mktemp("target")
    install = (sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-compile")
    run(*install, "--target", directory, wheel, cwd=directory)
    return directory


def test_a_target_directory(target: Path, tmp_path: Path, expected: list[str]) -> None:
    found = run(sys.executable, PROGRAM, tmp_path, cwd=tmp_path, python_path=target)
    assert found.splitlines() == expected


READ_ONLY = """
import errno, os, sys

def refuse(event, arguments):
    written = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    changed = event in {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate"}
    if (written and arguments[0] != os.devnull) or changed:
        tried.append((event, *arguments))
        raise OSError(errno.EROFS, "Read-only file system")

tried = []
sys.addaudithook(refuse)
from shipping_errors import Classifier, catalog, classify, providers
Classifier(catalogs=[sys.argv[1]])
for name in providers():
    classify(name, 429, None)
    catalog(name)
ours = [place for _, place, *_ in tried if not str(place).startswith(sys.pycache_prefix)]
print(len(tried), ours)
"""


def test_a_file_system_that_takes_no_files(target: Path, tmp_path: Path) -> None:
    """Python tries to keep what it compiled, and goes on; the package writes nothing at all."""
    own = tmp_path / "own"
    own.mkdir()
    write(own, provider("acme", "{code: E1, judged: {category: busy}}"))
    command = (sys.executable, "-X", f"pycache_prefix={tmp_path / 'compiled'}", "-c", READ_ONLY)
    found = run(*command, own, cwd=tmp_path, python_path=target)
    tried, _, ours = found.partition(" ")
    assert int(tried) > 0
    assert ours.strip() == "[]"

"""Build the source distribution, and run its tests from its own files.

usage: python tools/check_sdist.py [--keep DIRECTORY] [ARGUMENT OF PYTEST...]

The wheel is built from the source distribution, and the tests run in a directory that has nothing
but the files of it, in an environment of their own. With --keep both files are then moved into a
directory, to be uploaded; where the environment has RELEASE_TAG, the version must be that tag's.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
UV = (sys.executable, "-m", "uv")


def main() -> None:
    """Build, unpack, test and, if asked for, keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=Path)
    options, pytest_arguments = parser.parse_known_args()
    with TemporaryDirectory() as directory:
        built = Path(directory, "dist")
        _run(*UV, "build", "--quiet", "--out-dir", built, ROOT, cwd=directory)
        sdist, wheel = _files(built)
        _check_tag(sdist.name)
        sources = _unpack(sdist, Path(directory, "sources"))
        python = _environment(sources, Path(directory, "env"))
        _run(python, "-m", "pytest", "-q", *pytest_arguments, cwd=sources)
        for file in (sdist, wheel) if options.keep else ():
            options.keep.mkdir(exist_ok=True)
            shutil.move(file, options.keep / file.name)
    print("the tests of the source distribution pass")


def _files(built: Path) -> tuple[Path, Path]:
    (sdist,) = built.glob("*.tar.gz")
    (wheel,) = built.glob("*.whl")
    return sdist, wheel


def _check_tag(name: str) -> None:
    """Refuse another version than that of the tag: an upload can't be taken back."""
    tag = os.environ.get("RELEASE_TAG")
    if tag is not None and name != f"shipping_errors-{tag.removeprefix('v')}.tar.gz":
        sys.exit(f"the tag is {tag}, and {name} was built: correct one of them")


def _unpack(sdist: Path, directory: Path) -> Path:
    with tarfile.open(sdist) as archive:
        archive.extractall(directory, filter="data")
    (top,) = directory.iterdir()
    return top


def _environment(sources: Path, directory: Path) -> Path:
    _run(*UV, "venv", "--quiet", "--seed", "--python", sys.executable, directory, cwd=sources)
    python = next(directory.glob("[bS]*/python*"))
    _run(
        *(*UV, "pip", "install", "--quiet", "--python", python),
        *("-c", "constraints.txt", "-e", ".[test]"),
        cwd=sources,
    )
    return python


def _run(*command: object, cwd: Path | str) -> None:
    # Python's own variables may lead back to this checkout.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=env, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}")


main()

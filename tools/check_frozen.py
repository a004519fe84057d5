"""Build a program with PyInstaller, with the hook that the package ships, and run it.

usage: python tools/check_frozen.py

The wheel of this checkout and PyInstaller are installed into an environment of their own. The
program is tests/distribution/program.py. The check fails where it does not print what the script
prints without PyInstaller.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
PYINSTALLER = "pyinstaller>=6.10,<7"
PROGRAM = ROOT / "tests" / "distribution" / "program.py"
COMMANDS = (
    ("--version",),
    ("providers",),
    ("explain", "aftership", "200", '{"meta": {"code": 4155}}'),
)


def main() -> None:
    """Build the program, and compare what it prints with what its script prints unfrozen."""
    with TemporaryDirectory() as directory:
        python = _environment(Path(directory))
        build = ("-m", "PyInstaller", "--log-level=ERROR", "--onefile")
        _run(python, *build, PROGRAM, cwd=directory)
        frozen = Path(directory, "dist", "program")
        for arguments in ((directory,), *COMMANDS):
            expected = _run(python, PROGRAM, *arguments, cwd=directory)
            found = _run(frozen, *arguments, cwd=directory)
            if not found or found != expected:
                sys.exit(f"{arguments}: the frozen program says\n{found}\nin place of\n{expected}")
    print("the frozen program says what the package says")


def _environment(directory: Path) -> Path:
    venv.create(directory / "env", with_pip=True)
    python = next((directory / "env").glob("[bS]*/python*"))
    _run(python, "-m", "pip", "install", "-q", f"{ROOT}[cli]", PYINSTALLER, cwd=directory)
    return python


def _run(*command: object, cwd: Path | str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode not in {0, 1}:  # 1: the response is an error
        sys.exit(f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


main()

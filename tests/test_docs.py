"""The commands in the documentation print what is shown there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from documents import COLOUR_SETTINGS, sessions, write_files

DOCUMENTS = sorted((Path(__file__).parent.parent / "docs").glob("*.md"))
WITH_COMMANDS = [path for path in DOCUMENTS if sessions(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("document", WITH_COMMANDS, ids=lambda path: path.name)
def test_every_command_prints_what_is_shown(document: Path, tmp_path: Path) -> None:
    text = document.read_text(encoding="utf-8")
    write_files(text, tmp_path)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if name not in COLOUR_SETTINGS}
    for command, output in sessions(text):
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=tmp_path,
            env={**kept, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.stdout.decode().rstrip("\n") == output, command


def test_the_command_line_and_own_catalogs_are_documented_with_commands() -> None:
    assert {"command-line.md", "own-catalogs.md"} <= {path.name for path in WITH_COMMANDS}

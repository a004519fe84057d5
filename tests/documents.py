"""What the documentation shows, to be run: files, and commands with their output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

COLOUR_SETTINGS = ("FORCE_COLOR", "GITHUB_ACTIONS", "NO_COLOR", "PY_COLORS", "TTY_COMPATIBLE")
"""What changes the output of a command that is run in a test."""

_FILE = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def write_files(text: str, directory: Path) -> None:
    """Write every block that has a title into a file of that name."""
    for name, content in _FILE.findall(text):
        file = directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")


def sessions(text: str) -> list[tuple[str, str]]:
    """Return every command of the ``console`` blocks, in order, with the output shown."""
    shown = []
    for block in _SESSION.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            shown.append((command, output.rstrip("\n")))
    return shown

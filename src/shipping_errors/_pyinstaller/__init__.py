"""For PyInstaller: what a frozen program needs that its analysis does not find."""

from __future__ import annotations

from pathlib import Path


def hook_directories() -> list[str]:
    """Return where the hooks are; PyInstaller asks by the entry point ``pyinstaller40``."""
    return [str(Path(__file__).parent)]

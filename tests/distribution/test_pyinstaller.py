"""What PyInstaller is told; ``tools/check_frozen.py`` builds a program and runs it."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path


def test_the_entry_point_leads_to_a_hook_for_the_package() -> None:
    points = entry_points(group="pyinstaller40", name="hook-dirs")
    (point,) = [point for point in points if point.value.startswith("shipping_errors.")]
    (directory,) = point.load()()
    assert Path(directory, "hook-shipping_errors.py").is_file()

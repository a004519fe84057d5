"""What holds for all tests."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from browsers import browser, page
from documents import COLOUR_SETTINGS
from hypothesis import settings

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["browser", "page"]  # once for all tests: a process can start Playwright once

collect_ignore = ["conftest.py"]  # it has no doctests, and docs/ has a file of the same name

# A library may read these when it is imported: before the first import none may be set.
for _name in COLOUR_SETTINGS:
    os.environ.pop(_name, None)

# A busy machine is no failure.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

GROUPS = ("integrations", "spark", "browser")
# Some parameters of many tests; their files are always imported.
GROUPS_OF_PARAMETERS = ("niquests",)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the files of a group alone unless ``-m`` names it: what they import may be missing."""
    if collection_path.suffix != ".py":
        return None
    text = collection_path.read_text(encoding="utf-8")
    marks = (f"pytestmark = pytest.mark.{group}\n" for group in GROUPS)
    groups = [group for group, mark in zip(GROUPS, marks, strict=True) if mark in text]
    wanted = config.option.markexpr.split()
    return True if groups and not set(groups) & set(wanted) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out groups of parameters, and refuse names that are others in each process."""
    absent = set(GROUPS_OF_PARAMETERS) - set(config.option.markexpr.split())
    left_out = [item for item in items if absent & {mark.name for mark in item.iter_markers()}]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]
    for item in items:
        if re.search(r" at 0x[0-9a-f]{6}", item.nodeid):
            raise pytest.UsageError(f"give this parameter an id without an address: {item.nodeid}")

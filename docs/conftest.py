"""The examples of a document find the files that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from documents import write_files

if TYPE_CHECKING:
    from pathlib import Path

# It has no doctests, and tests/ has a file of the same name. What makes the site needs its extra.
collect_ignore = ["conftest.py", "build.py", "conf.py", "code_pages"]


@pytest.fixture(autouse=True)
def _shown_files(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(request.path.read_text(encoding="utf-8"), tmp_path)
    monkeypatch.chdir(tmp_path)

"""The report in a browser needs the extra ``browser``, and Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browsers import refuse_without

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> None:
    """Say what to install, where these tests are asked for and can't be imported."""
    refuse_without(("axe_playwright_python", "playwright"), "browser", collection_path, config)

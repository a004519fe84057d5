"""The built site, in a browser. It needs the extras ``site`` and ``browser``, and Chromium.

pip install -e '.[test,site,browser]'
pytest -m browser tests/docs_site
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from browsers import refuse_without

ROOT = Path(__file__).parents[2]
NEEDED = ("axe_playwright_python", "furo", "myst_parser", "playwright", "sphinx")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> None:
    """Say what to install, where these tests are asked for and can't be imported."""
    refuse_without(NEEDED, "site,browser", collection_path, config)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once, with the command that everyone uses."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, str(ROOT / "docs" / "build.py"), "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"

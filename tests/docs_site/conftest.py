"""The built site, in a browser. It needs the extras ``site`` and ``browser``, and Chromium.

pip install -e '.[test,site,browser]'
pytest -m browser tests/docs_site
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
NEEDED = ("axe_playwright_python", "furo", "myst_parser", "playwright", "sphinx")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> None:
    """Say what to install, where these tests are asked for and can't be imported."""
    if "browser" not in config.option.markexpr.split() or collection_path.suffix != ".py":
        return
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise pytest.UsageError(
            f"missing: {', '.join(missing)}; install the extras: pip install -e '.[site,browser]'"
        )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once, with the command that everyone uses."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, str(ROOT / "docs" / "build.py"), "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - in the extra

    program = shutil.which("chromium")
    if program is None:
        pytest.fail("these tests need Chromium: apt-get install -y chromium")
    with sync_playwright() as playwright:
        # Its sandbox does not start where the tests run as root.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page. What a page reports as an error fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened, errors = context.new_page(), []
    opened.on("console", lambda message: errors.append(message.text))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []

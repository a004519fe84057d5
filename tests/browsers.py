"""Chromium for tests of pages: ``pip install -e '.[test,browser]'``, and Debian's Chromium."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


def refuse_without(
    needed: tuple[str, ...], extras: str, collection_path: Path, config: pytest.Config
) -> None:
    """Say what to install, where tests in a browser are asked for and can't be imported."""
    if "browser" not in config.option.markexpr.split() or collection_path.suffix != ".py":
        return
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise pytest.UsageError(
            f"missing: {', '.join(missing)}; install the extras: pip install -e '.[{extras}]'"
        )


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

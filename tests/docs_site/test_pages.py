"""The pages of the site: what they show, where their links lead, and who can read them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

import shipping_errors
from shipping_errors import Category

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SAMPLE = [
    "index.html",
    "codes.html",
    "codes.html?q=4156",
    "providers/track123/index.html",
    "categories/busy/index.html",
    "errors.html",
]
"""One page of each kind, and a short one: a browser looks at every element."""


class Links(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.anchors: list[str] = []
        self.feed(text)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src"} and value:
                self.links.add(value)
            if name == "id" and value:
                self.anchors.append(value)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Links]:
    return {path: Links(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}


def test_every_link_within_the_site_leads_to_a_page_and_its_anchor(
    pages: dict[Path, Links],
) -> None:
    for path, found in pages.items():
        for link in found.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path, link)
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].anchors, (path, link)


def test_no_anchor_is_there_twice(pages: dict[Path, Links]) -> None:
    for path, found in pages.items():
        assert len(found.anchors) == len(set(found.anchors)), path


@pytest.mark.parametrize("provider", shipping_errors.providers())
def test_every_code_of_a_provider_has_an_anchor_on_its_page(
    provider: str, site: Path, pages: dict[Path, Links]
) -> None:
    anchors = set(pages[site / "providers" / provider / "index.html"].anchors)
    codes = [code for row in shipping_errors.catalog(provider).rows for code in row.all_codes()]
    assert {re.sub(r"\s", "-", code) for code in codes} <= anchors


def test_every_category_has_a_page(site: Path) -> None:
    assert all((site / "categories" / each / "index.html").is_file() for each in Category)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_pages_have_no_fault_of_accessibility_fit_their_width_and_report_no_error(
    browser: Browser, site: Path, scheme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page: Page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    faults = {}
    for name in SAMPLE:
        page.goto(f"{site.as_uri()}/{name}")
        found = Axe().run(page, options={"preload": False})  # a file may not load files
        if found.violations_count:
            faults[name] = found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    context.close()
    assert errors == []
    assert faults == {}, "\n".join(faults.values())

"""The report in a real browser: it needs no network, and people can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from shipping_errors._bulk.report.charts import charts
from shipping_errors._bulk.report.page import render
from shipping_errors._bulk.summary import summarize
from shipping_errors._bulk.triage import Found

from .logs import made
from .test_counts import counted, record

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WIDTHS = [360, 1440]
CHARTS = 6


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [*made(3_000, seed=6), record(provider="acme"), record(status=7)]
    summary = summarize(Found(counted(records), failures=["log.jsonl: line 7: the file is cut"]))
    assert len(charts(summary)) == CHARTS
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(summary, "Errors in log.jsonl"), encoding="utf-8")
    return path


@pytest.fixture(params=WIDTHS)
def opened(page: Page, report: Path, request: pytest.FixtureRequest) -> Page:
    page.set_viewport_size({"width": request.param, "height": 900})
    page.goto(report.as_uri())
    page.wait_for_function(f"document.querySelectorAll('.chart svg').length == {CHARTS}")
    return page


def test_the_report_asks_for_nothing_but_itself(page: Page, report: Path) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(report.as_uri())
    page.wait_for_function(f"document.querySelectorAll('.chart svg').length == {CHARTS}")
    assert [url for url in requests if not url.startswith("data:")] == [report.as_uri()]


def test_every_chart_has_bars_of_some_size(opened: Page) -> None:
    for chart in opened.locator(".chart").all():
        sizes = chart.locator("svg .mark-rect.role-mark path").evaluate_all(
            "bars => bars.map(bar => bar.getBoundingClientRect()).map(box => [box.width, box.height])"
        )
        assert any(width > 1 and height > 1 for width, height in sizes)


def test_no_part_of_the_page_is_beside_the_screen(opened: Page) -> None:
    width = opened.evaluate("window.innerWidth")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    for chart in opened.locator(".chart svg").all():
        box = chart.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width


def test_the_page_is_accessible(opened: Page) -> None:
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()

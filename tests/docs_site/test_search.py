"""The search over all codes, as a reader uses it: opened as a file, without a server."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

import shipping_errors

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

RESULTS = "#codes-results > li"


def open_search(page: Page, site: Path, query: str = "") -> None:
    page.goto(f"{(site / 'codes.html').as_uri()}{query}")


def test_a_search_for_a_code_finds_its_row_first(page: Page, site: Path) -> None:
    open_search(page, site)
    page.get_by_label("Code, or words of its meaning").fill("4155 aftership")
    first = page.locator(RESULTS).first
    assert first.locator("a").inner_text() == "4155 AfterShip Shipping"
    assert "busy" in first.inner_text()
    first.locator("a").click()
    assert page.url.endswith("providers/aftership_shipping/index.html#4155")
    assert page.locator("tr:target").count() == 1


def test_without_a_filter_every_row_is_found(page: Page, site: Path) -> None:
    catalogs = map(shipping_errors.catalog, shipping_errors.providers())
    rows = sum(1 + len(row.variants) for catalog in catalogs for row in catalog.rows)
    open_search(page, site)
    assert page.locator("#codes-count").inner_text() == f"{rows:,} rows"


def test_filters_combine_and_survive_a_reload(page: Page, site: Path) -> None:
    open_search(page, site)
    page.get_by_label("Provider", exact=True).select_option("clickpost")
    page.get_by_label("Retryable", exact=True).select_option("yes")
    page.get_by_label("Outcome", exact=True).select_option("maybe_done")
    page.get_by_label("Category", exact=True).select_option("provider_unavailable")
    page.get_by_label("Code, or words of its meaning").fill("please")
    page.wait_for_url("**q=please*")
    before = page.locator("#codes-results").inner_text()
    assert page.locator(RESULTS).count() == 1
    page.reload()
    assert page.locator("#codes-results").inner_text() == before
    assert page.get_by_label("Provider", exact=True).input_value() == "clickpost"
    assert page.get_by_label("Retryable", exact=True).input_value() == "yes"
    assert page.get_by_label("Outcome", exact=True).input_value() == "maybe_done"
    assert page.get_by_label("Category", exact=True).input_value() == "provider_unavailable"


def test_an_address_with_unknown_words_shows_what_fits_the_others(page: Page, site: Path) -> None:
    open_search(page, site, "?provider=nobody&q=%3Cb%3E4155&category=busy")
    assert page.get_by_label("Provider", exact=True).input_value() == ""
    assert page.locator("#codes-count").inner_text() == "No row fits."
    assert page.locator("main b, article b").count() == 0


def test_an_unknown_code_offers_the_nearest_ones_and_the_command_for_a_stub(
    page: Page, site: Path
) -> None:
    open_search(page, site, "?q=4156+aftership_shipping")
    missing = page.locator("#codes-missing")
    assert page.locator("#codes-count").inner_text() == "No row fits."
    near = missing.locator("li code").all_inner_texts()
    assert "4155" in near
    assert "shipping-errors stub aftership_shipping @response.json" in missing.inner_text()


def test_where_only_the_filters_hide_a_code_one_button_shows_it(page: Page, site: Path) -> None:
    open_search(page, site, "?q=4155&retryable=no&provider=aftership_shipping")
    page.locator("#codes-missing").get_by_role("button").click()
    assert "4155" in page.locator(RESULTS).first.inner_text()


def test_the_keyboard_is_enough(page: Page, site: Path) -> None:
    open_search(page, site)
    page.get_by_label("Code, or words of its meaning").focus()
    page.keyboard.type("429")
    focused = "document.activeElement.textContent"
    page.keyboard.press("ArrowDown")
    first = page.evaluate(focused)
    assert first.startswith("429")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) != first
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focused) == first
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "codes-q"
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == first
    page.keyboard.press("Enter")
    page.wait_for_url("**/providers/**")


def test_more_rows_are_shown_when_asked_for_and_the_first_of_them_has_the_focus(
    page: Page, site: Path
) -> None:
    open_search(page, site)
    before = page.locator(RESULTS).count()
    page.get_by_role("button", name="Show more").click()
    assert page.locator(RESULTS).count() == 2 * before
    focused = page.locator(RESULTS).nth(before).locator("a")
    assert focused.evaluate("link => link === document.activeElement")


def test_the_first_result_is_there_within_50_ms_of_a_key_press(page: Page, site: Path) -> None:
    """By the page's own measure; the best of several presses, since a machine can be busy."""
    open_search(page, site)
    page.get_by_label("Code, or words of its meaning").focus()
    for key in "invalid ad":
        page.keyboard.press(key if key != " " else "Space")
        page.wait_for_timeout(50)
    times = page.evaluate("performance.getEntriesByName('codes-shown').map((one) => one.duration)")
    assert min(times) < 50


def test_the_index_is_small(site: Path) -> None:
    index = (site / "_static" / "codes-index.js").read_bytes()
    assert len(gzip.compress(index)) < 400_000

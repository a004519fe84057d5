"""The catalogs are the providers' pages, letter by letter."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from tables import DATA

import shipping_errors

MASKED_ADDRESS = ", Contact to [email\u00a0protected]"


class PageRow(NamedTuple):
    """A row as it stands on a page: its cells are text, None where there is no such column."""

    table: str
    http: str | None
    code: str
    retryable: bool | None
    message: str


def page(name: str) -> list[str]:
    return (DATA / "pages" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def aftership_rows() -> list[PageRow]:
    """Four cells run together: three digits, three or four, TRUE or FALSE or nothing, text."""
    cells = re.compile(r"(\d{3})(\d{3,4})(TRUE|FALSE)?(\D.*)")
    flags = {"TRUE": True, "FALSE": False, None: None}
    matches = filter(None, map(cells.fullmatch, page("aftership_shipping")))
    return [
        PageRow("API Request Errors", match[1], match[2], flags[match[3]], match[4])
        for match in matches
        if not match[4].startswith("preparing")
    ]


def tracking_app_rows() -> list[PageRow]:
    """A code or a range of codes, a space, text; the heading above tells the HTTP status."""
    rows = []
    table = ""
    for line in page("shopify_tracking_app"):
        if line.startswith("Error ") and "code" in line:
            table = line.removesuffix(":")
        elif match := re.fullmatch(r"(\d{3}(?: - \d{3})?) (\D.*)", line):
            http = "400" if table == "Error response codes" else match[1]
            rows.append(PageRow(table, http, match[1], None, match[2]))
    return rows


def clickpost_rows() -> list[PageRow]:
    """A code and a text, in the last table a text and a code; a comma puts the text in quotes."""
    rows = []
    table = ""
    for line in page("clickpost"):
        if re.fullmatch(r"[A-Z][A-Za-z ]+ Code", line) and not line.startswith("Meaning"):
            table = line
        elif match := re.fullmatch(r'(\d{3})"?(\D.*?)"?|(.*\D)(\d{3})', line):
            code, message = match[1] or match[4], match[2] or match[3]
            http = code if table == "Server Response Code" else None
            rows.append(
                PageRow(table, http, code, None, message.replace(MASKED_ADDRESS, ", Contact to"))
            )
    return rows


PAGES = {
    "aftership_shipping": (aftership_rows, 43),
    "shopify_tracking_app": (tracking_app_rows, 15),
    "clickpost": (clickpost_rows, 47),
}
RETRY_IN_WORDS = {
    ("shopify_tracking_app", "909"): "repeat the request",
    ("shopify_tracking_app", "910"): "Repeat the request later",
    ("clickpost", "504"): "please retry",
    ("clickpost", "322"): "Try Again",
}


@pytest.mark.parametrize("provider", PAGES)
def test_the_tables_are_the_page_row_by_row(provider: str) -> None:
    parse, count = PAGES[provider]
    on_page = parse()
    in_catalog = [
        PageRow(
            table.title,
            None if row.http is None else str(row.http).replace("-", " - "),
            row.label.replace("-", " - "),
            None if (provider, row.label) in RETRY_IN_WORDS else row.retryable,
            row.message or "",
        )
        for table, row in shipping_errors.catalog(provider).sourced_rows()
        if table.edition is None
    ]
    assert in_catalog == on_page
    assert len(in_catalog) == count


@pytest.mark.parametrize(("key", "words"), RETRY_IN_WORDS.items())
def test_a_page_without_a_retry_column_says_it_in_words(key: tuple[str, str], words: str) -> None:
    (row,) = shipping_errors.catalog(key[0]).rows_for(key[1])
    assert row.retryable is True
    assert words in (row.message or "")


def test_rows_of_other_editions_stand_apart_with_their_own_source() -> None:
    apart = {
        (provider, row.label): table.source.url
        for provider in shipping_errors.providers()
        for table, row in shipping_errors.catalog(provider).sourced_rows()
        if table.edition is not None
    }
    main = {
        table.source.url
        for provider in shipping_errors.providers()
        for table in shipping_errors.catalog(provider).tables
        if table.edition is None
    }
    assert set(apart) == {
        ("aftership_shipping", "4105"),
        ("clickpost", "102"),
        ("clickpost", "329"),
        ("clickpost", "420"),
    }
    assert not main & set(apart.values())

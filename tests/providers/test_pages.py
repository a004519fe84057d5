"""A catalog whose provider's page may be kept here is that page, verbatim."""

from __future__ import annotations

import pytest

import shipping_errors

from .pages import WITH_PAGE, PageRow, page, reader

RETRY_IN_WORDS = [
    (provider, code, words)
    for provider in WITH_PAGE
    for code, words in reader(provider).RETRY_IN_WORDS.items()
]


@pytest.mark.parametrize("provider", WITH_PAGE)
def test_the_tables_are_the_page_row_by_row(provider: str) -> None:
    """A retry flag that the page says in words is left to the test below."""
    module = reader(provider)
    on_page = module.rows(page(provider))
    in_catalog = [
        PageRow(
            table.title,
            None if row.http is None else str(row.http).replace("-", " - "),
            row.label.replace("-", " - "),
            None if row.label in module.RETRY_IN_WORDS else row.retryable,
            row.message or "",
        )
        for table, row in shipping_errors.catalog(provider).sourced_rows()
        if table.edition is None
    ]
    assert in_catalog == on_page
    assert len(in_catalog) == module.COUNT


@pytest.mark.parametrize(("provider", "code", "words"), RETRY_IN_WORDS)
def test_a_page_without_a_retry_column_says_it_in_words(
    provider: str, code: str, words: str
) -> None:
    (row,) = shipping_errors.catalog(provider).rows_for(code)
    assert row.retryable is True
    assert words in (row.message or "")


@pytest.mark.parametrize("provider", WITH_PAGE)
def test_rows_of_other_editions_are_apart_with_their_own_source(provider: str) -> None:
    tables = shipping_errors.catalog(provider).tables
    apart = [table for table in tables if table.edition is not None]
    main = {table.source.url for table in tables if table.edition is None}
    assert sorted(row.label for table in apart for row in table.rows) == sorted(
        reader(provider).OF_OTHER_EDITIONS
    )
    assert not main & {table.source.url for table in apart}

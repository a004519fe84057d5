"""Every row of every catalog is reached, and answered as transcribed and judged."""

from __future__ import annotations

import pytest
from tables import ALIASES, PROVIDERS, ROWS, Expected, body_with_code

import shipping_errors
from shipping_errors import Category, RetryBasis, classify

CODES = [(row, code) for row in ROWS for code in row.codes()]
STATUS_ROWS = [(row, code) for row, code in CODES if str(row.status_for(code)) == code]

# A label bought twice is real money: these can be repeated, and may have taken effect already.
BOUGHT_TWICE = {
    "aftership_shipping:4101",
    "aftership_shipping:4312",
    "aftership_shipping:4703",
    "shopify_tracking_app:500-504",
    "clickpost:500",
    "clickpost:503",
    "clickpost:504",
    "clickpost:322",
}


def test_the_tests_know_every_row_of_every_catalog() -> None:
    labels = [
        f"{provider}:{row.label}"
        for provider in PROVIDERS
        for row in shipping_errors.catalog(provider).rows
    ]
    assert sorted(labels) == sorted(row.rule for row in ROWS)


@pytest.mark.parametrize(("row", "code"), CODES, ids=lambda part: getattr(part, "rule", part))
def test_a_body_with_a_rows_code_gets_the_rows_answer(row: Expected, code: str) -> None:
    answer = classify(row.provider, row.status_for(code), body_with_code(row.provider, code))
    documented = {"yes": True, "no": False, "": None}[row.documented]
    category = Category(row.category)
    assert answer.rule == row.rule
    assert answer.code == code
    assert answer.category is category
    assert answer.retryable is (row.retryable == "yes")
    assert answer.retryable is (category.retryable if documented is None else documented)
    assert answer.retry_basis is (
        RetryBasis.INFERRED if documented is None else RetryBasis.DOCUMENTED
    )
    assert answer.outcome == row.outcome
    assert answer.documentation == (row.message or None)
    assert answer.message == row.message or not row.message
    assert answer.source_url
    assert answer.source_url.startswith("https://")


@pytest.mark.parametrize(("row", "code"), STATUS_ROWS, ids=lambda part: getattr(part, "rule", part))
def test_a_row_whose_code_is_its_status_answers_for_the_status(row: Expected, code: str) -> None:
    if code == "200":
        expected = "http:200" if row.provider == "clickpost" else "none"
    else:
        expected = row.rule
    assert classify(row.provider, int(code), None).rule == expected


def test_a_code_never_takes_on_the_meaning_of_an_http_status() -> None:
    redirect = classify("clickpost", 301, None)
    code = classify("clickpost", 200, {"meta": {"status": 301}})
    assert redirect.category is Category.MALFORMED_REQUEST
    assert code.category is Category.AUTHENTICATION


def test_retryable_is_no_permission_to_send_a_write_again() -> None:
    twice = [row for row in ROWS if row.retryable == "yes" and row.outcome == "maybe_done"]
    assert {row.rule for row in twice} >= BOUGHT_TWICE
    for row in twice:
        code = row.codes()[0]
        answer = classify(row.provider, row.status_for(code), body_with_code(row.provider, code))
        assert answer.retryable
        assert not answer.safe_to_retry()
        assert answer.safe_to_retry(idempotent=True)


@pytest.mark.parametrize(("alias", "provider"), ALIASES.items())
@pytest.mark.parametrize(
    "spell", [str, str.upper, str.title, lambda name: f" {name.replace('_', ' - ')}\t"]
)
def test_spelling_makes_no_difference(alias: str, provider: str, spell: type[str]) -> None:
    assert classify(spell(alias), 200, None) == classify(provider, 200, None)
    assert classify(spell(provider), 200, None).provider == provider
    assert shipping_errors.catalog(spell(alias)).provider == provider


def test_every_alias_is_known_to_the_tests() -> None:
    aliases = {
        alias: provider
        for provider in shipping_errors.providers()
        for alias in shipping_errors.catalog(provider).aliases
    }
    assert aliases == ALIASES
    assert shipping_errors.providers() == PROVIDERS

"""Every row of every catalog is reached, and means what the tests' own table says."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import shipping_errors
from shipping_errors import Category, NormalizedError, RetryBasis, classify
from shipping_errors.testing import SampleResponse, all_samples

from .bodies import body_with_code
from .folders import PROVIDERS, ROWS, Conditions, ExpectedRow, conditions, folder, rows

if TYPE_CHECKING:
    from shipping_errors._catalog_format.models import Row, Variant

Key = tuple[str, str, str, Conditions]
"""What a row is for: its rule without the provider, HTTP status, text and conditions."""

DATED = conditions({"retry_date": ["true"]})
DOCUMENTED = {"yes": True, "no": False, "": None}


def key(row: ExpectedRow) -> Key:
    return row.label, row.http.replace(" ", ""), row.text, row.conditions


def key_in_catalog(row: Row, part: Row | Variant) -> Key:
    when = conditions(dict(getattr(row, "when", None) or ()))
    return (
        row.label,
        str(row.http or ""),
        getattr(row, "text", None) or "",
        when if part is row else DATED,
    )


def said_in_catalog(provider: str) -> Counter[tuple[Any, ...]]:
    """Return the rows of a catalog as the lines of a ``rows.tsv`` are."""
    return Counter(
        (
            *key_in_catalog(row, part),
            part.retryable,
            str(getattr(row, "wait", None) or ""),
            part.judged.category,
            part.judged.outcome or part.judged.category.outcome,
            row.message or getattr(row, "meaning", None) or "",
        )
        for row in shipping_errors.catalog(provider).rows
        for part in (row, *row.variants)
    )


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_catalog_and_the_tests_own_table_have_the_same_rows(provider: str) -> None:
    expected = Counter(
        (*key(row), DOCUMENTED[row.documented], row.wait, row.category, row.outcome, row.said)
        for row in rows(provider)
    )
    in_catalog = said_in_catalog(provider)
    assert not expected - in_catalog
    assert not in_catalog - expected


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_a_row_is_retryable_if_the_document_says_so_or_else_by_its_category(
    row: ExpectedRow,
) -> None:
    documented = DOCUMENTED[row.documented]
    by_category = Category(row.category).retryable
    assert (row.retryable == "yes") is (by_category if documented is None else documented)


def assert_means(error: NormalizedError, row: ExpectedRow) -> None:
    """Assert that an error is what its row says."""
    assert error.rule == row.rule
    assert error.category == row.category
    assert error.retryable is (row.retryable == "yes")
    assert error.outcome == row.outcome
    assert error.source_url
    assert error.source_url.startswith("https://")
    assert (error.documentation or "") in texts_of(row)


def texts_of(row: ExpectedRow) -> set[str]:
    """Return what the tables say of a row; several tables may have it, in other words each."""
    return {other.said for other in rows(row.provider) if key(other)[:1] == key(row)[:1]}


def has_code_alone(row: ExpectedRow) -> bool:
    """Whether the code decides that the row applies, at most with the HTTP status."""
    return bool(row.code and not row.text and not row.when)


def status_for(row: ExpectedRow, code: str) -> int:
    """Return an HTTP status at which the row is the one for its code."""
    statuses = row.statuses()
    if statuses:
        return int(code) if code.isdecimal() and int(code) in statuses else statuses[0]
    taken = {s for other in rows(row.provider) if code in other.codes() for s in other.statuses()}
    return next(status for status in (200, 400, *range(401, 500)) if status not in taken)


CODES = [(row, code) for row in ROWS if has_code_alone(row) for code in row.codes()]


@pytest.mark.parametrize(("row", "code"), CODES, ids=lambda part: getattr(part, "rule", part))
def test_a_body_with_a_rows_code_gets_the_rows_error(row: ExpectedRow, code: str) -> None:
    error = classify(row.provider, status_for(row, code), body_with_code(row.provider, code))
    assert_means(error, row)
    assert error.code == code
    assert error.retry_basis is (RetryBasis.DOCUMENTED if row.documented else RetryBasis.INFERRED)


@cache
def samples_of(provider: str) -> dict[Key, list[SampleResponse]]:
    """Return the samples of each row of a catalog."""
    found: dict[Key, list[SampleResponse]] = {}
    for sample in all_samples(provider):
        variants = [variant for variant in sample.row.variants if sample.judged is variant.judged]
        part = variants[0] if variants else sample.row
        found.setdefault(key_in_catalog(sample.row, part), []).append(sample)
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_a_sample_of_a_row_gets_the_rows_error(row: ExpectedRow) -> None:
    """Also where a template, a text or a fact of the body decides that the row applies."""
    samples = samples_of(row.provider)[key(row)]
    for sample in samples:
        error = classify(row.provider, sample.status, sample.body, headers=sample.headers)
        assert_means(error, row)


STATUS_ROWS = [(row, code) for row, code in CODES if str(status_for(row, code)) == code]


@pytest.mark.parametrize(("row", "code"), STATUS_ROWS, ids=lambda part: getattr(part, "rule", part))
def test_a_row_whose_code_is_its_status_is_for_the_status_too(row: ExpectedRow, code: str) -> None:
    """But an empty body is a success only where the provider sends such successes."""
    envelope = shipping_errors.catalog(row.provider).envelope
    is_success = code in {"204", "205"} or envelope.success_can_be_empty
    expected = row.rule if is_success or not code.startswith("2") else "none"
    assert classify(row.provider, int(code), None).rule == expected


@pytest.mark.parametrize("provider", PROVIDERS)
def test_retryable_is_no_permission_to_send_a_write_again(provider: str) -> None:
    """A label bought twice is real money: every such row is named by hand."""
    twice = [row for row in rows(provider) if (row.retryable, row.outcome) == ("yes", "maybe_done")]
    assert {row.label for row in twice} == set(folder(provider).maybe_bought_twice)
    for row in twice:
        for sample in samples_of(provider)[key(row)]:
            error = classify(provider, sample.status, sample.body, headers=sample.headers)
            assert error.retryable
            assert not error.safe_to_retry()
            assert error.safe_to_retry(idempotent=True)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_safe_to_repeat_where_labels_are_sold_has_a_proof(provider: str) -> None:
    """List the row under ``safe_to_repeat`` with its proof, or write ``sells_labels: false``."""
    safe = {
        row.label for row in rows(provider) if (row.retryable, row.outcome) == ("yes", "not_done")
    }
    proofs = folder(provider).safe_to_repeat
    assert set(proofs) == (safe if folder(provider).sells_labels else set())
    assert all(len(proof.split()) > 2 for proof in proofs.values())


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_tests_know_every_alias(provider: str) -> None:
    assert sorted(shipping_errors.catalog(provider).aliases) == sorted(folder(provider).aliases)


ALIASES = [(alias, provider) for provider in PROVIDERS for alias in folder(provider).aliases]
SPELLINGS = {
    "as it is": str,
    "upper case": str.upper,
    "title case": str.title,
    "spaces and hyphens": lambda name: f" {name.replace('_', ' - ')}\t",
}


@pytest.mark.parametrize(("alias", "provider"), ALIASES)
@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_spelling_makes_no_difference(alias: str, provider: str, spell: type[str]) -> None:
    assert classify(spell(alias), 200, None) == classify(provider, 200, None)
    assert classify(spell(provider), 200, None).provider == provider
    assert shipping_errors.catalog(spell(alias)).provider == provider


def test_every_provider_has_a_catalog_and_a_folder() -> None:
    assert shipping_errors.providers() == PROVIDERS

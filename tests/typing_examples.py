"""What type checkers must accept, and infer. Nobody runs this file."""

# pyright: strict

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, assert_type

import shipping_errors
from shipping_errors import (
    Actor,
    CatalogError,
    Category,
    Classifier,
    FieldError,
    NormalizedError,
    Outcome,
    RetryBasis,
    UnknownProviderError,
    classify,
)
from shipping_errors.testing import SampleResponse, all_samples, httpx_transport, sample_response

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPResponse
    from pathlib import Path

    import httpx


def answers(body: bytes, headers: Mapping[str, str], response: HTTPResponse) -> NormalizedError:
    """Every form of status, body and headers is accepted."""
    classify("aftership", 200, body)
    classify("aftership", HTTPStatus.OK, bytearray(body), headers=headers)
    classify("aftership", None, memoryview(body), headers={"Retry-After": "1"})
    classify("aftership", 200, body.decode(), now=0)
    classify("aftership", 200, {"meta": {"code": 200}}, headers=None, now=0.5)
    classify("aftership", 200, ["decoded"])
    classify("aftership", response.status, response.read(), headers=response.headers)
    return Classifier().classify("aftership", 200, None)


def fields(error: NormalizedError) -> None:
    """Every field has its type."""
    assert_type(error.provider, str)
    assert_type(error.http_status, int | None)
    assert_type(error.code, str | None)
    assert_type(error.category, Category)
    assert_type(error.category.actor, Actor)
    assert_type(error.category.outcome, Outcome)
    assert_type(error.category.retryable, bool)
    assert_type(error.category.description, str)
    assert_type(error.category.is_error, bool)
    assert_type(error.retryable, bool)
    assert_type(error.retry_basis, RetryBasis)
    assert_type(error.retry_after, float | None)
    assert_type(error.outcome, Outcome)
    assert_type(error.message, str)
    assert_type(error.documentation, str | None)
    assert_type(error.field_errors, tuple[FieldError, ...])
    assert_type(error.rule, str)
    assert_type(error.source_url, str | None)
    assert_type(error.is_error, bool)
    assert_type(error.safe_to_retry(), bool)
    assert_type(error.safe_to_retry(idempotent=True), bool)
    assert_type(FieldError("path", "message").path, str)


def handles(error: NormalizedError) -> str:
    """Categories can be matched."""
    match error.category:
        case Category.RATE_LIMITED | Category.BUSY:
            return "wait"
        case Category.AUTHENTICATION:
            return "stop"
        case _:
            return "raise"


def looks_up() -> None:
    """Catalogs and errors can be looked into."""
    assert_type(shipping_errors.providers(), list[str])
    assert_type(shipping_errors.catalog("clickpost").rows_for("303")[0].judged.category, Category)
    try:
        shipping_errors.catalog("shopify")
    except UnknownProviderError as error:
        assert_type(error.nearest, tuple[str, ...])
    except CatalogError as error:
        assert_type(error.problems[0].line, int)


def own_catalogs(directory: Path, seen: list[NormalizedError]) -> Classifier:
    """Paths are text or paths; a callback may return anything."""
    return Classifier(catalogs=["more.yaml", directory], on_unmapped=seen.append)


def private() -> Classifier:
    """What is kept is named by words, which a checker knows."""
    return Classifier(private=True, keep=["field_errors", "item"])


def samples(classifier: Classifier) -> httpx.MockTransport:
    """Codes are text or numbers."""
    every: list[SampleResponse] = list(all_samples("clickpost", classifier=classifier))
    return httpx_transport(sample_response("clickpost", 301), *every)


def readme(client: httpx.Client, order: dict[str, str]) -> object:
    """The idioms of the README: words are compared with categories and outcomes."""
    response = client.post("https://www.clickpost.in/api/v3/create-order/", json=order)
    error = classify("clickpost", response.status_code, response.content, headers=response.headers)
    if not error.is_error or error.category == "already_done":
        return response.json()
    if error.outcome == "maybe_done" or error.retry_basis == "inferred":
        return None
    if error.category.actor == "caller" or error.category in {Category.BUSY, "rate_limited"}:
        return None
    assert_type(error.category.value, str)
    raise RuntimeError(f"{error.category}: {error.message} ({error.rule})")

"""``classify`` and ``explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from shipping_errors import Classifier, RetryBasis
from shipping_errors._classification.explain import explain as explain_answer
from shipping_errors._registry.registry import Library

from ._input import (
    AsJson,
    Body,
    Catalogs,
    Headers,
    Provider,
    Status,
    read_body,
    read_headers,
    read_status,
)
from ._output import in_words, say, say_facts, say_json, say_table, yes_or_no

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors import NormalizedError
    from shipping_errors._classification.explain import Explanation

_BASIS = {
    RetryBasis.RESPONSE: "the response says so",
    RetryBasis.DOCUMENTED: "the provider's documentation says so",
    RetryBasis.INFERRED: "nobody says so; it is usual for the category",
}


def classify(  # noqa: PLR0913, PLR0917 - the command's own arguments
    provider: Provider,
    status: Status,
    body: Body = None,
    header: Headers = None,
    catalog: Catalogs = None,
    json: AsJson = False,
) -> None:
    """Say what a provider's answer means.

    The exit status is 0 for a success (or something still pending), 1 for an error, and 2 when
    the command itself is wrong.

    Example: shipping-errors classify aftership 200 '{"meta": {"code": 4155}}'
    """
    http_status, headers = read_status(status), read_headers(header)
    classifier = Classifier(catalogs=catalog or ())
    classifier.catalog(provider)  # a damaged catalog is an error here, not an answer
    answer = classifier.classify(provider, http_status, read_body(body), headers=headers)
    if json:
        say_json(_as_json(answer))
    else:
        say_facts(_facts(answer))
    raise typer.Exit(int(answer.is_error))


def explain(  # noqa: PLR0913, PLR0917 - the command's own arguments
    provider: Provider,
    status: Status,
    body: Body = None,
    header: Headers = None,
    catalog: Catalogs = None,
    json: AsJson = False,
) -> None:
    """Tell why an answer means what it means.

    What was read from where in the body, which rule decided, which ones lost, and what would
    have been said without the catalog. The exit status is that of 'classify'.
    """
    http_status, headers = read_status(status), read_headers(header)
    library = Library(catalogs=catalog or ())
    explanation = explain_answer(library, provider, http_status, read_body(body), headers=headers)
    if json:
        say_json(
            {
                **explanation.model_dump(mode="json"),
                "answer": _as_json(explanation.answer),
                "without_catalog": _as_json(explanation.without_catalog),
            }
        )
    else:
        _say_explanation(explanation)
    raise typer.Exit(int(explanation.answer.is_error))


def _as_json(answer: NormalizedError) -> dict[str, object]:
    return {
        **answer.model_dump(mode="json"),
        "is_error": answer.is_error,
        "actor": answer.category.actor.value,
        "safe_to_retry": answer.safe_to_retry(),
        "safe_to_retry_if_idempotent": answer.safe_to_retry(idempotent=True),
    }


def _facts(answer: NormalizedError) -> Iterator[tuple[str, str]]:
    status = answer.http_status
    yield "provider", answer.provider
    yield "HTTP status", str(status) if status is not None else "unknown"
    yield "code", answer.code or "none"
    yield "category", f"{answer.category}: {answer.category.description}"
    yield "message", answer.message
    for error in answer.field_errors:
        yield "field", f"{error.path or '(unnamed)'}: {error.message}"
    yield "retryable", f"{yes_or_no(answer.retryable)} ({_BASIS[answer.retry_basis]})"
    if answer.retryable:
        wait = answer.retry_after
        yield "wait", in_words(wait) if wait is not None else "not said"
    yield "outcome", answer.outcome
    yield "safe to repeat", _safety(answer)
    yield "who acts", answer.category.actor
    yield "decided by", answer.rule
    if answer.source_url:
        yield "source", answer.source_url


def _safety(answer: NormalizedError) -> str:
    if answer.safe_to_retry():
        return "yes"
    if answer.safe_to_retry(idempotent=True):
        return "only if the call is idempotent: it may have taken effect"
    return "no"


def _say_explanation(explanation: Explanation) -> None:
    say_facts(_facts(explanation.answer))
    say("\nRead from the body")
    say_table(
        ("field", "path", "value", ""),
        (
            (found.field, found.path, found.value, "" if found.counts else "not taken")
            for found in explanation.found
        ),
    )
    if not explanation.found:
        say("nothing at the places that the catalog names")
    say("\nRules, in the order in which they are asked")
    say_table(
        ("", "rule", "category", "retryable", "reason"),
        (
            (
                "decided" if rule.decided else "lost",
                rule.rule,
                rule.category,
                yes_or_no(rule.retryable),
                rule.reason,
            )
            for rule in explanation.rules
        ),
    )
    say("\nWithout the catalog")
    bare = explanation.without_catalog
    say_table(
        ("rule", "category", "retryable", "outcome"),
        [(bare.rule, bare.category, yes_or_no(bare.retryable), bare.outcome)],
    )

"""``classify`` and ``explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from shipping_errors import Classifier, RetryBasis

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
from ._output import in_words, print_facts, print_json, print_line, print_table, yes_or_no
from ._site import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shipping_errors import NormalizedError
    from shipping_errors._classification.candidates import Candidate
    from shipping_errors._classification.explain import Explanation

_BASIS = {
    RetryBasis.RESPONSE: "the response says so",
    RetryBasis.DOCUMENTED: "the provider's documentation says so",
    RetryBasis.INFERRED: "it is the default of the category",
}

_KINDS = {
    "official": "official: the provider's own list",
    "example": "example: responses that the provider shows, or that were recorded",
    "copy": "copy: another project's copy of the provider's list",
}


def classify(  # noqa: PLR0913, PLR0917 - the command's own arguments
    provider: Provider,
    status: Status,
    body: Body = None,
    header: Headers = None,
    catalog: Catalogs = None,
    json: AsJson = False,
) -> None:
    """Show what a provider's response means.

    The exit status is 0 for a success (or something still pending), 1 for an error, and 2 if
    the command itself is wrong.

    Example: shipping-errors classify aftership 200 '{"meta": {"code": 4155}}'
    """
    http_status, headers = read_status(status), read_headers(header)
    classifier = Classifier(catalogs=catalog or ())
    classifier.catalog(provider)  # a damaged catalog is an error here
    error = classifier.classify(provider, http_status, read_body(body), headers=headers)
    if json:
        print_json(_as_json(error))
    else:
        print_facts(_facts(error))
    raise typer.Exit(int(error.is_error))


def explain(  # noqa: PLR0913, PLR0917 - the command's own arguments
    provider: Provider,
    status: Status,
    body: Body = None,
    header: Headers = None,
    catalog: Catalogs = None,
    json: AsJson = False,
) -> None:
    """Show why a response means what it means.

    It shows what was read from the body and where, which rule decided, which rules lost, and
    what the error would be without the catalog. The exit status is the same as for 'classify'.
    """
    http_status, headers = read_status(status), read_headers(header)
    classifier = Classifier(catalogs=catalog or ())
    explanation = classifier.explain(provider, http_status, read_body(body), headers=headers)
    if json:
        print_json(
            {
                **explanation.model_dump(mode="json"),
                "error": _as_json(explanation.error),
                "without_catalog": _as_json(explanation.without_catalog),
            }
        )
    else:
        _print_explanation(explanation)
    raise typer.Exit(int(explanation.error.is_error))


def _as_json(error: NormalizedError) -> dict[str, object]:
    return {
        **error.model_dump(mode="json"),
        "is_error": error.is_error,
        "actor": error.category.actor.value,
        "safe_to_retry": error.safe_to_retry(),
        "safe_to_retry_if_idempotent": error.safe_to_retry(idempotent=True),
    }


def _facts(error: NormalizedError) -> Iterator[tuple[str, str]]:
    status = error.http_status
    yield "provider", error.provider
    yield "HTTP status", str(status) if status is not None else "unknown"
    yield "code", error.code or "none"
    yield "category", f"{error.category}: {error.category.description}"
    yield "message", error.message
    for refused in error.field_errors:
        yield "field", f"{refused.path or '(unnamed)'}: {refused.message}"
    if error.item is not None:
        yield "item", error.item
    for each in error.errors:
        about = f"{each.item}: " if each.item is not None else ""
        yield "listed error", f"{about}{each.category} ({each.rule}): {each.message}"
    yield "retryable", f"{yes_or_no(error.retryable)} ({_BASIS[error.retry_basis]})"
    if error.retryable:
        wait = error.retry_after
        yield "wait", in_words(wait) if wait is not None else "not said"
    yield "outcome", error.outcome
    yield "safe to repeat", _safety(error)
    yield "who acts", error.category.actor
    yield "decided by", error.rule
    if error.source_url:
        yield "source", error.source_url


def _site(error: NormalizedError) -> Iterator[tuple[str, str]]:
    address = address_of(error.provider, error.rule.partition(":")[2])
    if address is not None and error.rule.startswith(f"{error.provider}:"):
        yield "on the site", address


def _safety(error: NormalizedError) -> str:
    if error.safe_to_retry():
        return "yes"
    if error.safe_to_retry(idempotent=True):
        return "only if the call is idempotent: it may have taken effect"
    return "no"


def _print_explanation(explanation: Explanation) -> None:
    print_facts([*_facts(explanation.error), *_site(explanation.error)])
    print_line("\nRead from the body")
    print_table(
        ("field", "path", "value", ""),
        (
            (found.field, found.path, found.value, "" if found.counts else "not taken")
            for found in explanation.found
        ),
    )
    if not explanation.found:
        print_line("nothing at the paths that the catalog names")
    print_line("\nRules, in the order in which they are asked")
    _print_rules(explanation.rules)
    for listed in explanation.listed:
        about = f", about {listed.item}" if listed.item is not None else ""
        print_line(f"\nRules for listed error {listed.position + 1}{about}")
        _print_rules(listed.rules)
    if explanation.lead is not None:
        print_line(f"\nWhich error leads\n{explanation.lead}")
    if explanation.source_kind is not None:
        print_line(f"\nKind of the source\n{_KINDS[explanation.source_kind]}")
    if explanation.hint is not None:
        print_line(f"\nHint\n{explanation.hint}")
    print_line("\nWithout the catalog")
    bare = explanation.without_catalog
    print_table(
        ("rule", "category", "retryable", "outcome"),
        [(bare.rule, bare.category, yes_or_no(bare.retryable), bare.outcome)],
    )


def _print_rules(rules: Iterable[Candidate]) -> None:
    print_table(
        ("", "rule", "category", "retryable", "reason"),
        (
            (
                "decided" if rule.decided else "lost",
                rule.rule,
                rule.category,
                yes_or_no(rule.retryable),
                rule.reason,
            )
            for rule in rules
        ),
    )

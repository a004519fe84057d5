"""The last step: what a rule says and what the live response says become one error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipping_errors._normalized_error import NormalizedError, assemble
from shipping_errors._vocabulary import Category, RetryBasis

from .retry_after import find_date, seconds_to_wait

if TYPE_CHECKING:
    from .body import ParsedBody
    from .index import Index, Rule

_RESPONSE = RetryBasis.RESPONSE
_WAITS_FOR_RESET = frozenset({Category.RATE_LIMITED, Category.BUSY})


def compose(  # noqa: PLR0913, PLR0917 - everything there is, joined in one place
    index: Index,
    status: int | None,
    parsed: ParsedBody,
    rule: Rule,
    headers: object,
    now: object,
) -> NormalizedError:
    """Let the live response have its say on top of the rule."""
    date = None
    if parsed.retry_date is not None and (rule.retryable or rule.if_dated):
        date = find_date(parsed.retry_date)
        if date is not None and rule.if_dated is not None:
            rule = rule.if_dated
    retryable, retry_basis = rule.retryable, rule.retry_basis
    if parsed.retryable is not None:
        retryable, retry_basis = parsed.retryable, _RESPONSE
    retry_after = None
    if retryable and (headers is not None or date is not None):
        resets = index.reset_headers if rule.category in _WAITS_FOR_RESET else ()
        retry_after = seconds_to_wait(headers, date, resets, now)
    return assemble(
        {
            "provider": index.provider,
            "http_status": status,
            "code": parsed.code,
            "category": rule.category,
            "retryable": retryable,
            "retry_basis": retry_basis,
            "retry_after": retry_after,
            "outcome": rule.outcome,
            "message": parsed.message
            or rule.documentation
            or _plain_sentence(index, status, parsed.code, rule.category),
            "documentation": rule.documentation,
            "field_errors": parsed.field_errors,
            "rule": rule.rule,
            "source_url": rule.source_url,
        }
    )


def _plain_sentence(index: Index, status: int | None, code: str | None, category: Category) -> str:
    with_what = " and ".join(
        part
        for part in (
            f"HTTP {status}" if status is not None else "",
            f"code {code}" if code is not None else "",
        )
        if part
    )
    return f"{index.title} sent no text with {with_what or 'its answer'}. {category.description}"

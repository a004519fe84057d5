"""The last step: what a rule says and what the live response says become one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipping_errors._normalized_error import NormalizedError, assemble
from shipping_errors._vocabulary import Category, RetryBasis

from .retry_after import find_date, seconds_to_wait

if TYPE_CHECKING:
    from .body import Reading
    from .index import Index, Verdict

_RESPONSE = RetryBasis.RESPONSE
_WAITS_FOR_RESET = frozenset({Category.RATE_LIMITED, Category.BUSY})


def compose(  # noqa: PLR0913, PLR0917 - everything there is, joined in one place
    index: Index,
    status: int | None,
    reading: Reading,
    verdict: Verdict,
    headers: object,
    now: object,
) -> NormalizedError:
    """Let the live response have its say on top of the verdict."""
    date = None
    if reading.retry_date is not None and (verdict.retryable or verdict.if_dated):
        date = find_date(reading.retry_date)
        if date is not None and verdict.if_dated is not None:
            verdict = verdict.if_dated
    retryable, retry_basis = verdict.retryable, verdict.retry_basis
    if reading.retryable is not None:
        retryable, retry_basis = reading.retryable, _RESPONSE
    retry_after = None
    if retryable and (headers is not None or date is not None):
        resets = index.reset_headers if verdict.category in _WAITS_FOR_RESET else ()
        retry_after = seconds_to_wait(headers, date, resets, now)
    return assemble(
        {
            "provider": index.provider,
            "http_status": status,
            "code": reading.code,
            "category": verdict.category,
            "retryable": retryable,
            "retry_basis": retry_basis,
            "retry_after": retry_after,
            "outcome": verdict.outcome,
            "message": reading.message
            or verdict.documentation
            or _plain_sentence(index, status, reading.code, verdict.category),
            "documentation": verdict.documentation,
            "field_errors": reading.field_errors,
            "rule": verdict.rule,
            "source_url": verdict.source_url,
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

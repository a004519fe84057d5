"""The last step: apply what the response itself says to the rule, and make the error.

``error_fields`` returns plain fields, which the bulk kernel writes into columns; ``compose`` makes
the object from them. So the decision is in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shipping_errors._normalized_error import NormalizedError, assemble
from shipping_errors._scalars import cut, looks_like_code
from shipping_errors._vocabulary import Category, RetryBasis

from .decide import knows, rule_of_body, rule_of_status
from .headers import header
from .leading_error import Part, join
from .retry_after import find_date, seconds_to_wait
from .rules import NO_RULE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors._normalized_error import FieldError

    from .body import ParsedBody
    from .index import Index
    from .rules import Rule

_OK = Category.OK
_RESPONSE = RetryBasis.RESPONSE
_WAITS_FOR_RESET = frozenset({Category.RATE_LIMITED, Category.BUSY})
_FIREWALL = "x-amzn-waf-action"


def compose(
    index: Index, status: int | None, parsed: ParsedBody, headers: object, now: object
) -> NormalizedError:
    """Make the error of a parsed response."""
    return assemble(error_fields(index, status, parsed, headers, now))


def error_fields(
    index: Index, status: int | None, parsed: ParsedBody, headers: object, now: object
) -> dict[str, Any]:
    """Return all fields of the error of a parsed response."""
    row = rule_of_body(index, status, parsed)
    rule = row or rule_of_status(index, status, parsed)
    own = _fields(index, rule, status, parsed, headers, now)
    if not parsed.listed:
        return own
    listed = []
    for each in parsed.listed:
        its_row = rule_of_body(index, status, each)
        its_rule = its_row or rule_of_status(index, status, each)
        fields = _fields(index, its_rule, status, each, headers, now)
        listed.append(Part(each, its_row, fields))
    return join(index, Part(parsed, row, own), listed)


def unmapped_errors(
    index: Index, status: int | None, parsed: ParsedBody, error: NormalizedError
) -> Iterator[NormalizedError]:
    """Yield the error, and each listed error, if its code has no row."""
    for each, made in zip((parsed, *parsed.listed), (error, *error.errors), strict=True):
        if is_unmapped(index, status, each):
            yield made


def is_unmapped(index: Index, status: int | None, parsed: ParsedBody) -> bool:
    """Whether there is a code that has no row."""
    return not knows(index, parsed.code) and rule_of_body(index, status, parsed) is None


def _fields(  # noqa: PLR0913, PLR0917 - every call runs it, by position
    index: Index,
    rule: Rule,
    status: int | None,
    parsed: ParsedBody,
    headers: object,
    now: object,
) -> dict[str, Any]:
    """Return the fields of the body's own error, or of one that it lists."""
    if parsed.is_empty and rule.category is _OK and header(headers, _FIREWALL):
        rule = NO_RULE  # the response is a firewall's, not the provider's
    said = parsed.retry_date
    if said is not None and rule.if_dated is not None and find_date(said) is not None:
        rule = rule.if_dated
    fields = rule.fields.copy()
    fields["provider"] = index.provider
    fields["http_status"] = status
    fields["code"] = parsed.code
    if parsed.retryable is not None:
        fields["retryable"] = parsed.retryable
        fields["retry_basis"] = _RESPONSE
    if fields["retryable"]:
        if headers is not None or said is not None:
            resets = index.reset_headers if rule.category in _WAITS_FOR_RESET else ()
            fields["retry_after"] = seconds_to_wait(headers, said, resets, now)
        if fields["retry_after"] is None and rule.wait is not None:
            fields["retry_after"] = float(rule.wait)
    if parsed.field_errors:
        fields["field_errors"] = parsed.field_errors
    if parsed.message is not None:
        fields["message"] = parsed.message
    else:
        told = _text_of(parsed.field_errors) if parsed.field_errors else ""
        fields["message"] = (
            told or fields["message"] or _default_message(index, status, parsed, rule)
        )
    if parsed.item is not None:
        fields["item"] = parsed.item
    return fields


def _text_of(field_errors: tuple[FieldError, ...]) -> str:
    """Return the texts of the first three refused fields that have one."""
    told = [error for error in field_errors if error.message][:3]
    return cut("; ".join(": ".join(filter(None, (error.path, error.message))) for error in told))


def _default_message(index: Index, status: int | None, parsed: ParsedBody, rule: Rule) -> str:
    """Return a general sentence, used if neither the response nor a document has a text."""
    code, with_what = parsed.code, f"HTTP {status}" if status is not None else ""
    # A code without a row can contain anything.
    if code is not None and (knows(index, code) or looks_like_code(code)):
        with_what = f"{with_what} and code {code}" if with_what else f"code {code}"
    with_what = with_what or "its response"
    if parsed.is_not_structured:
        said = f"{index.title} sent a body that is not JSON with {with_what}"
    else:
        said = f"{index.title} sent no text with {with_what}"
    return f"{said}. {rule.category.description}"

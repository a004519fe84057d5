"""A body read by an envelope in plain code: the reference of ``compiled_parser``.

A property test compares the two. ``explain`` reads by this module, one path at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .body import NO_FACTS, ParsedBody, has_common_error
from .field_errors import read_field_errors
from .listed_errors import find_listed_errors
from .paths import first_usable, is_anything_at, read_facts

if TYPE_CHECKING:
    from .envelope import Envelope

_MOST_ITEMS = 1_000  # of a list, that are looked at


def parse_plainly(envelope: Envelope, data: object) -> ParsedBody:
    """Read a decoded body: an object, or a list whose items are errors."""
    code = first_usable(data, envelope.code)
    facts = read_facts(data, envelope.facts, NO_FACTS)
    listed, has_results = find_listed_errors(data, envelope, facts)
    is_success = code in envelope.success_codes
    could_be_success = is_success or code is None
    return ParsedBody(
        code=code,
        message=first_usable(data, envelope.message),
        success=first_usable(data, envelope.success),
        retryable=first_usable(data, envelope.retryable),
        retry_date=first_usable(data, envelope.retry_date),
        field_errors=() if is_success else read_field_errors(data, envelope.field_errors),
        has_invalid_code=code is None and is_anything_at(data, envelope.code),
        facts=facts,
        listed=listed,
        has_results=has_results,
        has_common_error=could_be_success and not listed and _holds_common_error(data),
    )


def _holds_common_error(data: object) -> bool:
    """Whether an object has such an error, or one of those in a list."""
    items = data[:_MOST_ITEMS] if isinstance(data, list) else [data]
    return any(isinstance(item, dict) and has_common_error(item) for item in items)

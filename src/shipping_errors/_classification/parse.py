"""The first step: a body becomes a ``ParsedBody`` by a provider's envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipping_errors._scalars import message_of_plain_text

from .body import EMPTY_BODY, ParsedBody
from .decode import PlainText, decode, type_sentence
from .plain_parser import parse_plainly

if TYPE_CHECKING:
    from .index import Index

COMMON_ERROR_KEYS = frozenset({"error", "errors", "fault", "Error", "Errors", "Fault"})
"""Keys under which most APIs report an error."""


def parse_body(index: Index, body: object, headers: object = None) -> ParsedBody:
    """Parse a body: bytes, bytearray, memoryview, str, decoded JSON, or None.

    Anything else is not structured, and so is what raises when it is looked at.
    """
    try:
        data = decode(body, index.xml, headers) if type(body) is not dict else body
        if isinstance(data, dict):
            parsed = index.parse_object(data)
            code = parsed.code
            could_be_success = code is None or code in index.envelope.success_codes
            return _with_common_error(parsed, data) if could_be_success else parsed
        if data is None:
            return EMPTY_BODY
        if isinstance(data, list):
            return parse_plainly(index.envelope, data)
        return ParsedBody(message=_message_of(data), is_not_structured=True)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return ParsedBody(is_not_structured=True)


def _with_common_error(parsed: ParsedBody, data: dict[str, object]) -> ParsedBody:
    """Note an error in a form that is not the provider's: a gateway's, or another provider's.

    So that it is never taken for a success, for want of a path to it.
    """
    if data.keys().isdisjoint(COMMON_ERROR_KEYS) or parsed.listed:
        return parsed
    holds_any = any(data.get(key) for key in COMMON_ERROR_KEYS)
    return parsed._replace(has_common_error=True) if holds_any else parsed


def _message_of(data: object) -> str | None:
    """Say what a body says, or is, that is no JSON object or list."""
    if isinstance(data, PlainText):
        return message_of_plain_text(data)
    return None if isinstance(data, (int, float)) else type_sentence(data)

"""The first step: a body becomes a ``ParsedBody`` by a provider's envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipping_errors._scalars import message_of_plain_text

from .body import EMPTY_BODY, ParsedBody
from .decode import PlainText, decode, type_sentence
from .plain_parser import parse_plainly

if TYPE_CHECKING:
    from .index import Index


def parse_body(index: Index, body: object, headers: object = None) -> ParsedBody:
    """Parse a body: bytes, bytearray, memoryview, str, decoded JSON, or None.

    Anything else is not structured, and so is what raises when it is looked at.
    """
    try:
        data = body if type(body) is dict else decode(body, index.xml, headers)
        if type(data) is dict or isinstance(data, dict):
            return index.parse_object(data)
        if data is None:
            return EMPTY_BODY
        if isinstance(data, list):
            return parse_plainly(index.envelope, data)
        return ParsedBody(message=_message_of(data), is_not_structured=True)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return ParsedBody(is_not_structured=True)


def _message_of(data: object) -> str | None:
    """Say what a body says, or is, that is no JSON object or list."""
    if isinstance(data, PlainText):
        return message_of_plain_text(data)
    return None if isinstance(data, (int, float)) else type_sentence(data)

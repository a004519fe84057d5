"""A body becomes a ``ParsedBody``: the few things in it that matter, wherever they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shipping_errors._normalized_error import FieldError

NO_FACTS: Mapping[str, str] = MappingProxyType({})

COMMON_ERROR_KEYS = frozenset({"error", "errors", "fault", "Error", "Errors", "Fault"})
"""Keys under which most APIs report an error."""


@dataclass(slots=True)  # not frozen: a parser sets the slots one by one, which is fastest
class ParsedBody:
    """What a body, or an error that it lists, says by the provider's envelope.

    None where it says nothing usable. Nothing changes it after it was made.
    """

    code: str | None = None
    message: str | None = None
    success: bool | None = None
    retryable: bool | None = None
    retry_date: str | None = None
    """The text in which a date of the next possible try, or a number of seconds, may be."""
    field_errors: tuple[FieldError, ...] = ()
    has_invalid_code: bool = False
    """Whether there is something at a path of a code that can't be one."""
    facts: Mapping[str, str] = field(default_factory=lambda: NO_FACTS)
    """Named values that rows can ask for."""
    item: str | None = None
    """What of the request a listed error is about."""
    listed: tuple[ParsedBody, ...] = ()
    """The errors that the body lists."""
    has_results: bool = False
    """Whether something succeeded beside the listed errors."""
    is_not_structured: bool = False
    """Whether the body is no JSON object, list or XML: a page, a text, a number."""
    is_empty: bool = False
    """Whether there is no body at all."""
    has_common_error: bool = False
    """Whether something is under a key that most APIs use for errors, and no path leads there."""


ParseObject = Callable[[dict[str, object]], ParsedBody]
"""Parses a JSON object by a provider's envelope."""

EMPTY_BODY = ParsedBody(is_empty=True)
"""Of a response without a body."""
NOTHING_SAID = ParsedBody()
"""Of a body that has nothing at any path."""


def has_common_error(data: dict[str, object]) -> bool:
    """Whether a body has an error in a form of a gateway, or of another provider.

    So that it is never taken for a success, for want of a path to it.
    """
    if data.keys().isdisjoint(COMMON_ERROR_KEYS):
        return False
    return any(data.get(key) for key in COMMON_ERROR_KEYS)

"""Turn a body into a ``ParsedBody``: the few values in it that matter."""

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
    """The values in a body, or in an error that it lists, found by the provider's envelope.

    A field is None if there is no usable value. Nothing changes the object after it is made.
    """

    code: str | None = None
    message: str | None = None
    success: bool | None = None
    retryable: bool | None = None
    retry_date: str | None = None
    """The text in which a date of the next possible try, or a number of seconds, may be."""
    field_errors: tuple[FieldError, ...] = ()
    has_invalid_code: bool = False
    """Whether a path of a code has a value that can't be a code."""
    facts: Mapping[str, str] = field(default_factory=lambda: NO_FACTS)
    """Named values that rows can use in their conditions."""
    item: str | None = None
    """The part of the request that a listed error is about."""
    listed: tuple[ParsedBody, ...] = ()
    """The errors that the body lists."""
    has_results: bool = False
    """Whether something succeeded besides the listed errors."""
    is_not_structured: bool = False
    """Whether the body is not a JSON object, a list or XML: it is a page, a text, a number."""
    is_empty: bool = False
    """Whether there is no body."""
    has_common_error: bool = False
    """Whether a key that most APIs use for errors has a value, and no path reads it."""


ParseObject = Callable[[dict[str, object]], ParsedBody]
"""Parses a JSON object by a provider's envelope."""

EMPTY_BODY = ParsedBody(is_empty=True)
"""For a response without a body."""
NOTHING_SAID = ParsedBody()
"""For a body that has nothing at any path."""


def has_common_error(data: dict[str, object]) -> bool:
    """Whether a body has an error in the form of a gateway, or of another provider.

    Without this check, it could be taken for a success, because no path reads the error.
    """
    if data.keys().isdisjoint(COMMON_ERROR_KEYS):
        return False
    return any(data.get(key) for key in COMMON_ERROR_KEYS)

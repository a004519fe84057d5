"""A body becomes a ``ParsedBody``: the few things in it that matter, wherever they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from shipping_errors._normalized_error import FieldError  # noqa: TC001 - part of a public type

NO_FACTS: Mapping[str, str] = MappingProxyType({})


class ParsedBody(NamedTuple):
    """What a body, or an error that it lists, says by the provider's envelope.

    None where it says nothing usable.
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
    facts: Mapping[str, str] = NO_FACTS
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

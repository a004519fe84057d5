"""What an HTTP status alone means, where a response has no code that a catalog knows."""

from __future__ import annotations

from typing import NamedTuple

from ._vocabulary import Category, Outcome


class StatusMeaning(NamedTuple):
    """What an HTTP status alone says of a call."""

    category: Category
    retryable: bool
    outcome: Outcome


_CATEGORIES = {
    **dict.fromkeys((400, 422), Category.INVALID_DATA),
    401: Category.AUTHENTICATION,
    402: Category.PAYMENT,
    403: Category.PERMISSION,
    **dict.fromkeys((404, 410), Category.NOT_FOUND),
    **dict.fromkeys((408, 499), Category.NETWORK),
    **dict.fromkeys((409, 412), Category.STATE_CONFLICT),
    **dict.fromkeys((423, 425), Category.BUSY),
    429: Category.RATE_LIMITED,
    511: Category.NETWORK,
    **dict.fromkeys((502, 503, 504, *range(520, 528), 530), Category.PROVIDER_UNAVAILABLE),
}
_CLASSES = {
    3: Category.MALFORMED_REQUEST,
    4: Category.MALFORMED_REQUEST,
    5: Category.PROVIDER_ERROR,
}
# Not implemented, and HTTP version not supported: the same request gets the same refusal.
_NEVER_RETRYABLE = frozenset({501, 505})
_OUTCOMES = {
    # The server may have acted, and names where the result is; 303 is made for that.
    **dict.fromkeys((301, 302, 303), Outcome.MAYBE_DONE),
    # A captive portal of the network responded: the request never reached the provider.
    511: Outcome.NOT_DONE,
}


def meaning_of_status(status: int) -> StatusMeaning | None:
    """Return what an HTTP status alone means; None where it means nothing (1xx, 2xx, 6xx on)."""
    category = _CATEGORIES.get(status) or _CLASSES.get(status // 100)
    if category is None:
        return None
    return StatusMeaning(
        category,
        category.retryable and status not in _NEVER_RETRYABLE,
        _OUTCOMES.get(status, category.outcome),
    )

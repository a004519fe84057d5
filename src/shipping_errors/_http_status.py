"""What an HTTP status alone means, where a response has no code that a catalog knows."""

from __future__ import annotations

from ._vocabulary import Category

_STATUS_CATEGORIES = {
    **dict.fromkeys((400, 422), Category.INVALID_DATA),
    401: Category.AUTHENTICATION,
    402: Category.PAYMENT,
    403: Category.PERMISSION,
    **dict.fromkeys((404, 410), Category.NOT_FOUND),
    408: Category.NETWORK,
    **dict.fromkeys((409, 412), Category.STATE_CONFLICT),
    **dict.fromkeys((423, 425), Category.BUSY),
    429: Category.RATE_LIMITED,
    **dict.fromkeys((502, 503, 504, *range(520, 528), 530), Category.PROVIDER_UNAVAILABLE),
}
_STATUS_CLASSES = {
    3: Category.MALFORMED_REQUEST,
    4: Category.MALFORMED_REQUEST,
    5: Category.PROVIDER_ERROR,
}
# Not implemented, and HTTP version not supported: the same request will meet the same refusal.
_NEVER_RETRYABLE = frozenset({501, 505})


def category_of_status(status: int) -> Category | None:
    """Return what an HTTP status alone means; None where it means nothing (1xx, 2xx, 6xx on)."""
    return _STATUS_CATEGORIES.get(status) or _STATUS_CLASSES.get(status // 100)


def retryable_by_status(status: int, category: Category) -> bool:
    """Whether the same request could succeed later, as far as an HTTP status alone tells."""
    return category.retryable and status not in _NEVER_RETRYABLE

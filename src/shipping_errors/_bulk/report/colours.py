"""A colour for each category, the same in every chart. Hues tell who has to act."""

from __future__ import annotations

from shipping_errors._vocabulary import Category

_COLOURS = {
    # Nobody has to act: greens and greys.
    "ok": "#a7d3a6",
    "pending": "#7fbf9a",
    "already_done": "#4f9d7a",
    "busy": "#9aa5b1",
    "network": "#5f6b7a",
    # The caller has to: blues.
    "partial": "#c6dbef",
    "malformed_request": "#08306b",
    "invalid_data": "#2171b5",
    "not_found": "#6baed6",
    "state_conflict": "#4292c6",
    "unserviceable": "#9ecae1",
    "rate_limited": "#17becf",
    "unknown": "#252525",
    # The owner of the account: purples.
    "authentication": "#54278f",
    "permission": "#756bb1",
    "carrier_account": "#9e9ac8",
    "quota_exceeded": "#c994c7",
    "payment": "#dd1c77",
    # The carrier: oranges.
    "carrier_error": "#e6550d",
    "carrier_unavailable": "#fdae6b",
    # The provider: reds.
    "provider_error": "#b30000",
    "provider_unavailable": "#ef6548",
}
_OTHER = "#bdbdbd"


def colour_of(category: str) -> str:
    """Return the colour of a category."""
    return _COLOURS.get(category, _OTHER)


def categories() -> list[str]:
    """Return the names of all categories, in the order of the vocabulary."""
    return [str(category) for category in Category]

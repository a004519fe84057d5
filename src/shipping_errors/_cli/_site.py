"""Where the documentation site shows a row: nowhere, as long as the project has no public home."""

from __future__ import annotations

from functools import cache

from shipping_errors import catalog, providers
from shipping_errors._site_address import home, row_address

__all__ = ["address_of", "home"]


def address_of(provider: str, label: str) -> str | None:
    """Return the address of the rows of a label; None for those of the user's own catalogs."""
    site = home()
    if site is None or label not in _labels(provider):
        return None
    return row_address(site, provider, label)


@cache
def _labels(provider: str) -> frozenset[str]:
    if provider not in providers():
        return frozenset()
    return frozenset(row.label for row in catalog(provider).rows)

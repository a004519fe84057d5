"""Names of providers, compared as people mean them."""

from __future__ import annotations


def normalize(name: str) -> str:
    """Return the name without letter case, spaces, hyphens and underscores."""
    return "".join(name.casefold().replace("-", "").replace("_", "").split())

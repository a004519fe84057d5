"""The page to find a code among all, and its index."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from shipping_errors import Category, Outcome, RetryBasis

from .templating import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shipping_errors.authoring import Catalog

    from .entries import Entry


def search_page(catalogs: Sequence[Catalog], listed: Sequence[Entry]) -> str:
    """Return the page in Markdown."""
    return render(
        "codes.md.j2",
        catalogs=sorted(catalogs, key=lambda catalog: catalog.title.casefold()),
        rows=len(listed),
        categories=[each for each in Category if any(row.says.category is each for row in listed)],
        outcomes=[each for each in Outcome if any(row.says.outcome is each for row in listed)],
    )


def search_index(catalogs: Sequence[Catalog], listed: Sequence[Entry]) -> str:
    """Return a script with all rows, so that the page needs no server.

    Rows are lists, and words that repeat are numbers: the script stays small.
    """
    categories, outcomes = list(Category), list(Outcome)
    numbers = {catalog.provider: number for number, catalog in enumerate(catalogs)}
    index = {
        "providers": [[each.provider, each.title, *each.aliases] for each in catalogs],
        "categories": categories,
        "outcomes": outcomes,
        "rows": [
            [
                numbers[entry.catalog.provider],
                entry.name,
                "" if entry.anchor == entry.name else entry.anchor,
                str(entry.row.http or ""),
                entry.row.documentation or "",
                categories.index(entry.says.category),
                int(entry.says.retryable),
                int(entry.says.retry_basis is RetryBasis.DOCUMENTED),
                outcomes.index(entry.says.outcome),
                entry.wait or 0,
                list(entry.row.all_codes()) if entry.row.codes else 0,
            ]
            for entry in listed
        ],
    }
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    # A line break of Unicode or an end tag in a text must not end the script.
    text = text.replace("</", "<\\/").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.shippingErrorsCodes = {text};\n"

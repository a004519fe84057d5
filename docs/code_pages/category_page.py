"""A category's page: what it means, how to handle it, and the codes that have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipping_errors import Category, ShippingError, classify

from .templating import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shipping_errors.authoring import Catalog

    from .entries import Entry


def category_page(category: Category, listed: Sequence[Entry]) -> str:
    """Return the page in Markdown."""
    by_provider: dict[str, tuple[Catalog, list[Entry]]] = {}
    for entry in listed:
        if entry.says.category is category:
            provider = entry.catalog.provider
            by_provider.setdefault(provider, (entry.catalog, []))[1].append(entry)
    link = f'<p><a href="../../codes.html?category={category}">Search in these codes</a></p>'
    return render(
        "category.md.j2",
        category=category,
        exception=_exception(category),
        providers=list(by_provider.values()),
        search_link=link,
    )


def _exception(category: Category) -> str | None:
    """Return the name of the class that is raised for a category; None where none is."""
    error = classify("clickpost", None, None).model_copy(update={"category": category})
    return type(ShippingError(error)).__name__ if category.is_error else None

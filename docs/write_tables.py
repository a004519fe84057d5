"""Write the tables of the README anew: ``python docs/write_tables.py``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import shipping_errors
from shipping_errors import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

README = Path(__file__).parent.parent / "README.md"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def categories() -> str:
    """Write the table of categories."""
    return table(
        ["category", "what went wrong", "retryable", "who acts", "took effect"],
        (
            [
                f"`{category}`",
                category.description,
                "yes" if category.retryable else "no",
                category.actor.replace("_", " "),
                category.outcome.replace("_", " "),
            ]
            for category in Category
        ),
    )


def providers() -> str:
    """Write the table of providers."""
    rows = []
    for name in shipping_errors.providers():
        catalog = shipping_errors.catalog(name)
        sources = {table.source.url: table.source.document for table in catalog.tables}
        rows.append(
            [
                catalog.title,
                ", ".join(f"`{word}`" for word in (name, *catalog.aliases)),
                str(len(catalog.rows)),
                ", ".join(f"[{document}]({url})" for url, document in sources.items()),
            ]
        )
    return table(["provider", "id and aliases", "rows", "sources"], rows)


def with_tables(text: str) -> str:
    """Return the README's text with its tables as they are today."""
    for name, made in (("categories", categories()), ("providers", providers())):
        marks = f"<!-- {name} -->", f"<!-- /{name} -->"
        new = f"{marks[0]}\n{made}\n{marks[1]}"
        text = re.sub(f"{marks[0]}.*?{marks[1]}", lambda _, new=new: new, text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    old = README.read_text(encoding="utf-8")
    if sys.argv[1:] != ["--check"]:
        README.write_text(with_tables(old), encoding="utf-8")
    elif old != with_tables(old):
        sys.exit("README.md is stale: run python docs/write_tables.py")

"""Write what the documents show of catalogs and code: ``python docs/write_tables.py [--check]``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import shipping_errors
from shipping_errors import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).parent.parent


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def counts() -> str:
    """Return the sentence that says how much there is."""
    catalogs = [shipping_errors.catalog(name) for name in shipping_errors.providers()]
    rows = sum(len(catalog.rows) for catalog in catalogs)
    return f"It knows {rows:,} rows of {len(catalogs)} providers, in {len(Category)} categories."


def categories() -> str:
    """Return the table of categories."""
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
    """Return the table of providers."""
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


PARTS = {
    "README.md": {"counts": counts},
    "docs/errors.md": {"categories": categories},
    "docs/providers.md": {"providers": providers},
}
"""By file and by the name of its marks: what is written between them."""


def written(file: str) -> str:
    """Return the text of a file with its parts as they are today."""
    text = (ROOT / file).read_text(encoding="utf-8")
    for name, make in PARTS[file].items():
        marks = f"<!-- {name} -->", f"<!-- /{name} -->"
        new = f"{marks[0]}\n{make()}\n{marks[1]}"
        text, found = re.subn(
            f"{marks[0]}.*?{marks[1]}", lambda _, new=new: new, text, flags=re.DOTALL
        )
        if found != 1:
            sys.exit(f"{file} needs the marks {marks[0]} and {marks[1]} once")
    return text


def main() -> None:
    """Write the files, or say which ones are stale."""
    texts = {ROOT / file: written(file) for file in PARTS}
    stale = [path for path, text in texts.items() if path.read_text(encoding="utf-8") != text]
    if sys.argv[1:] == ["--check"] and stale:
        sys.exit(f"stale: {', '.join(map(str, stale))}; run .ci/run generate")
    for path in stale:
        path.write_text(texts[path], encoding="utf-8")


if __name__ == "__main__":
    main()

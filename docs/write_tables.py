"""Write what the documents show of catalogs and code: ``python docs/write_tables.py [--check]``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import shipping_errors
from shipping_errors import Category, authoring
from shipping_errors._http_status import StatusMeaning, meaning_of_status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pydantic import BaseModel

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


def keys() -> str:
    """Return the table of all keys of a catalog file."""
    rows = (row for name, model in MODELS.items() for row in _keys_of(name, model))
    return table(["in", "key", "what"], rows)


def _keys_of(name: str, model: type[BaseModel]) -> Iterator[list[str]]:
    for field_name, field in model.model_fields.items():
        key = f"`{field.alias or field_name}`"
        what = " ".join((field.description or "").split())
        what = re.sub("``(.+?)``", r"`\1`", what).replace("|", r"\|")
        yield [name, f"**{key}**" if field.is_required() else key, what]


MODELS: dict[str, type[BaseModel]] = {
    "catalog": authoring.Catalog,
    "`sources`, `source`": authoring.Source,
    "`envelope`": authoring.Envelope,
    "`envelope.errors`": authoring.ListedErrors,
    "path to a text": authoring.TextPath,
    "path to a flag": authoring.FlagPath,
    "`facts`": authoring.FactPath,
    "`field_errors`": authoring.FieldErrorPath,
    "`sdk`": authoring.SdkException,
    "`tables`": authoring.Table,
    "`rows`": authoring.Row,
    "`judged`": authoring.Judgement,
    "`variants`": authoring.Variant,
}
"""The parts of a catalog file, by what the document calls them."""


def statuses() -> str:
    """Return the table of what HTTP statuses mean where no row decides."""
    meanings: dict[StatusMeaning, list[int]] = {}
    for status in range(300, 600):
        if meaning := meaning_of_status(status):
            meanings.setdefault(meaning, []).append(status)
    return table(
        ["HTTP status", "category", "retryable", "took effect"],
        (
            [
                _in_short(numbers),
                f"`{meaning.category}`",
                "yes" if meaning.retryable else "no",
                meaning.outcome.replace("_", " "),
            ]
            # The other statuses of a class come last.
            for meaning, numbers in sorted(meanings.items(), key=lambda each: len(each[1]) > _MANY)
        ),
    )


def _in_short(numbers: Sequence[int]) -> str:
    """Return statuses as people list them; of very many that they are the other ones."""
    if len(numbers) > _MANY:
        return ", ".join(dict.fromkeys(f"other {number // 100}xx" for number in numbers))
    starts = [number for number in numbers if number - 1 not in numbers]
    ends = [number for number in numbers if number + 1 not in numbers]
    return ", ".join(
        f"{start}-{end}" if end > start + 1 else ", ".join(map(str, range(start, end + 1)))
        for start, end in zip(starts, ends, strict=True)
    )


_MANY = 20


PARTS = {
    "README.md": {"counts": counts},
    "docs/catalogs.md": {"keys": keys},
    "docs/errors.md": {"categories": categories, "statuses": statuses},
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

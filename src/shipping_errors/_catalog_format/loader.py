"""A catalog file becomes a ``Catalog``, or a ``CatalogError`` that lists all its problems."""

from __future__ import annotations

import difflib
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from shipping_errors._errors import CatalogError

from .checks import check
from .messages import report
from .models import Catalog, Extension
from .yaml_document import Document, parse

_MOST_KEYS = 100  # each is compared character by character
_MOST_ERRORS = 1_100  # more than are reported
_File = TypeVar("_File", Catalog, Extension)


def load(file: str, content: bytes) -> Catalog:
    """Read the content of a catalog file; ``file`` is its name in messages.

    Raises ``CatalogError`` with every problem of the file at once.
    """
    document = parse(file, content)
    catalog = _validate(document, Catalog)
    if document.problems or catalog is None:
        raise CatalogError(document.problems)
    return catalog


def check_file(file: str, content: bytes) -> tuple[Document, Catalog | Extension | None]:
    """Read the content of a file that adds a provider, or extends one.

    Nothing raises: the document has every problem of the file. What has the expected form is
    returned even if there are problems.
    """
    document = parse(file, content)
    if _is_extension(document.data):
        return document, _validate(document, Extension)
    return document, _validate(document, Catalog)


def _is_extension(data: object) -> bool:
    """Whether a file means to extend a provider, be the key misspelt."""
    keys = list(data)[:_MOST_KEYS] if isinstance(data, dict) else []
    return "provider" not in keys and bool(difflib.get_close_matches("extends", keys))


class Head(NamedTuple):
    """The names of a catalog's provider."""

    title: str
    aliases: tuple[str, ...]
    hosts: tuple[str, ...] = ()


def load_head(file: str, content: bytes) -> Head:
    """Read the names alone, which are above the tables; raises ``CatalogError``."""
    document = parse(file, content.partition(b"\ntables:")[0])
    data = document.data if isinstance(document.data, dict) else {}
    title, aliases = data.get("title"), data.get("aliases", [])
    if not isinstance(title, str) or not isinstance(aliases, list):
        document.problem((), "no-head", "'title' is text, and 'aliases' a list")
    if document.problems:
        raise CatalogError(document.problems)
    hosts = data.get("hosts")
    # Wrong names are reported when the catalog is loaded; its other names can be used.
    hosts = hosts if isinstance(hosts, list) else []
    return Head(str(title), tuple(map(str, aliases)), tuple(map(str, hosts)))


def _validate(document: Document, model: type[_File]) -> _File | None:
    if document.data is None and document.problems:
        return None
    catalog = None
    try:
        catalog = model.model_validate(_with_sources(document))
    except ValidationError as error:
        for detail in error.errors(include_url=False)[:_MOST_ERRORS]:
            report(document, model, detail)
    check(document)
    return catalog


def _with_sources(document: Document) -> object:
    """Return the file's data with each table's source instead of the source's name."""
    data = document.data
    tables = data.get("tables") if isinstance(data, dict) else None
    if not isinstance(tables, list):
        return data
    sources = data.get("sources")
    known = sources if isinstance(sources, dict) else {}
    return {
        **data,
        "tables": [
            {**table, "source": _source(document, index, table["source"], known)}
            if isinstance(table, dict) and isinstance(table.get("source"), str)
            else table
            for index, table in enumerate(tables)
        ],
    }


def _source(document: Document, index: int, name: str, known: dict[str, object]) -> object:
    if name in known:
        return known[name]
    nearest = difflib.get_close_matches(name, known, n=1)
    remedy = f"did you mean {nearest[0]!r}?" if nearest else "add it to 'sources' at the top"
    document.problem(("tables", index, "source"), "unknown-source", f"no source {name!r}; {remedy}")
    return _UNKNOWN_SOURCE


_UNKNOWN_SOURCE = {"document": "?", "url": "https://unknown.invalid", "retrieved": "2000-01-01"}
"""In place of a source that is not there, so that the rest of its table is checked too."""

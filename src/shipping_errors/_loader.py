"""A catalog file becomes a ``Catalog``, or a ``CatalogError`` that lists all its problems."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from ._catalog import REMEDIES, Catalog, Extension, Row, Span
from ._errors import CatalogError, Problem
from ._names import normalize
from ._yaml import Document, Location, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic_core import ErrorDetails

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


def examine(file: str, content: bytes) -> tuple[Document, Catalog | Extension | None]:
    """Read the content of a file that adds a provider, or extends one.

    Nothing raises: the document holds every problem of the file, and where something of the
    expected form came out it is returned all the same.
    """
    document = parse(file, content)
    if _is_extension(document.data):
        return document, _validate(document, Extension)
    return document, _validate(document, Catalog)


def _is_extension(data: object) -> bool:
    """Whether a file means to extend a provider, be the key misspelt."""
    keys = list(data) if isinstance(data, dict) else []
    return "provider" not in keys and bool(difflib.get_close_matches("extends", keys))


class Head(NamedTuple):
    """The names of a catalog's provider."""

    title: str
    aliases: tuple[str, ...]


def load_heads(contents: Mapping[str, bytes]) -> dict[str, Head]:
    """Read the names alone, by provider's id, out of the contents of catalog files by file name.

    Raises ``CatalogError`` where two catalogs claim one name.
    """
    heads: dict[str, Head] = {}
    claims: dict[str, str] = {}
    problems: list[Problem] = []
    for file, content in contents.items():
        document = parse(file, content.partition(b"\ntables:")[0])
        data = document.data if isinstance(document.data, dict) else {}
        provider, aliases = str(data.get("provider")), tuple(map(str, data.get("aliases") or ()))
        heads[provider] = Head(str(data.get("title")), aliases)
        for index, name in enumerate((provider, *aliases)):
            taken = claims.setdefault(normalize(name), file)
            if taken != file:
                place: Location = ("aliases", index - 1) if index else ("provider",)
                document.problem(place, "duplicate-name", f"{name!r} is a name in {taken} already")
        problems += document.problems
    if problems:
        raise CatalogError(problems)
    return heads


def _validate(document: Document, model: type[_File]) -> _File | None:
    if document.data is None and document.problems:
        return None
    catalog = None
    try:
        catalog = model.model_validate(document.data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(document, model, detail)
    _check_order(document)
    _check_aliases(document)
    _check_reachable(document)
    return catalog


_REMEDIES = {
    "bool_type": "write true or false",
    "literal_error": "write true, or leave it out",
    "model_type": "write keys and values here",
    "string_type": "write text",
    "string_too_short": "write text, or leave it out",
    "too_long": "one is the most there can be",
    "too_short": "at least one is needed",
    "tuple_type": "write a list: [ ], or a line with a hyphen for each item",
}


def _note(document: Document, model: type[BaseModel], detail: ErrorDetails) -> None:
    """Say one of pydantic's findings in the words of a catalog, at its place in the file."""
    location, kind, value = detail["loc"], detail["type"], detail["input"]
    name = str(location[-1]) if location else ""
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == "missing":
        document.problem(location[:-1], "missing-key", f"{name!r} is missing")
    elif kind == "extra_forbidden":
        choice = _choose(name, _keys_at(model, location[:-1]))
        document.problem(location, "unknown-key", f"unknown key {name!r}; {choice}", key=True)
    elif kind == "enum":
        choice = _choose(
            value, context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        )
        document.problem(location, "unknown-word", f"unknown {name} {value!r}; {choice}")
    elif kind == "string_type" and value is not None and location in document.spellings:
        spelling = document.spellings[location]
        document.problem(location, "not-text", f'{name} is text; put it in quotes: "{spelling}"')
    # Pydantic counts the sound items alone, and finds a list with one wrong item too short.
    elif kind != "too_short" or not value:
        remedy = REMEDIES.get(context.get("pattern", "")) or _REMEDIES.get(kind) or detail["msg"]
        if kind.startswith("date"):
            remedy = "write a day as YYYY-MM-DD"
        document.problem(location, "wrong-value", f"{_call(location)}: {remedy}")


def _call(location: Location) -> str:
    """Return what to call a place: its key, or ``rows[3]`` for an item of a list."""
    name = ""
    for part in location:
        name = part if isinstance(part, str) else f"{name}[{part}]"
    return name or "the file"


def _keys_at(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that an object at this place of a file may have."""
    for key in location:
        if isinstance(key, str):
            (model,) = _models_in(model.model_fields[key].annotation)
    return list(model.model_fields)


def _models_in(annotation: Any) -> list[type[BaseModel]]:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _choose(word: object, allowed: Iterable[str]) -> str:
    nearest = difflib.get_close_matches(str(word), list(allowed), n=1)
    return f"did you mean {nearest[0]!r}?" if nearest else f"one of: {', '.join(sorted(allowed))}"


def _check_order(document: Document) -> None:
    """``tables`` stands last, since ``heads`` reads what is above it."""
    data = document.data
    if isinstance(data, dict) and "tables" in data and list(data)[-1] != "tables":
        document.problem(
            ("tables",), "tables-last", "move 'tables' to the end of the file", key=True
        )


def _check_aliases(document: Document) -> None:
    data = document.data if isinstance(document.data, dict) else {}
    aliases = data.get("aliases")
    provider = data.get("provider", data.get("extends"))
    taken = {normalize(str(provider)): "the provider's id"}
    for index, alias in enumerate(aliases if isinstance(aliases, list) else []):
        name = normalize(str(alias))
        if name in taken:
            message = f"{alias!r} is the same name as {taken[name]}; remove it"
            document.problem(("aliases", index), "duplicate-alias", message)
        taken.setdefault(name, f"alias {alias!r}")


def _check_reachable(document: Document) -> None:
    """No two rows may claim the same code with the same HTTP status."""
    claims: dict[str, list[tuple[Span | None, Location]]] = {}
    for location, row in _sound_rows(document.data):
        for code in row.all_codes():
            others = claims.setdefault(code, [])
            taken = next((other for http, other in others if _same_answers(http, row.http)), None)
            if taken is not None:
                line = document.values[taken][0]
                message = f"code {code} with this HTTP status stands on line {line} already"
                document.problem(location, "duplicate-code", f"{message}; no answer would get here")
                break
            others.append((row.http, location))


def _same_answers(one: Span | None, other: Span | None) -> bool:
    """Whether two rows of one code are for the same HTTP status (None: for those not named)."""
    if one is None or other is None:
        return one is other
    return one.first <= other.last and other.first <= one.last


def _sound_rows(data: Any) -> Iterator[tuple[Location, Row]]:  # noqa: ANN401 - unchecked data
    """Go through the rows that are valid by themselves, whatever else is wrong in the file."""
    tables = data.get("tables") if isinstance(data, dict) else None
    for t, table in enumerate(tables if isinstance(tables, list) else []):
        rows = table.get("rows") if isinstance(table, dict) else None
        for r, row in enumerate(rows if isinstance(rows, list) else []):
            try:
                yield ("tables", t, "rows", r), Row.model_validate(row)
            except ValidationError:
                continue

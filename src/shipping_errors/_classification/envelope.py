"""Prepare an envelope for reading bodies: split paths and parse templates, once per catalog.

It is made from plain data, as ``compile_catalog`` writes it, so no model of a catalog is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from shipping_errors._catalog_format.templates import Template, match, parse_template
from shipping_errors._scalars import as_code, as_date_text, as_flag, as_message

Steps = tuple[str, ...]
"""The steps of a path: keys, ``[]`` for each item of a list, ``*`` for the value of any key."""

KEY: Steps = ("*",)
"""The path to the key of a listed error: what ``*`` in the path to it matched."""

Usable = Callable[[object], Any]
"""Takes a value of a body; returns it in the needed form, or None if it is unusable."""

Paths = tuple[tuple[Steps, Usable], ...]
"""The paths of a field, in the order in which they are read."""


class FieldErrorsAt(NamedTuple):
    """Where refused fields are listed."""

    at: Steps
    path: str | None
    message: str | None
    map: bool


class FactAt(NamedTuple):
    """A named value that rows can use: at a path, or always the same text."""

    name: str
    at: Steps
    text: str | None


class ListedAt(NamedTuple):
    """Where errors are listed, and the paths in each of them."""

    at: Steps
    code: Paths
    message: Paths
    retryable: Paths
    retry_date: Paths
    field_errors: tuple[FieldErrorsAt, ...]
    field: tuple[Steps, ...]
    item: Paths
    facts: tuple[FactAt, ...]
    results: tuple[Steps, ...]
    always_has_results: bool


class Envelope(NamedTuple):
    """The paths in a provider's bodies."""

    code: Paths
    message: Paths
    success: Paths
    retryable: Paths
    retry_date: Paths
    facts: tuple[FactAt, ...]
    errors: tuple[ListedAt, ...]
    field_errors: tuple[FieldErrorsAt, ...]
    success_codes: frozenset[str]
    """Codes that mean success: a listed error with one of them is not an error."""


def read_envelope(data: Mapping[str, Any], success_codes: frozenset[str]) -> Envelope:
    """Read an envelope's plain data."""
    return Envelope(
        code=_text_paths(data["code"], as_code),
        message=_text_paths(data["message"], as_message),
        success=_flag_paths(data["success"]),
        retryable=_flag_paths(data["retryable"]),
        retry_date=_text_paths(data["retry_date"], as_date_text),
        facts=_facts(data["facts"]),
        errors=tuple(map(_listed, data["errors"])),
        field_errors=_field_errors(data["field_errors"]),
        success_codes=success_codes,
    )


def split_path(path: str) -> Steps:
    """Split a path into its steps: ``errors[].code`` is ``("errors", "[]", "code")``."""
    return tuple(filter(None, path.replace("[]", ".[]").split(".")))


def _listed(data: Mapping[str, Any]) -> ListedAt:
    results = data["results"]
    return ListedAt(
        at=split_path(data["at"]),
        code=_text_paths(data["code"], as_code),
        message=_text_paths(data["message"], as_message),
        retryable=_flag_paths(data["retryable"]),
        retry_date=_text_paths(data["retry_date"], as_date_text),
        field_errors=_field_errors(data["field_errors"]),
        field=tuple(map(split_path, data["field"])),
        item=tuple((split_path(path), as_code) for path in data["item"]),
        facts=_facts(data["facts"]),
        results=() if results is True else tuple(map(split_path, results)),
        always_has_results=results is True,
    )


def _text_paths(paths: list[Any], usable: Usable) -> Paths:
    read = []
    for path in paths:
        if isinstance(path, str):
            read.append((split_path(path), usable))
        else:
            template = parse_template(path["like"])
            read.append((split_path(path["at"]), partial(_cut, template, usable)))
    return tuple(read)


def _cut(template: Template, usable: Usable, value: object) -> Any:  # noqa: ANN401 - as usable
    """Return the text in the first hole of a template, if the value matches the template."""
    holes = match(template, value) if isinstance(value, str) else None
    return usable(holes[0]) if holes else None


def _flag_paths(paths: list[Any]) -> Paths:
    return tuple(
        (split_path(path), as_flag)
        if isinstance(path, str)
        else (split_path(path["at"]), partial(_flag_in_words, path["words"]))
        for path in paths
    )


def _flag_in_words(words: Mapping[str, bool], value: object) -> bool | None:
    """Return what a word means; None for a word that is not listed."""
    if isinstance(value, bool):
        return value
    return words.get(as_code(value) or "")


def _facts(facts: Mapping[str, Any]) -> tuple[FactAt, ...]:
    return tuple(
        FactAt(name, split_path(fact), None)
        if isinstance(fact, str)
        else FactAt(name, (), fact["is"])
        for name, fact in facts.items()
    )


def _field_errors(places: list[Any]) -> tuple[FieldErrorsAt, ...]:
    return tuple(
        FieldErrorsAt(split_path(place["at"]), place["path"], place["message"], place["map"])
        for place in places
    )

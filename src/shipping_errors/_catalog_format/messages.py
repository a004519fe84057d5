"""Problems that pydantic finds in a catalog, in the words of a catalog and with their position."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from shipping_errors._vocabulary import Category, Outcome

from .fields import REMEDIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from .yaml_document import Document, Location

_REMEDIES = {
    "bool_type": "write true or false",
    "dict_type": "write keys and values here",
    "greater_than": "write a whole number above 0, without quotes",
    "int_type": "write a whole number above 0, without quotes",
    "literal_error": "write true, or leave it out",
    "model_type": "write keys and values here",
    "string_type": "write text",
    "string_too_short": "write text, or leave it out",
    "too_long": "one is the most there can be",
    "too_short": "at least one is needed",
    "tuple_type": "write a list: [ ], or a line with a hyphen for each item",
}

_WORDS = {
    "category": [str(category) for category in Category if category is not Category.PARTIAL],
    "outcome": [str(outcome) for outcome in Outcome],
}
"""The words that a row may have, by key."""


def report(document: Document, model: type[BaseModel], detail: ErrorDetails) -> None:
    """Report one of pydantic's errors in the words of a catalog, at its position in the file."""
    location, kind, value = detail["loc"], detail["type"], detail["input"]
    if kind not in {"missing", "extra_forbidden"}:
        while location and location not in document.values:
            location = location[:-1]  # a short form, and its parts, have one position
    name = str(location[-1]) if location else ""
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == "missing":
        document.problem(location[:-1], "missing-key", f"{name!r} is missing")
    elif (kind, location) == ("extra_forbidden", ("extends",)) and "provider" in document.data:
        message = "either 'provider', to add one, or 'extends', to add to one that exists; not both"
        document.problem(location, "two-kinds", message, key=True)
    elif kind == "extra_forbidden":
        choice = _choose(name, _keys_at(model, location[:-1]))
        document.problem(location, "unknown-key", f"unknown key {name!r}; {choice}", key=True)
    elif kind == "enum":
        choice = _choose(value, _WORDS[name])
        document.problem(location, "unknown-word", f"unknown {name} {value!r}; {choice}")
    elif kind == "string_type" and value is not None and location in document.spellings:
        spelling = document.spellings[location]
        document.problem(location, "not-text", f'{name} is text; put it in quotes: "{spelling}"')
    # Pydantic counts the sound items alone, and finds a list with one wrong item too short.
    elif kind != "too_short" or not value:
        remedy = _remedy(kind, context) or detail["msg"]
        document.problem(location, "wrong-value", f"{_call(location)}: {remedy}")


def _remedy(kind: str, context: dict[str, Any]) -> str | None:
    """Return what to write instead of a value."""
    if kind.startswith("date"):
        return "write a day as YYYY-MM-DD"
    if kind == "literal_error" and context["expected"] != "True":
        return f"write {context['expected']}"
    return REMEDIES.get(context.get("pattern", "")) or _REMEDIES.get(kind)


def _call(location: Location) -> str:
    """Return what to call a location: its key, or ``rows[3]`` for an item of a list."""
    name = ""
    for part in location:
        name = part if isinstance(part, str) else f"{name}[{part}]"
    return name or "the file"


def _keys_at(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that an object at this location of a file can have."""
    for key in location:
        if isinstance(key, str) and key in model.model_fields:
            (model,) = _models_in(model.model_fields[key].annotation)
    return list(model.model_fields)


def _models_in(annotation: Any) -> list[type[BaseModel]]:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _choose(word: object, allowed: Iterable[str]) -> str:
    nearest = difflib.get_close_matches(str(word).lower(), list(allowed), n=1)
    return f"did you mean {nearest[0]!r}?" if nearest else f"one of: {', '.join(sorted(allowed))}"

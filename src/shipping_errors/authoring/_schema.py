"""The JSON Schema of a catalog file, made from the models."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from shipping_errors._catalog_format.models import Catalog, Extension
from shipping_errors._vocabulary import Category

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def catalog_schema() -> dict[str, Any]:
    """Return the schema of a file that adds a provider, or extends one (draft 2020-12)."""
    models = (Catalog, Extension)
    _, schema = models_json_schema([(model, "validation") for model in models])
    schema["$defs"]["Category"] = _described_categories()
    return {
        "$schema": _DIALECT,
        "title": "A catalog of shipping-errors",
        "description": "A provider's documented errors, or an extension of a provider's catalog.",
        "anyOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in models],
        **in_one_form(schema),
    }


def _described_categories() -> dict[str, Any]:
    """Return the categories with a sentence each, which editors show beside the word."""
    words = [{"const": str(word), "description": word.description} for word in Category]
    return {"description": "What went wrong, the same for every provider.", "oneOf": words}


def in_one_form(part: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a part of a schema as every release of pydantic means it, and the newer ones write."""
    if isinstance(part, list):
        return [in_one_form(item) for item in part]
    if not isinstance(part, dict):
        return part
    left_out = {"enum"} if "const" in part else set()
    if len(part.get("allOf", ())) == 1:
        left_out, part = left_out | {"allOf"}, {**part, **part["allOf"][0]}
    return {key: in_one_form(value) for key, value in part.items() if key not in left_out}

"""The JSON Schema beside the catalogs says what the models say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from user_catalogs import SOURCE, extension, provider

from shipping_errors._registry.built_in import built_in_directory
from shipping_errors.authoring import catalog_schema
from shipping_errors.authoring._schema import in_one_form

if TYPE_CHECKING:
    from pathlib import Path

CATALOGS = sorted(built_in_directory().glob("*.yaml"))
SCHEMA = built_in_directory() / "catalog.schema.json"
KEPT = json.loads(SCHEMA.read_text(encoding="utf-8"))
VALIDATORS = [
    Draft202012Validator(schema, format_checker=FormatChecker())
    for schema in (KEPT, catalog_schema())
]
BUSY = '{code: "1", judged: {category: busy}}'


def is_valid(text: str) -> bool:
    """Whether the schema takes a catalog, and the kept one too; dates are text in JSON."""
    data = json.loads(json.dumps(yaml.safe_load(text), default=str))
    (valid,) = {bool(validator.is_valid(data)) for validator in VALIDATORS}
    return valid


def words(schema: Any) -> set[str]:
    """Return the keys of catalogs and the words in them that a schema knows."""
    if isinstance(schema, list):
        return {word for part in schema for word in words(part)}
    if not isinstance(schema, dict):
        return set()
    listed = {str(word) for word in (*schema.get("properties", ()), *schema.get("enum", ()))}
    listed |= {str(schema["const"])} if "const" in schema else set()
    return listed | {word for part in schema.values() for word in words(part)}


def test_the_kept_schema_knows_the_keys_and_words_of_today() -> None:
    """That it is the same sign by sign is checked by ``.ci/run``, with one release of pydantic."""
    assert words(KEPT) == words(catalog_schema()), "run: .ci/run generate"


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(catalog_schema())
    assert catalog_schema()["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_every_built_in_catalog_is_valid_and_names_the_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert is_valid(text)
    assert text.startswith("# yaml-language-server: $schema=catalog.schema.json\n")


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (provider("acme", BUSY), True),
        (extension("clickpost", BUSY), True),
        (extension("clickpost"), True),
        (provider("acme", BUSY).replace(SOURCE, "source: support"), True),
        (provider("acme", BUSY).replace(SOURCE, "source: [support]"), False),
        (provider("acme", BUSY.replace("busy", "bussy")), False),
        (provider("acme", '{code: "1", codes: "1-2", judged: {category: busy}}'), False),
        (provider("acme", "{judged: {category: busy}}"), False),
        (provider("acme", "{code: 1, judged: {category: busy}}"), False),
        (provider("acme", '{http: 99, code: "1", judged: {category: busy}}'), False),
        (provider("acme", BUSY).replace("2026-11-23", "yesterday"), False),
        (extension("clickpost", BUSY, head="titel: x\n"), False),
        (provider("acme", BUSY) + "extends: clickpost\n", False),
    ],
)
def test_the_schema_takes_what_the_loader_takes(text: str, valid: bool) -> None:
    assert is_valid(text) is valid


def test_the_forms_of_all_releases_of_pydantic_become_one() -> None:
    older = {"a": [{"allOf": [{"$ref": "#/x"}], "description": "d"}, {"const": 1, "enum": [1]}]}
    newer = {"a": [{"$ref": "#/x", "description": "d"}, {"const": 1}]}
    assert in_one_form(older) == in_one_form(newer) == newer
    several = {"allOf": [{"$ref": "#/x"}, {"$ref": "#/y"}]}
    assert in_one_form(several) == several

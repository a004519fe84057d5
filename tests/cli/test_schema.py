"""``schema``: the JSON Schema of catalogs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from shipping_errors.authoring._schema import catalog_schema

if TYPE_CHECKING:
    from .running import Command


def test_schema_prints_the_schema(command: Command) -> None:
    assert json.loads(command("schema").out) == catalog_schema()

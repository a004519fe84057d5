"""Where a row is in its catalog file. Only a failure asks."""

from __future__ import annotations

from pathlib import Path

import yaml


def place_of(file: str, table: int, row: int) -> str:
    """Return ``file:line`` of a row, by the numbers of its table and of itself from zero."""
    root = yaml.compose(Path(file).read_text(encoding="utf-8"), yaml.SafeLoader)
    node = _value(_value(root, "tables").value[table], "rows").value[row]
    return f"{file}:{node.start_mark.line + 1}"


def _value(mapping: yaml.Node, key: str) -> yaml.Node:
    return next(value for name, value in mapping.value if name.value == key)

"""The README is true today. Its examples run as doctests, its commands in ``.ci/run``."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_tables_are_those_of_the_code() -> None:
    """If this fails, run ``python docs/write_tables.py``."""
    spec = importlib.util.spec_from_file_location(
        "tables_of_readme", ROOT / "docs" / "write_tables.py"
    )
    assert spec
    assert spec.loader
    tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tables)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert tables.with_tables(text) == text
    assert text.count("| `") > 21

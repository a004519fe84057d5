"""Documentation shows what users may rely on: no private name of the package."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
PRIVATE = re.compile(r"shipping_errors[\w.]*\._\w|from shipping_errors[\w.]* import .*\b_\w")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_imports_nothing_private(page: Path) -> None:
    assert PRIVATE.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "from shipping_errors._classifier import Classifier",
        "from shipping_errors.testing._samples import all_samples",
        "from shipping_errors import classify, _default",
        "import shipping_errors._registry",
        "shipping_errors._default.classify",
    ],
)
def test_a_private_import_would_be_found(line: str) -> None:
    assert PRIVATE.search(f">>> {line}\n")

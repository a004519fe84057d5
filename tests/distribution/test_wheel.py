"""The built wheel works away from the sources."""

from __future__ import annotations

import venv
import zipfile
from typing import TYPE_CHECKING

from providers.folders import PROVIDERS, ROWS

from .running import run

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """
import shipping_errors
from shipping_errors import classify
assert "site-packages" in shipping_errors.__file__, shipping_errors.__file__
print(*shipping_errors.providers())
error = classify("aftership", 200, b'{"meta": {"code": 4155}}')
print(error.category, error.retryable, error.rule)
print(sum(len(shipping_errors.catalog(name).rows) for name in shipping_errors.providers()))
"""


def test_the_wheel_holds_the_package_the_catalogs_and_the_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"shipping_errors/catalogs/{name}.yaml" for name in PROVIDERS} <= names
    assert "shipping_errors/py.typed" in names
    assert any(name.endswith("LICENSE") for name in names)
    assert not any(name.startswith(("tests", "benchmarks", "catalogs")) for name in names)


def test_the_wheel_classifies_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = next((tmp_path / "env").glob("[bS]*/python*"))
    run(python, "-m", "pip", "install", "-q", wheel, cwd=tmp_path)
    lines = run(python, "-c", SCRIPT, cwd=tmp_path).splitlines()
    rows = [row for row in ROWS if "retry_date" not in row.when]  # a variant is no row
    assert lines == [" ".join(PROVIDERS), "busy True aftership_shipping:4155", str(len(rows))]

"""The providers' pages, as text: ``page.txt``, and ``page.py`` that finds the rows in it."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, NamedTuple

from .folders import HERE, PROVIDERS

if TYPE_CHECKING:
    from types import ModuleType

WITH_PAGE = [provider for provider in PROVIDERS if (HERE / provider / "page.py").is_file()]


class PageRow(NamedTuple):
    """A row as it is on a page: its cells are text, None where there is no such column."""

    table: str
    http: str | None
    code: str
    retryable: bool | None
    message: str


def page(provider: str) -> list[str]:
    """Return the lines of a provider's page."""
    return (HERE / provider / "page.txt").read_text(encoding="utf-8").splitlines()


def reader(provider: str) -> ModuleType:
    """Import a provider's ``page.py``, by its path: a folder's name may begin with a digit."""
    spec = importlib.util.spec_from_file_location(
        f"page_of_{provider}", HERE / provider / "page.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

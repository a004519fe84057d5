"""Catalog files, read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shipping_errors._catalog_format.loader import load as load_content
from shipping_errors._registry.catalog_files import content as content_of
from shipping_errors._registry.registry import Registry
from shipping_errors._registry.user_files import check_user_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shipping_errors._catalog_format.models import Catalog
    from shipping_errors._errors import Problem
    from shipping_errors.typing import CatalogPath


def load(file: CatalogPath, content: bytes | None = None) -> Catalog:
    """Read a catalog file; with ``content`` nothing is read, and ``file`` is its name in messages.

    Raises ``CatalogError`` with every problem of the file. Names are not compared with those of
    other catalogs: ``lint`` does that.
    """
    return load_content(str(file), content_of(Path(file)) if content is None else content)


def lint(files: Iterable[CatalogPath]) -> list[Problem]:
    """Return every problem of catalog files, and of the ``*.yaml`` files of directories.

    Names are compared over all the files and the built-in catalogs.
    """
    return check_user_files(files, Registry())[1]

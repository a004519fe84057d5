"""The built-in catalogs: which there are, under which names, and what is in them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from shipping_errors._catalog_format.provider_names import normalize
from shipping_errors._errors import CatalogError, Problem

if TYPE_CHECKING:
    from shipping_errors._catalog_format.loader import Head
    from shipping_errors._catalog_format.models import Catalog

_PACKAGE = Path(__file__).parent.parent


def built_in_directory() -> Path:
    """Return where the catalogs lie: in an installed package, or at the top of a checkout."""
    installed = _PACKAGE / "catalogs"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "catalogs"


class BuiltIn:
    """The catalogs of a directory, one file for each provider, read only when asked for."""

    def __init__(self, directory: Path | None = None) -> None:
        """Take the directory of the catalogs; no file is read yet."""
        self._directory = directory or built_in_directory()
        self._known_heads: dict[str, Head] | None = None  # by id

    def ids(self) -> list[str]:
        """Return the ids, sorted."""
        return sorted(path.stem for path in self._directory.glob("*.yaml"))

    def path(self, known: str) -> Path:
        """Return where the catalog of an id lies."""
        return self._directory / f"{known}.yaml"

    def find(self, name: str) -> str | None:
        """Return the id that a normalized name stands for, as an id or as an alias."""
        for known in self.ids():
            if normalize(known) == name:
                return known
        for known, head in self.heads().items():
            if name in map(normalize, head.aliases):
                return known
        return None

    def heads(self) -> dict[str, Head]:
        """Return the catalogs' names, by id, save for files that can't be read."""
        if self._known_heads is None:
            from shipping_errors._catalog_format.loader import load_head  # noqa: PLC0415 - it brings PyYAML along

            self._known_heads = {}
            for known in self.ids():
                path = self.path(known)
                with suppress(CatalogError):  # it comes up when that provider is asked for
                    self._known_heads[known] = load_head(str(path), content(path))
        return self._known_heads

    def read(self, known: str) -> Catalog:
        """Read the catalog of an id; raises ``CatalogError`` where it can't be read or is wrong."""
        from shipping_errors._catalog_format.loader import load  # noqa: PLC0415 - as above

        path = self.path(known)
        catalog = load(str(path), content(path))
        if catalog.provider != known:
            message = f"the file of {catalog.provider!r} is named {catalog.provider}.yaml"
            raise CatalogError([Problem(str(path), 1, 1, "file-name", message)])
        return catalog


def content(path: Path) -> bytes:
    """Read a file; raises ``CatalogError`` where that fails."""
    try:
        return path.read_bytes()
    except OSError as error:
        problem = Problem(str(path), 1, 1, "unreadable", error.strerror or str(error))
        raise CatalogError([problem]) from error

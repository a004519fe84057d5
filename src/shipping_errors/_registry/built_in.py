"""The built-in catalogs: their ids, their names and their content."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from shipping_errors._catalog_format.provider_names import normalize
from shipping_errors._errors import CatalogError, Problem

from .catalog_files import content, yaml_files
from .compiled_files import CompiledFiles

_PACKAGE = Path(__file__).parent.parent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from shipping_errors._catalog_format.loader import Head
    from shipping_errors._catalog_format.models import Catalog


def built_in_directory() -> Traversable:
    """Return where the catalogs are: in the installed package, or at the top of a checkout."""
    for directory in (_PACKAGE / "catalogs", _PACKAGE.parent.parent / "catalogs"):
        if directory.is_dir():
            return directory
    return files("shipping_errors") / "catalogs"  # in a zip file


class _Heads(NamedTuple):
    """What was read of all files."""

    known: dict[str, Head]
    """The names of each catalog, by id."""
    unread: list[Problem]
    """Why the others could not be read; files with wrong content are not included."""


class BuiltIn:
    """The catalogs of a directory, one file for each provider, read only when asked for.

    Threads can share one. It has no lock, because a lock could stay locked forever in a forked
    child. Two threads may read the same file; only what was read completely is kept.
    """

    def __init__(self, directory: Traversable | None = None) -> None:
        """Take the directory of the catalogs; no file is read yet."""
        self._given = directory
        self._known_heads: dict[str, Head] | None = None  # by id
        self._known_compiled: CompiledFiles | None = None

    @property
    def _directory(self) -> Traversable:
        return self._given or built_in_directory()

    @property
    def _compiled(self) -> CompiledFiles:
        if self._known_compiled is None:
            self._known_compiled = CompiledFiles(self._directory)
        return self._known_compiled

    def ids(self) -> list[str]:
        """Return the ids, sorted; raises ``CatalogError`` if the directory can't be read."""
        return [file.name.removesuffix(".yaml") for file in yaml_files(self._directory)]

    def path(self, known: str) -> Traversable:
        """Return where the catalog of an id is."""
        return self._directory / f"{known}.yaml"

    def find(self, name: str) -> str | None:
        """Return the id for a normalized name, which is an id or an alias; None if it is unknown.

        Raises ``CatalogError`` if a file that may have the name can't be read.
        """
        compiled = self._compiled.find(name)
        if compiled is not None and self._compiled.read(compiled) is not None:
            return compiled
        for known in self.ids():
            if normalize(known) == name:
                return known
        heads = self._heads()
        for known, head in heads.known.items():
            if name in map(normalize, head.aliases):
                return known
        if heads.unread:
            raise CatalogError(heads.unread)
        return None

    def heads(self) -> dict[str, Head]:
        """Return the catalogs' names, by id, except of files that can't be read."""
        return self._heads().known

    def _heads(self) -> _Heads:
        """Read all names; they are kept only if every file could be read."""
        if self._known_heads is not None:
            return _Heads(self._known_heads, [])
        from shipping_errors._catalog_format.loader import load_head  # noqa: PLC0415 - it needs PyYAML

        heads = _Heads({}, [])
        for known in self.ids():
            path = self.path(known)
            try:
                text = content(path)
            except CatalogError as error:
                heads.unread.extend(error.problems)
                continue
            try:
                heads.known[known] = load_head(str(path), text)
            except CatalogError:
                continue  # reported when a caller asks for that provider
        if not heads.unread:
            self._known_heads = heads.known
        return heads

    def compiled(self, known: str) -> dict[str, Any] | None:
        """Return the catalog of an id as plain data, if it was made when the package was built."""
        return self._compiled.read(known)

    def hosts(self, known: str) -> Sequence[str]:
        """Return the hosts of an id's API; none where its file can't be read."""
        compiled = self.compiled(known)
        if compiled is not None:
            hosts: list[str] = compiled["hosts"]
            return hosts
        head = self.heads().get(known)
        return () if head is None else head.hosts

    def read(self, known: str) -> Catalog:
        """Read the catalog of an id; raises ``CatalogError`` if it can't be read or is wrong."""
        from shipping_errors._catalog_format.loader import load  # noqa: PLC0415 - as above

        path = self.path(known)
        catalog = load(str(path), content(path))
        if catalog.provider != known:
            message = f"the file of {catalog.provider!r} is named {catalog.provider}.yaml"
            raise CatalogError([Problem(str(path), 1, 1, "file-name", message)])
        return catalog

"""The catalogs there are: found by id or alias, each loaded at its first use and once.

An id leads to its file. Only for a name that is no id are the heads of all files read.
"""

from __future__ import annotations

import difflib
import os
from threading import RLock
from typing import TYPE_CHECKING

from shipping_errors._catalog_format.provider_names import normalize
from shipping_errors._errors import UnknownProviderError

from .built_in import BuiltIn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from shipping_errors._catalog_format.models import Catalog
    from shipping_errors.typing import CatalogPath

    from .packages import Package

_LONGEST_NAME = 100  # finding the nearest name takes time with the square of the length


class Registry:
    """Own catalogs, the built-in ones, and those of installed packages. Threads can share one."""

    def __init__(self, directory: Path | None = None, catalogs: Iterable[CatalogPath] = ()) -> None:
        """Take the built-in catalogs' directory, unread, and read the user's own catalogs.

        Raises ``CatalogError`` with every problem of all own catalogs.
        """
        self.built_in = BuiltIn(directory)
        self._lock = RLock()
        self._catalogs: dict[str, Catalog] = {}  # by id
        self._names_of: dict[str, tuple[str, ...]] = {}  # by id, of the opened catalogs
        self._ids: dict[str, str] = {}  # by normalized id and alias, of the opened catalogs
        self._known_packages: list[Package] | None = None
        self._user_ids: tuple[str, ...] = ()
        self.user_files = _listed(catalogs)
        """The paths of the user's catalogs."""
        if self.user_files:
            from .user_files import read_user_files  # noqa: PLC0415 - it brings PyYAML along

            read = read_user_files(self.user_files, self)
            self._user_ids = tuple(catalog.provider for catalog in read)
            for catalog in read:
                self._add(catalog, self._free_names(catalog))

    def ids(self) -> list[str]:
        """Return the ids of the built-in and the own catalogs, sorted."""
        return sorted({*self.built_in.ids(), *self._user_ids})

    def catalog(self, provider: str) -> Catalog:
        """Return a provider's catalog, by id or alias.

        Raises ``UnknownProviderError``, or ``CatalogError`` where a file can't be read or is wrong.
        """
        return self._catalogs[self._open(provider)]

    def names(self, provider_id: str) -> list[str]:
        """Return the id and the aliases under which an opened catalog is known."""
        return list(self._names_of[provider_id])

    def packages(self) -> list[Package]:
        """Return the installed packages that bring catalogs, looked for at the first call."""
        with self._lock:
            if self._known_packages is None:
                from .packages import find_packages  # noqa: PLC0415 - rarely needed

                self._known_packages = find_packages()
            return self._known_packages

    def from_packages(self) -> list[Catalog]:
        """Return what installed packages bring, save for ids that are known without them."""
        ids = set(self.ids())
        brought = (catalog for package in self.packages() for catalog in package.catalogs)
        return [catalog for catalog in brought if catalog.provider not in ids]

    def _open(self, provider: object) -> str:
        """Read a provider's catalog unless that was done before, and return the provider's id."""
        if not isinstance(provider, str):
            raise UnknownProviderError(type(provider).__name__, hint="pass an id as text")
        name = normalize(provider)
        with self._lock:
            if name in self._ids:
                return self._ids[name]
            known = self.built_in.find(name)
            if known is not None:
                catalog = self.built_in.read(known)
                self._add(catalog, (known, *catalog.aliases))
                return known
            return self._open_from_package(provider, name)

    def _open_from_package(self, provider: str, name: str) -> str:
        for catalog in self.from_packages():
            names = self._free_names(catalog)
            if name in map(normalize, names):
                self._add(catalog, names)
                return catalog.provider
        raise self._unknown(provider)

    def _free_names(self, catalog: Catalog) -> list[str]:
        """Return a catalog's id, and those of its aliases that are no other catalog's names."""
        known = catalog.provider
        aliases = []
        for alias in catalog.aliases:
            name = normalize(alias)
            if {self._ids.get(name), self.built_in.find(name)} <= {None, known}:
                aliases.append(alias)
        return [known, *aliases]

    def _add(self, catalog: Catalog, names: Iterable[str]) -> None:
        provider_id = catalog.provider
        self._catalogs[provider_id] = catalog
        self._names_of[provider_id] = tuple(names)
        for name in self._names_of[provider_id]:
            self._ids[normalize(name)] = provider_id

    def _unknown(self, provider: str) -> UnknownProviderError:
        """Make the error that names what the caller may have meant, or what could not be read."""
        name = normalize(provider[:_LONGEST_NAME])
        titles, ids = self._names()
        close = difflib.get_close_matches(name, ids, n=3)
        begun = [word for word in ids if name and word.startswith(name)]
        nearest = tuple(dict.fromkeys(ids[word] for word in (*begun, *close)))
        meant = " or ".join(f"{known!r} ({titles[known]})" for known in nearest)
        hint = f"did you mean {meant}?" if nearest else f"known are: {', '.join(titles) or 'none'}"
        broken = [f"\n{package.failure}" for package in self.packages() if package.failure]
        return UnknownProviderError(provider, nearest, "".join([hint, *broken]))

    def _names(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return all titles by id, and all ids by normalized id and alias."""
        heads = self.built_in.heads()
        titles = {known: head.title for known, head in heads.items()}
        aliases = {known: head.aliases for known, head in heads.items()}
        for catalog in (*self.from_packages(), *self._catalogs.values()):
            titles[catalog.provider] = catalog.title
            aliases[catalog.provider] = catalog.aliases
        ids = {normalize(word): known for known in titles for word in (known, *aliases[known])}
        return titles, ids


def _listed(catalogs: Iterable[CatalogPath]) -> list[CatalogPath]:
    if isinstance(catalogs, (str, os.PathLike)):
        raise TypeError(f"catalogs is a list of paths: write catalogs=[{str(catalogs)!r}]")
    return list(catalogs)

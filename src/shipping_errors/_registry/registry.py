"""Find catalogs by id or alias, and load each one once, at its first use.

An id is the name of its file. The heads of all files are read only for a name that is not an id.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from shipping_errors._catalog_format.provider_names import normalize
from shipping_errors._errors import CatalogError, Problem, UnknownProviderError
from shipping_errors._introspection import is_a

from .built_in import BuiltIn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from importlib.resources.abc import Traversable

    from shipping_errors._catalog_format.models import Catalog
    from shipping_errors.typing import CatalogPath

    from .packages import Package, Packages

_LONGEST_NAME = 100  # the search for the nearest name is quadratic in the length


class Registry:
    """The user's catalogs, the built-in ones, and those of packages. Threads can share one.

    It has no lock, because a lock could stay locked forever in a forked child. Two threads may read
    the same catalog; the first result is kept. An interruption changes nothing.
    """

    def __init__(
        self, directory: Traversable | None = None, catalogs: Iterable[CatalogPath] = ()
    ) -> None:
        """Read the user's catalogs; the directory of the built-in ones is read later.

        Raises ``CatalogError`` with every problem of all the user's catalogs.
        """
        self.built_in = BuiltIn(directory)
        self._catalogs: dict[str, Catalog] = {}  # by id
        self._names_of: dict[str, tuple[str, ...]] = {}  # by id, without the built-in ones
        self._ids: dict[str, str] = {}  # by normalized id and alias, for names that were used
        self._packages: Packages | None = None
        self._user_ids: tuple[str, ...] = ()
        self.user_files = _listed(catalogs)
        """The paths of the user's catalogs."""
        if self.user_files:
            from .user_files import read_user_files  # noqa: PLC0415 - it imports PyYAML

            read = read_user_files(self.user_files, self)
            self._user_ids = tuple(catalog.provider for catalog in read)
            for catalog in read:
                names = self._free_names(catalog)
                self._catalogs.pop(catalog.provider, None)  # what it extends
                self._names_of.pop(catalog.provider, None)
                self._add(catalog, names)

    def ids(self) -> list[str]:
        """Return the ids of the built-in and the user's catalogs, sorted."""
        return sorted({*self.built_in.ids(), *self._user_ids})

    def catalog(self, provider: str) -> Catalog:
        """Return a provider's catalog, by id or alias.

        Raises ``UnknownProviderError``, or ``CatalogError`` where a file can't be read or is wrong.
        """
        return self._catalog(self._find(provider))

    def compiled(self, provider: str) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Return a provider's catalog as plain data, and the names under which it is known.

        Raises as ``catalog`` does.
        """
        known = self._find(provider)
        data = None if known in self._catalogs else self.built_in.compiled(known)
        if data is None:
            from shipping_errors._catalog_format.compiled import (  # noqa: PLC0415 - it needs the models
                compile_catalog,
            )

            data = compile_catalog(self._catalog(known))
        return data, self._names_of.get(known, (known, *data["aliases"]))

    def hosts(self) -> dict[str, Sequence[str]]:
        """Return the hosts of the APIs by provider, of the built-in and the user's own catalogs.

        No model of a built-in catalog is made for it: logs are read with all of them.
        """
        return {
            known: self._catalogs[known].hosts
            if known in self._catalogs
            else self.built_in.hosts(known)
            for known in self.ids()
        }

    def _catalog(self, provider_id: str) -> Catalog:
        catalog = self._catalogs.get(provider_id)
        if catalog is None:
            catalog = self._catalogs.setdefault(provider_id, self.built_in.read(provider_id))
        return catalog

    def packages(self) -> list[Package]:
        """Return the installed packages with catalogs; the first call searches for them."""
        if self._packages is None:
            from .packages import Packages  # noqa: PLC0415 - rarely needed

            self._packages = Packages()
        return self._packages.find()

    def from_packages(self) -> list[Catalog]:
        """Return the catalogs of installed packages, except for ids that are known without them."""
        return self._new_in(self.packages())

    def _new_in(self, packages: list[Package]) -> list[Catalog]:
        ids = set(self.ids())
        provided = (catalog for package in packages for catalog in package.catalogs)
        return [catalog for catalog in provided if catalog.provider not in ids]

    def _find(self, provider: object) -> str:
        """Return the id of a provider."""
        asked = plain_name(provider)
        name = normalize(asked)
        if name in self._ids:
            return self._ids[name]
        known = self.built_in.find(name)
        if known is None:
            return self._open_from_package(asked, name)
        self._ids[name] = known
        return known

    def _open_from_package(self, provider: str, name: str) -> str:
        packages = self.packages()
        for catalog in self._new_in(packages):
            names = self._free_names(catalog)
            if name in map(normalize, names):
                self._add(catalog, names)
                return catalog.provider
        raise self._unknown(provider, packages)

    def _free_names(self, catalog: Catalog) -> list[str]:
        """Return a catalog's id, and its aliases that no other catalog has as a name."""
        known = catalog.provider
        aliases = []
        for alias in catalog.aliases:
            name = normalize(alias)
            if {self._ids.get(name), self.built_in.find(name)} <= {None, known}:
                aliases.append(alias)
        return [known, *aliases]

    def _add(self, catalog: Catalog, names: Iterable[str]) -> None:
        provider_id = catalog.provider
        self._catalogs.setdefault(provider_id, catalog)
        self._names_of.setdefault(provider_id, tuple(names))
        # Last, because a thread that finds a name here uses the rest.
        self._ids.update({normalize(name): provider_id for name in self._names_of[provider_id]})

    def _unknown(
        self, provider: str, packages: list[Package]
    ) -> UnknownProviderError | CatalogError:
        """Make the error that suggests the nearest names, or says what could not be read.

        A provider is unknown only if every catalog could be read.
        """
        name = normalize(provider[:_LONGEST_NAME])
        import difflib  # noqa: PLC0415 - slow to import, rarely needed

        titles, ids = self._names(packages)
        close = difflib.get_close_matches(name, ids, n=3)
        begun = [word for word in ids if name and word.startswith(name)]
        nearest = tuple(dict.fromkeys(ids[word] for word in (*begun, *close)))
        meant = " or ".join(f"{known!r} ({titles[known]})" for known in nearest)
        hint = f"did you mean {meant}?" if nearest else f"known are: {', '.join(titles) or 'none'}"
        unknown = UnknownProviderError(provider, nearest, hint)
        broken = [package for package in packages if package.failure]
        if broken:
            return CatalogError(_of_package(package, unknown) for package in broken)
        return unknown

    def _names(self, packages: list[Package]) -> tuple[dict[str, str], dict[str, str]]:
        """Return all titles by id, and all ids by normalized id and alias."""
        heads = self.built_in.heads()
        titles = {known: head.title for known, head in heads.items()}
        aliases = {known: head.aliases for known, head in heads.items()}
        for catalog in (*self._new_in(packages), *list(self._catalogs.values())):
            titles[catalog.provider] = catalog.title
            aliases[catalog.provider] = catalog.aliases
        ids = {normalize(word): known for known in titles for word in (known, *aliases[known])}
        return titles, ids


def plain_name(provider: object) -> str:
    """Return a provider's name as plain ``str``: a subclass of ``str`` could run harmful code.

    Raises ``UnknownProviderError`` if it is not text.
    """
    if not is_a(provider, str):
        raise UnknownProviderError(type(provider).__name__, hint="pass an id as text")
    return str.__str__(provider)


def _of_package(package: Package, unknown: UnknownProviderError) -> Problem:
    message = f"{unknown}; or repair or remove what may have it: {package.failure}"
    return Problem(package.name or "packages", 1, 1, "broken-package", message)


def _listed(catalogs: Iterable[CatalogPath]) -> list[CatalogPath]:
    if isinstance(catalogs, (str, os.PathLike)):
        raise TypeError(f"catalogs is a list of paths: write catalogs=[{str(catalogs)!r}]")
    return list(catalogs)

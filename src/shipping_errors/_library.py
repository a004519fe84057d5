"""The catalogs there are: found by id or alias, each file read at its first use and once."""

from __future__ import annotations

import difflib
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from ._errors import CatalogError, Problem, UnknownProviderError
from ._names import normalize

if TYPE_CHECKING:
    from ._catalog import Catalog
    from ._index import Index
    from ._loader import Head

_HERE = Path(__file__).parent
_LONGEST_NAME = 100  # finding the nearest name takes time with the square of the length


def built_in_directory() -> Path:
    """Return where the catalogs lie: in an installed package, or at the top of a checkout."""
    installed = _HERE / "catalogs"
    return installed if installed.is_dir() else _HERE.parent.parent / "catalogs"


class Library:
    """The catalogs of a directory. Threads can share one."""

    def __init__(self, directory: Path | None = None) -> None:
        """Take the directory of the catalogs; no file is read yet."""
        self._directory = directory or built_in_directory()
        self._lock = RLock()
        self._catalogs: dict[str, Catalog] = {}  # by id
        self.indexes: dict[str, Index] = {}
        """The indexes of the providers used so far, by id and alias, as spelt and normalized."""
        self._known_heads: dict[str, Head] | None = None  # by id

    def ids(self) -> list[str]:
        """Return the known ids, sorted."""
        return sorted(path.stem for path in self._directory.glob("*.yaml"))

    def index(self, provider: str) -> Index:
        """Return a provider's index, by id or alias.

        Raises ``UnknownProviderError``, or ``CatalogError`` where a file can't be read or is wrong.
        """
        name = normalize(provider) if isinstance(provider, str) else ""
        return self.indexes.get(name) or self.indexes[self._open(provider)]

    def catalog(self, provider: str) -> Catalog:
        """Return a provider's catalog, by id or alias; raises as ``index`` does."""
        return self._catalogs[self._open(provider)]

    def _open(self, provider: object) -> str:
        """Read a provider's file unless that was done before, and return the provider's id."""
        with self._lock:
            known = self._id(provider)
            if known not in self._catalogs:
                # Imported at the first use: it brings PyYAML along.
                from ._index import build_index  # noqa: PLC0415
                from ._loader import load  # noqa: PLC0415

                path = self._directory / f"{known}.yaml"
                catalog = load(str(path), _content(path))
                index = build_index(catalog)
                self._catalogs[known] = catalog
                names = (known, *catalog.aliases)
                self.indexes.update(dict.fromkeys((*names, *map(normalize, names)), index))
            return known

    def _id(self, provider: object) -> str:
        if not isinstance(provider, str):
            raise UnknownProviderError(type(provider).__name__, hint="pass an id as text")
        name = normalize(provider)
        for known in self.ids():
            if normalize(known) == name:
                return known
        for known, head in self._heads().items():
            if name in map(normalize, head.aliases):
                return known
        raise self._unknown(provider)

    def _heads(self) -> dict[str, Head]:
        if self._known_heads is None:
            from ._loader import load_heads  # noqa: PLC0415 - as above

            paths = [self._directory / f"{known}.yaml" for known in self.ids()]
            self._known_heads = load_heads({str(path): _content(path) for path in paths})
        return self._known_heads

    def _unknown(self, provider: str) -> UnknownProviderError:
        """Make the error that names what the caller may have meant."""
        name = normalize(provider[:_LONGEST_NAME])
        heads = self._heads()
        ids = {
            normalize(word): known
            for known, head in heads.items()
            for word in (known, *head.aliases)
        }
        close = difflib.get_close_matches(name, ids, n=3)
        begun = [word for word in ids if name and word.startswith(name)]
        nearest = tuple(dict.fromkeys(ids[word] for word in (*begun, *close)))
        meant = " or ".join(f"{known!r} ({heads[known].title})" for known in nearest)
        hint = f"did you mean {meant}?" if nearest else f"known are: {', '.join(heads) or 'none'}"
        return UnknownProviderError(provider, nearest, hint)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problem = Problem(str(path), 1, 1, "unreadable", error.strerror or str(error))
        raise CatalogError([problem]) from error

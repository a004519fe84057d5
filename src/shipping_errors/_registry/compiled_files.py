"""The built-in catalogs as plain data, made when the package is built.

They are fast to read, without PyYAML and the models of a catalog, because the first call may be
inside an ``except`` block. They are used only if they are complete, have this release's format, and
were made from the catalog files next to them; otherwise the catalog files are read.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import from_json, to_json

from shipping_errors._catalog_format.provider_names import normalize
from shipping_errors._errors import CatalogError

from .catalog_files import content

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

FORMAT = 2
"""Changes with every change of what ``compile_catalog`` makes, and of the table below."""
DIRECTORY = "compiled"
TABLE = "table.json"
_LARGEST_FILE = 5_000_000  # names of keys are in every row, and references are written out


class Table(NamedTuple):
    """The content of the table of the compiled catalogs."""

    ids: Mapping[str, str]
    """The ids by normalized id and alias."""
    digests: Mapping[str, tuple[str, str]]
    """By id the digests of the catalog file and of its compiled form."""


_NO_TABLE = Table({}, {})


class CompiledFiles:
    """The compiled catalogs next to the catalog files of a directory."""

    def __init__(self, directory: Traversable) -> None:
        """Take the directory of the catalog files; nothing is read yet."""
        self._directory = directory
        self._table: Table | None = None

    def find(self, name: str) -> str | None:
        """Return the id for a normalized name; None if the name is not in the table."""
        return self._read_table().ids.get(name)

    def read(self, provider_id: str) -> dict[str, Any] | None:
        """Return a catalog as plain data; None if it is missing, or must not be used."""
        digests = self._read_table().digests.get(provider_id)
        if digests is None:
            return None
        source = self._content(self._directory / f"{provider_id}.yaml")
        compiled = self._content(self._directory / DIRECTORY / f"{provider_id}.json")
        if (_digest(source), _digest(compiled)) != digests:
            return None
        data: dict[str, Any] = from_json(compiled)
        return data

    def _read_table(self) -> Table:
        """Return the table, which is kept only if it could be read."""
        if self._table is not None:
            return self._table
        try:
            text = content(self._directory / DIRECTORY / TABLE, _LARGEST_FILE)
        except CatalogError:
            return _NO_TABLE
        self._table = _unpacked_table(text)
        return self._table

    def _content(self, file: Traversable) -> bytes:
        try:
            return content(file, _LARGEST_FILE)
        except CatalogError:
            return b""


def compile_files(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files to make from catalog files; ``sources`` are their contents by id."""
    from shipping_errors._catalog_format.compiled import compile_catalog  # noqa: PLC0415 - the models
    from shipping_errors._catalog_format.loader import load  # noqa: PLC0415 - as above

    catalogs = {known: load(f"{known}.yaml", text) for known, text in sources.items()}
    compiled = {known: to_json(compile_catalog(catalog)) for known, catalog in catalogs.items()}
    table = Table(
        {
            normalize(name): known
            for known, catalog in catalogs.items()
            for name in (known, *catalog.aliases)
        },
        {known: (_digest(text), _digest(compiled[known])) for known, text in sources.items()},
    )
    files = {f"{known}.json": text for known, text in compiled.items()}
    return {TABLE: _packed_table(table), **files}


def _packed_table(table: Table) -> bytes:
    """Write a table, below a line with its digest and one with the format."""
    text = to_json({"format": FORMAT, **table._asdict()})
    return f"{_digest(text)}\n".encode() + text


def _unpacked_table(text: bytes) -> Table:
    """Read a table; one that is damaged, or of another release's format, is empty."""
    digest, _, data = text.partition(b"\n")
    if _digest(data).encode() != digest:
        return _NO_TABLE
    try:
        table = from_json(data)
        if table["format"] != FORMAT:
            return _NO_TABLE
        digests = {known: (source, form) for known, (source, form) in table["digests"].items()}
        return Table(table["ids"], digests)
    except (ValueError, KeyError, TypeError):  # whole, and of another form
        return _NO_TABLE


def _digest(text: bytes) -> str:
    return sha256(text).hexdigest()

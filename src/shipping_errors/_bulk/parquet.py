"""Parquet files, row group by row group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from .batches import check_type, fits, read_arrays
from .field_names import USUAL_NAMES, FieldPaths, Path, UnknownFieldError, paths_of
from .files import UnreadableError
from .problems import BROKEN_RECORD, Problems
from .rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .files import LogFile
    from .tasks import Provenance

_BATCH = 20_000  # rows
_DAMAGED = (pa.ArrowException, OSError)


class RowGroup(NamedTuple):
    """A part of a Parquet file."""

    file: str
    position: int
    number: int
    first_row: int
    """The number of its first row, counted from 1."""
    rows: int
    paths: FieldPaths

    def read(self, provenance: Provenance) -> Iterator[tuple[Rows, Sequence[int]]]:
        """Yield the rows; if they are damaged, yield rows that say so."""
        row, end = self.first_row, self.first_row + self.rows
        columns = [".".join(path) for path in self.paths if path is not None]
        damage = None
        batches = _batches(self.file, self.number, columns)
        while row < end:
            try:
                batch = next(batches)
            except _DAMAGED as error:
                damage = error
                break
            yield _rows(batch, self.paths, provenance), range(row, row + batch.num_rows)
            row += batch.num_rows
        if damage is not None:
            yield _broken(end - row), range(row, end)
            raise UnreadableError(f"{self.file}: rows {row} to {end - 1} are damaged: {damage}")


def row_groups(file: LogFile, wanted: Mapping[str, str]) -> Iterator[RowGroup]:
    """Yield the parts of a Parquet file.

    Raises ``UnreadableError`` where its index is damaged, ``UnknownFieldError`` for columns.
    """
    if file.size is None:
        raise UnreadableError("Parquet can't be read from standard input; name the file")
    try:
        opened = pq.ParquetFile(file.stream)
    except _DAMAGED as error:
        raise UnreadableError(
            f"{file.name}: the index at the end of the Parquet file is missing or damaged, so that "
            f"no row can be read: {error}"
        ) from error
    paths = find_columns(wanted, opened.schema_arrow, file.name)
    total, first = opened.metadata.num_rows, 1
    for number in range(opened.num_row_groups):
        rows = opened.metadata.row_group(number).num_rows
        position = file.size * (first + rows - 1) // max(total, 1)
        yield RowGroup(file.name, position, number, first, rows, paths)
        first += rows


def _batches(file: str, group: int, columns: list[str]) -> Iterator[Any]:
    opened = pq.ParquetFile(file)
    yield from opened.iter_batches(_BATCH, row_groups=[group], columns=columns, use_threads=False)


def find_columns(wanted: Mapping[str, str], schema: Any, file: str) -> FieldPaths:  # noqa: ANN401 - Arrow
    """Return the fields of a file; ``wanted`` are the names that the user gave, by role.

    Raises ``UnknownFieldError`` for a name that is not a column, and for a column of a wrong type.
    """
    found = {
        role: _find(role, wanted[role], schema, file)
        if role in wanted
        else _guess(role, schema, file)
        for role in FieldPaths._fields
    }
    return FieldPaths(**found)


def _find(role: str, name: str, schema: Any, file: str) -> Path:  # noqa: ANN401 - of Arrow
    for path in paths_of(name):
        type_ = _type_at(schema, path)
        if type_ is not None:
            _check(role, path, type_, file)
            return path
    columns = ", ".join(map(repr, schema.names))
    raise UnknownFieldError(
        f"{file}: there is no column {name!r} ({role}); the columns are: {columns}"
    )


def _guess(role: str, schema: Any, file: str) -> Path | None:  # noqa: ANN401 - of Arrow
    """Return the first column with a usual name and a usable type."""
    paths = [path for name in USUAL_NAMES[role] for path in paths_of(name)]
    there = [(path, type_) for path in paths if (type_ := _type_at(schema, path)) is not None]
    for path, type_ in there:
        if fits(_TYPE_OF.get(role, role), type_):
            return path
    if there and role in _NEEDED:
        _check(role, *there[0], file)
    return None


_NEEDED = {"provider", "status", "body"}
_TYPE_OF = {"url": "provider"}


def _check(role: str, path: Path, type_: Any, file: str) -> None:  # noqa: ANN401 - of Arrow
    try:
        check_type(_TYPE_OF.get(role, role), ".".join(path), type_)
    except TypeError as error:
        raise UnknownFieldError(f"{file}: {error}") from None


def _type_at(schema: Any, path: Path) -> Any:  # noqa: ANN401 - of Arrow
    """Return the type of a column, or of a field within a struct; None where there is none."""
    place = schema.get_field_index(path[0])
    type_: Any = schema.field(place).type if place >= 0 else None
    for key in path[1:]:
        if type_ is None or not pa.types.is_struct(type_):
            return None
        inner = type_.get_field_index(key)
        type_ = type_.field(inner).type if inner >= 0 else None
    return type_


def _rows(batch: Any, paths: FieldPaths, provenance: Provenance) -> Rows:  # noqa: ANN401 - Arrow
    arrays = {
        role: _array_at(batch, path)
        for role, path in zip(FieldPaths._fields, paths, strict=True)
        if path is not None
    }
    nothing = [None] * batch.num_rows
    urls = arrays.pop("url").to_pylist() if "url" in arrays else nothing
    rows = read_arrays(arrays, batch.num_rows)
    return replace(rows, provider=provenance.of(rows.provider, urls))


def _array_at(batch: Any, path: Path) -> Any:  # noqa: ANN401 - of Arrow
    array = batch.column(path[0])
    for key in path[1:]:
        # Unlike ``field``, it gives null for the fields of a struct that is null.
        array = array.flatten()[array.type.get_field_index(key)]
    return array


def _broken(count: int) -> Rows:
    nothing = [None] * count
    problems = Problems(dict.fromkeys(range(count), BROKEN_RECORD))
    return Rows(nothing, nothing, nothing, nothing, nothing, problems)

"""Arrow batches become rows: which columns are taken, of which types, and what else is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as t

from .headers import headers_of_text, pairs
from .problems import INVALID_STATUS, INVALID_TIME, Problems
from .rows import Rows
from .times import epoch_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class ColumnNames(NamedTuple):
    """The names of the columns that responses are read from; None where there is none."""

    provider: str
    status: str
    body: str
    headers: str | None = None
    time: str | None = None


def check_columns(schema: Any, names: ColumnNames) -> None:  # noqa: ANN401 - a schema of Arrow
    """Check that all columns are there, and of usable types.

    Raises ``ValueError`` for a missing column, ``TypeError`` for a wrong type; both name it.
    """
    for role, name in zip(ColumnNames._fields, names, strict=True):
        if name is not None:
            places = schema.get_all_field_indices(name)
            if len(places) != 1:
                raise ValueError(_missing(role, name, schema.names, len(places)))
            check_type(role, name, schema.field(places[0]).type)


def check_type(role: str, name: str, type_: Any) -> None:  # noqa: ANN401 - a type of Arrow
    """Raise ``TypeError`` where a column has a type that its role can't have."""
    if not fits(role, type_):
        wanted = _WANTED[role]
        raise TypeError(f"column {name!r} is of type {type_}; as {role} it must be {wanted}")


def fits(role: str, type_: Any) -> bool:  # noqa: ANN401 - a type of Arrow
    """Whether a column of this type can have this role. One of nulls alone can have every role."""
    plain = _plain_type(type_)
    return t.is_null(plain) or any(check(plain) for check in _TYPES[role])


def _missing(role: str, name: str, there: list[str], count: int) -> str:
    if count:
        return f"{count} columns are named {name!r}; rename all but one"
    return (
        f'there is no column {name!r}; name the one that has the {role}: {role}="...". '
        f"The columns are: {', '.join(map(repr, there)) or 'none'}"
    )


def read_batch(batch: Any, names: ColumnNames) -> Rows:  # noqa: ANN401 - a batch of Arrow
    """Return the rows of a batch; raises as ``check_columns`` does."""
    check_columns(batch.schema, names)
    arrays = {
        role: batch.column(name)
        for role, name in zip(ColumnNames._fields, names, strict=True)
        if name is not None
    }
    return read_arrays(arrays, batch.num_rows)


def read_arrays(arrays: Mapping[str, Any], count: int) -> Rows:
    """Return rows of arrays of usable types, by their role."""
    problems = Problems()
    columns = {
        role: _READERS[role](_plain(arrays[role]), problems) if role in arrays else [None] * count
        for role in ColumnNames._fields
    }
    return Rows(**columns, problems=problems)


def _plain_type(type_: Any) -> Any:  # noqa: ANN401 - a type of Arrow
    """Return the type of the values, whatever way of storing them is around it."""
    if isinstance(type_, pa.BaseExtensionType):
        return _plain_type(type_.storage_type)
    if t.is_dictionary(type_) or t.is_run_end_encoded(type_):
        return _plain_type(type_.value_type)
    return type_


def _plain(array: Any) -> Any:  # noqa: ANN401 - an array of Arrow
    """Return the array with its values stored one by one."""
    if isinstance(array.type, pa.BaseExtensionType):
        return _plain(array.storage)
    if t.is_dictionary(array.type):
        return _plain(array.dictionary_decode())
    if t.is_run_end_encoded(array.type):
        return _plain(pc.call_function("run_end_decode", [array]))
    return array


def _is_text(type_: Any) -> bool:  # noqa: ANN401 - a type of Arrow
    return bool(t.is_string(type_) or t.is_large_string(type_) or t.is_string_view(type_))


def _is_bytes(type_: Any) -> bool:  # noqa: ANN401 - a type of Arrow
    return bool(
        t.is_binary(type_)
        or t.is_large_binary(type_)
        or t.is_binary_view(type_)
        or t.is_fixed_size_binary(type_)
    )


def _is_list(type_: Any) -> bool:  # noqa: ANN401 - a type of Arrow
    return bool(t.is_list(type_) or t.is_large_list(type_)) and bool(t.is_struct(type_.value_type))


def _values(array: Any, _: Problems) -> list[Any]:  # noqa: ANN401 - an array of Arrow
    values: list[Any] = array.to_pylist()
    return values


def _statuses(array: Any, problems: Problems) -> list[int | None]:  # noqa: ANN401 - an array of Arrow
    """Return whole numbers; pandas makes floats of them where one is missing."""
    values = array.to_pylist()
    if t.is_floating(array.type):
        for row, value in enumerate(values):
            if value is None or value != value:  # noqa: PLR0124 - NaN is what is missing
                values[row] = None
            elif value.is_integer():
                values[row] = int(value)
            else:
                problems.add(row, INVALID_STATUS)
                values[row] = None
    return list(values)


def _headers(array: Any, problems: Problems) -> list[Any]:  # noqa: ANN401 - an array of Arrow
    values: list[Any] = array.to_pylist()
    if _is_text(array.type):
        return [headers_of_text(value, row, problems) for row, value in enumerate(values)]
    if _is_list(array.type):
        return [list(pairs(value)) for value in values]
    return values


def _times(array: Any, problems: Problems) -> list[float | None]:  # noqa: ANN401 - an array of Arrow
    if t.is_timestamp(array.type):
        per_second = {"s": 1, "ms": 1e3, "us": 1e6, "ns": 1e9}[array.type.unit]
        return [
            None if value is None else value / per_second
            for value in array.cast(pa.int64()).to_pylist()
        ]
    values = array.to_pylist()
    times = list(map(epoch_seconds, values))
    for row, (value, time) in enumerate(zip(values, times, strict=True)):
        if time is None and value is not None:
            problems.add(row, INVALID_TIME)
    return times


_TYPES: dict[str, tuple[Callable[[Any], bool], ...]] = {
    "provider": (_is_text,),
    "status": (t.is_integer, t.is_floating),
    "body": (_is_text, _is_bytes),
    "headers": (t.is_map, t.is_struct, _is_list, _is_text),
    "time": (t.is_timestamp, t.is_integer, t.is_floating, _is_text),
}
_WANTED = {
    "provider": "text",
    "status": "whole numbers: cast it",
    "body": "text or bytes: write JSON, not its parts, into it",
    "headers": "a map, a struct, a list of structs of name and value, or JSON text",
    "time": "a timestamp, seconds since the epoch, or ISO 8601 text",
}
_READERS: dict[str, Callable[[Any, Problems], list[Any]]] = {
    "provider": _values,
    "status": _statuses,
    "body": _values,
    "headers": _headers,
    "time": _times,
}

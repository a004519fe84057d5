"""Write the classified rows of a log to a Parquet file: the place and the error of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from .columns import WORD, error_schema, write_batch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .kernel import Columns
    from .rows import Rows

_ORIGIN = {
    "file": WORD,
    "number": pa.int64(),
    "time": pa.timestamp("us", "UTC"),
    "provider": WORD,
    "status": pa.int32(),
    "is_unmapped": pa.bool_(),
}


def encode(rows: Rows, columns: Columns, file: str, numbers: Sequence[int], *, text: bool) -> bytes:
    """Return classified rows as bytes, to be sent from one process to another."""
    count = len(rows)
    origin = {
        "file": [file] * count,
        "number": numbers,
        "time": [None if time is None else round(time * 1e6) for time in rows.time],
        "provider": columns["provider"],
        "status": columns["http_status"],
        "is_unmapped": list(map(bool, columns["unmapped"])),
    }
    errors = write_batch(columns, text=text)
    arrays = [pa.array(origin[name], type=type_) for name, type_ in _ORIGIN.items()]
    batch = pa.RecordBatch.from_arrays([*arrays, *errors.columns], schema=_schema(text=text))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


class RowFile:
    """A Parquet file to which classified rows are appended. Closed, it has all of them."""

    def __init__(self, path: Path, *, text: bool) -> None:
        """Open the file; ``text`` is whether the rows have messages and field errors."""
        self._writer = pq.ParquetWriter(path, _schema(text=text), compression="zstd")

    def append(self, encoded: bytes) -> None:
        """Append encoded rows."""
        with pa.ipc.open_stream(encoded) as stream:
            for batch in stream:
                self._writer.write_batch(batch)

    def close(self) -> None:
        """Write the end of the file."""
        self._writer.close()


def _schema(*, text: bool) -> Any:  # noqa: ANN401 - a schema of Arrow
    return pa.schema([*map(pa.field, _ORIGIN, _ORIGIN.values()), *error_schema(text=text)])

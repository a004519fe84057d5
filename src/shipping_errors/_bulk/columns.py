"""Columns of errors become an Arrow batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from .kernel import Columns

# Few distinct values: each is stored once for a batch.
WORD = pa.dictionary(pa.int32(), pa.string())
_FIELD_ERRORS = pa.list_(pa.struct({"path": pa.string(), "message": pa.string()}))
_FIELDS = {
    "category": WORD,
    "is_error": pa.bool_(),
    "retryable": pa.bool_(),
    "retry_basis": WORD,
    "retry_after": pa.float64(),
    "outcome": WORD,
    "code": WORD,
    "rule": WORD,
    "message": pa.string(),
    "field_errors": _FIELD_ERRORS,
    "errors": pa.int32(),
    "problem": WORD,
}
_TEXT = {"message", "field_errors"}


def error_schema(*, text: bool) -> Any:  # noqa: ANN401 - a schema of Arrow
    """Return the columns of errors; ``text`` is whether those that quote bodies are among them."""
    return pa.schema({name: type_ for name, type_ in _FIELDS.items() if text or name not in _TEXT})


def write_batch(columns: Columns, *, text: bool) -> Any:  # noqa: ANN401 - a batch of Arrow
    """Return the columns as a batch."""
    schema = error_schema(text=text)
    arrays = [
        pa.array(
            map(_pairs, columns[field.name])
            if field.name == "field_errors"
            else columns[field.name],
            type=field.type,
        )
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _pairs(field_errors: tuple[Any, ...]) -> list[tuple[str, str]]:
    return [(error.path, error.message) for error in field_errors]

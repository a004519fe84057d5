"""The code that Spark's workers run. They import it by name; it does not need Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from shipping_errors import _default

from .batches import ColumnNames, read_batch
from .columns import error_schema, write_batch
from .kernel import Kernel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shipping_errors._classifier import Classifier


def classify_batches(  # noqa: PLR0913 - all that a job is given
    batches: Iterable[Any],
    *,
    names: ColumnNames,
    prefix: str,
    text: bool,
    strict: bool,
    classifier: Classifier | None,
) -> Iterator[Any]:
    """Yield each batch with the columns of its errors after its other columns."""
    kernel = Kernel(classifier or _default, text=text, strict=strict)
    schema = plain_schema(prefix, text=text)
    for batch in batches:
        errors = write_batch(kernel.classify(read_batch(batch, names)), text=text)
        added = [
            column.cast(field.type) for column, field in zip(errors.columns, schema, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(
            [*batch.columns, *added], schema=pa.schema([*batch.schema, *schema])
        )


def plain_schema(prefix: str, *, text: bool) -> Any:  # noqa: ANN401 - a schema of Arrow
    """Return the columns of errors as Spark takes them: it knows no dictionaries."""
    return pa.schema(
        pa.field(
            prefix + field.name,
            field.type.value_type if pa.types.is_dictionary(field.type) else field.type,
        )
        for field in error_schema(text=text)
    )

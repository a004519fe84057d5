"""Classify columns of responses: Arrow batches in, Arrow batches out. The extra ``arrow``.

>>> import pyarrow as pa
>>> from shipping_errors.arrow import classify_batch
>>> batch = pa.RecordBatch.from_pydict(
...     {
...         "provider": ["clickpost", "acme"],
...         "status": [200, 500],
...         "body": ['{"meta": {"status": 301}}', "Oops"],
...     }
... )
>>> errors = classify_batch(batch)
>>> errors["category"].to_pylist(), errors["problem"].to_pylist()
(['authentication', 'unknown'], [None, 'unknown_provider'])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipping_errors import _default

try:
    import pyarrow as pa  # noqa: TC002 - it is there, or the extra is named
except ModuleNotFoundError as error:
    message = "shipping_errors.arrow needs an extra: pip install 'shipping-errors[arrow]'"
    raise ModuleNotFoundError(message, name=error.name) from None

from shipping_errors._bulk.batches import ColumnNames, read_batch
from shipping_errors._bulk.columns import error_schema, write_batch
from shipping_errors._bulk.kernel import Kernel

if TYPE_CHECKING:
    from shipping_errors import Classifier

__all__ = ["classify_batch", "schema"]


def classify_batch(  # noqa: PLR0913 - names of columns, and what is wanted
    batch: pa.RecordBatch,
    *,
    provider: str = "provider",
    status: str = "status",
    body: str = "body",
    headers: str | None = None,
    time: str | None = None,
    text: bool = True,
    strict: bool = False,
    classifier: Classifier | None = None,
) -> pa.RecordBatch:
    """Classify every row of a batch; the result has the same rows in the same order.

    ``provider``, ``status``, ``body``, ``headers`` and ``time`` name the columns: text; whole
    numbers; text or bytes; a map, a struct, a list of structs or JSON text; a timestamp, seconds
    since the epoch or ISO 8601 text. ``time`` is when a response came: dates in headers and bodies
    become waits by it, and by no clock.

    ``text=False`` leaves out ``message`` and ``field_errors``, which may hold personal data; that
    is faster. ``problem`` tells what is wrong with a row of input; with ``strict`` the first such
    row raises. ``classifier`` knows your own catalogs; its ``on_unmapped`` is not called.

    Raises ``ValueError`` for a missing column and ``TypeError`` for one of a wrong type. If
    ``strict``, raises ``UnknownProviderError`` or ``ValueError`` for the first row with a problem.
    """
    names = ColumnNames(provider, status, body, headers, time)
    kernel = Kernel(classifier or _default, text=text, strict=strict)
    return write_batch(kernel.classify(read_batch(batch, names)), text=text)


def schema(*, text: bool = True) -> pa.Schema:
    """Return the columns of the batches that ``classify_batch`` returns."""
    return error_schema(text=text)

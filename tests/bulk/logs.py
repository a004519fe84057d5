"""Logs for tests: records as batches, and the errors that ``classify`` makes of them."""

from __future__ import annotations

from typing import Any

import make_log
import pyarrow as pa

from shipping_errors import Classifier, NormalizedError, UnknownProviderError
from shipping_errors._bulk.step import NO_CLOCK
from shipping_errors._bulk.times import epoch_seconds

SCHEMA = pa.schema(
    {
        "provider": pa.string(),
        "status": pa.int64(),
        "body": pa.string(),
        "headers": pa.map_(pa.string(), pa.string()),
        "time": pa.string(),
    }
)


def made(count: int, seed: int = 0) -> list[dict[str, Any]]:
    """Return records of all providers, with the columns of ``SCHEMA`` alone."""
    return [
        {name: record[name] for name in SCHEMA.names} for record in make_log.records(count, seed)
    ]


def batch_of(records: list[dict[str, Any]], schema: pa.Schema = SCHEMA) -> pa.RecordBatch:
    """Return records as an Arrow batch."""
    rows = [{**record, "headers": list((record["headers"] or {}).items())} for record in records]
    return pa.RecordBatch.from_pylist(rows, schema)


def expected(record: dict[str, Any], classifier: Classifier) -> dict[str, Any]:
    """Return what the columns have to hold for a record: what ``classify`` says of it."""
    time = epoch_seconds(record.get("time"))
    try:
        error = classifier.classify(
            record["provider"],
            record["status"],
            record["body"],
            headers=record.get("headers"),
            now=NO_CLOCK if time is None else time,
        )
    except UnknownProviderError:
        return {"category": "unknown", "rule": "none", "problem": "unknown_provider"}
    return columns_of(error) | {"problem": None}


def columns_of(error: NormalizedError) -> dict[str, Any]:
    """Return an error as the columns have it."""
    return {
        "category": str(error.category),
        "is_error": error.is_error,
        "retryable": error.retryable,
        "retry_basis": str(error.retry_basis),
        "retry_after": error.retry_after,
        "outcome": str(error.outcome),
        "code": error.code,
        "rule": error.rule,
        "message": error.message,
        "field_errors": [
            {"path": each.path, "message": each.message} for each in error.field_errors
        ],
        "errors": len(error.errors),
    }

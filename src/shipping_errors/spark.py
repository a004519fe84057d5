"""Classify a Spark DataFrame of responses, on all workers. The extra ``spark``.

    from shipping_errors.spark import classify

    errors = classify(spark.read.parquet("s3://logs/"), headers="headers", time="time")
    errors.groupBy("provider", "category", "rule").count()

The columns are those of ``shipping_errors.arrow.classify_batch``, and so is every decision. The
workers need the package and pyarrow.
"""

# pyspark is large, and not installed where the types are checked.
# pyright: reportMissingImports=false

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_type
from pyspark.sql.types import StructType

from shipping_errors._bulk.batches import ColumnNames, check_columns
from shipping_errors._bulk.spark_batches import classify_batches, plain_schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from shipping_errors import Classifier

__all__ = ["classify"]


def classify(  # noqa: PLR0913 - names of columns, and what is wanted
    df: DataFrame,
    *,
    provider: str = "provider",
    status: str = "status",
    body: str = "body",
    headers: str | None = None,
    time: str | None = None,
    prefix: str = "",
    text: bool = True,
    strict: bool = False,
    classifier: Classifier | None = None,
) -> DataFrame:
    """Return the DataFrame with the columns of its errors behind its own.

    The arguments are those of ``shipping_errors.arrow.classify_batch``. ``prefix`` is put before
    the names of the new columns. A ``classifier`` is made anew on each worker, so the files of your
    own catalogs have to be there. The columns of the DataFrame go through Python: select those
    that you need first.

    Raises ``ValueError`` for a missing column or a name that is there already, and ``TypeError``
    for a column of a wrong type, before the job starts. With ``strict`` the job fails at the first
    row with a problem.
    """
    names = ColumnNames(provider, status, body, headers, time)
    check_columns(_arrow_schema(df.schema, names), names)
    added = from_arrow_schema(plain_schema(prefix, text=text))
    taken = sorted({field.name for field in added} & set(df.columns))
    if taken:
        raise ValueError(
            f"the DataFrame has columns named {', '.join(map(repr, taken))}; "
            "give the new ones a prefix: prefix='error_'"
        )
    work = partial(
        classify_batches,
        names=names,
        prefix=prefix,
        text=text,
        strict=strict,
        classifier=classifier,
    )
    return df.mapInArrow(work, StructType([*df.schema.fields, *added.fields]))


def _arrow_schema(schema: StructType, names: ColumnNames) -> pa.Schema:
    """Return the columns as workers get them; of those that are not read the name alone."""
    return pa.schema(
        (
            field.name,
            to_arrow_type(field.dataType, timezone="UTC") if field.name in names else pa.null(),
        )
        for field in schema.fields
    )

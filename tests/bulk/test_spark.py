"""The kernel on Spark: real partitions, files and worker processes."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from user_catalogs import classifier, provider

from shipping_errors.arrow import classify_batch, schema
from shipping_errors.spark import classify

from .logs import SCHEMA, batch_of, made

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

pytestmark = pytest.mark.spark

COUNT = 3_000
FILES = 3
HEADERS_AND_TIME = {"headers": "headers", "time": "time"}
NO_JAVA = "Spark needs Java 17 or newer: apt-get install openjdk-17-jre-headless, or set JAVA_HOME"


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """Start Spark once: two cores, and two more tries for a task that fails."""
    java = Path(os.environ.get("JAVA_HOME", "/nowhere"), "bin", "java")
    if not (java.exists() or shutil.which("java")):
        pytest.fail(NO_JAVA)
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}
    settings["spark.sql.session.timeZone"] = "UTC"
    with pytest.MonkeyPatch.context() as environment:
        # Workers need the packages of this Python, and no network.
        environment.setenv("PYSPARK_PYTHON", sys.executable)
        environment.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = SparkSession.builder.master("local[2,3]").config(map=settings).getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    return made(COUNT, seed=6)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]) -> Path:
    """Return a directory with a log in several files; its records are numbered."""
    directory = tmp_path_factory.mktemp("log")
    table = pa.Table.from_batches([batch_of(records)])
    table = table.append_column("number", pa.array(range(COUNT)))
    for number in range(FILES):
        part = table.slice(number * COUNT // FILES, COUNT // FILES)
        pq.write_table(part, directory / f"{number}.parquet", row_group_size=200)
    return directory


def expected(records: list[dict[str, Any]], **arguments: Any) -> list[dict[str, Any]]:
    """Return what the kernel says on one machine."""
    rows: list[dict[str, Any]] = classify_batch(
        batch_of(records), **HEADERS_AND_TIME, **arguments
    ).to_pylist()
    return rows


def errors_of(df: DataFrame, names: Iterable[str]) -> list[dict[str, Any]]:
    """Return the columns of errors in the order of the records."""
    return df.orderBy("number").select(*names).toArrow().to_pylist()


def one(spark: SparkSession, columns: str, *values: Any) -> DataFrame:
    return spark.createDataFrame([values], columns)


def test_the_result_is_the_kernels_over_several_files_and_partitions(
    spark: SparkSession, log: Path, records: list[dict[str, Any]]
) -> None:
    df = spark.read.parquet(str(log)).repartition(7)
    assert df.rdd.getNumPartitions() == 7
    found = classify(df, **HEADERS_AND_TIME)
    assert errors_of(found, schema().names) == expected(records)


def test_the_columns_of_the_log_are_there_before_those_of_the_errors(
    spark: SparkSession, log: Path
) -> None:
    df = spark.read.parquet(str(log))
    found = classify(df, **HEADERS_AND_TIME, text=False, prefix="error_")
    assert found.columns[: len(df.columns)] == df.columns == [*SCHEMA.names, "number"]
    added = [f"error_{name}" for name in schema(text=False).names]
    assert found.columns[len(df.columns) :] == added
    unchanged = found.select(*df.columns).orderBy("number").toArrow()
    assert unchanged == df.orderBy("number").toArrow()


def test_a_worker_that_ends_is_started_again_and_nothing_is_lost(
    spark: SparkSession, log: Path, records: list[dict[str, Any]], tmp_path: Path
) -> None:
    ended = str(tmp_path / "ended")

    def end_once(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import os  # noqa: PLC0415 - workers know this function alone
        import pathlib  # noqa: PLC0415

        for batch in batches:
            if not pathlib.Path(ended).exists():
                pathlib.Path(ended).touch()
                os._exit(9)
            yield batch

    df = spark.read.parquet(str(log)).repartition(4)
    found = classify(df.mapInArrow(end_once, df.schema), **HEADERS_AND_TIME)
    assert errors_of(found, schema().names) == expected(records)
    assert Path(ended).exists()


def test_broken_records_are_rows_with_a_problem(spark: SparkSession) -> None:
    rows = [
        ("clickpost", 200, '{"meta": {"status": 301}}', 0),
        (None, 500, None, 1),
        ("acme", 500, "{broken", 2),
        ("clickpost", 7, '{"meta": {"sta', 3),
        ("clickpost", None, None, 4),
    ]
    df = spark.createDataFrame(rows, "provider string, status int, body string, number int")
    found = errors_of(classify(df), ["problem", "category"])
    assert [row["problem"] for row in found] == [
        None, "unknown_provider", "unknown_provider", "invalid_status", None,
    ]  # fmt: skip
    assert found[0]["category"] == "authentication"


def test_bodies_can_be_bytes_and_times_of_every_type(spark: SparkSession) -> None:
    text = "array('clickpost') as p, '30' as wait"
    df = spark.sql(
        "select 'clickpost' as provider, 429 as status, cast('{}' as binary) as body, "
        "map('Retry-After', 'Wed, 18 Nov 2026 11:07:00 GMT') as headers, "
        f"timestamp '2026-11-18 11:06:40' as time, {text}"
    )
    (row,) = classify(df, **HEADERS_AND_TIME).collect()
    assert (row.retry_after, row.problem) == (20.0, None)
    assert row.p == ["clickpost"]


def test_a_missing_column_is_named_before_the_job_starts(spark: SparkSession) -> None:
    df = one(spark, "provider string, status int", "clickpost", 200)
    with pytest.raises(ValueError, match="there is no column 'body'; name the one"):
        classify(df)


@pytest.mark.parametrize(
    ("columns", "values", "message"),
    [
        (
            "provider int, status int, body string",
            (1, 2, "x"),
            "column 'provider' is of type int32",
        ),
        ("provider string, status string, body string", ("x", "2", "x"), "column 'status' is of"),
        ("provider string, status int, body array<int>", ("x", 2, [1]), "column 'body' is of type"),
    ],
)
def test_a_column_of_a_wrong_type_is_named_before_the_job_starts(
    spark: SparkSession, columns: str, values: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        classify(one(spark, columns, *values))


def test_a_name_that_is_taken_is_told(spark: SparkSession) -> None:
    df = one(
        spark, "provider string, status int, body string, code string", "clickpost", 200, "", ""
    )
    with pytest.raises(ValueError, match=r"columns named 'code'; .*prefix='error_'"):
        classify(df)
    assert "error_code" in classify(df, prefix="error_").columns


def test_with_strict_the_job_fails_at_a_problem(spark: SparkSession) -> None:
    df = one(spark, "provider string, status int, body string", "clickpast", 200, "")
    with pytest.raises(Exception, match="did you mean 'clickpost'"):
        classify(df, strict=True).collect()


def test_workers_read_the_callers_own_catalogs(spark: SparkSession, tmp_path: Path) -> None:
    own = classifier(tmp_path, provider("acme", '{code: "7", judged: {category: busy}}'))
    df = one(spark, "provider string, status int, body string", "acme", 400, '{"code": 7}')
    (row,) = classify(df, classifier=own).select("rule", f.col("category")).collect()
    assert tuple(row) == ("acme:7", "busy")

"""Measure logs, as ratios to ``json.loads`` of each record and its body in the same run.

``python benchmarks/bulk.py --records 200000`` prints a table. A ratio of 2 is twice as fast as
``json.loads``. Each line is the best of some rounds, in turns, with all catalogs read. It needs
the extra ``arrow``; Spark is measured where the extra ``spark`` and Java are.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
import make_log

from shipping_errors._bulk.files import Kind, opened
from shipping_errors._bulk.json_lines import line_tasks
from shipping_errors._bulk.parquet import row_groups
from shipping_errors._bulk.worker import Settings, Worker
from shipping_errors.arrow import classify_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ROWS = 5_000
COPIES = 4

Line = tuple[str, str]


def decode(path: Path) -> None:
    """Do what is compared with: decode each record of a file of lines, and its body."""
    with path.open("rb") as lines:
        for line in lines:
            body = json.loads(line)["body"]
            try:
                json.loads(body or "null")
            except ValueError:
                continue  # a page of a gateway


def count(path: Path, worker: Worker) -> None:
    """Classify and count a log, as ``triage`` does."""
    with opened(str(path)) as file:
        is_table = file.kind is Kind.PARQUET
        for task in row_groups(file, {}) if is_table else line_tasks(file, {}, sys.exit):
            worker.run(task)


def classify_groups(path: Path, text: bool, groups: Sequence[int]) -> None:
    """Classify row groups of a Parquet file, as columns."""
    columns = ["provider", "status", "body", "headers", "time"]
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(ROWS, row_groups=list(groups), columns=columns):
            classify_batch(batch, headers="headers", time="time", text=text)


def _group_numbers(path: Path) -> list[int]:
    with pq.ParquetFile(path) as file:
        return list(range(file.num_row_groups))


def seconds(rounds: int, *calls: Callable[[], object]) -> list[float]:
    """Return the best time of each call, in turns, after a first one of each."""
    turns = [[_timed(call) for call in calls] for _ in range(rounds + 1)]
    return [min(times) for times in zip(*turns[1:], strict=True)]


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def speeds(lines: Path, table: Path, rounds: int, records: int) -> Iterator[Line]:
    """Yield how fast files are classified."""
    groups, worker = _group_numbers(table), Worker(Settings())
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:

        def on_two(*, text: bool) -> None:
            list(pool.map(partial(classify_groups, table, text), ([group] for group in groups)))

        calls: dict[str, Callable[[], object]] = {
            "JSONL, classified and counted, one core": partial(count, lines, worker),
            "Parquet, classified and counted, one core": partial(count, table, worker),
        }
        for text in (False, True):
            name = f"Parquet to columns, text={text}"
            calls[f"{name}, one core"] = partial(classify_groups, table, text, groups)
            calls[f"{name}, two cores"] = partial(on_two, text=text)
        for _ in range(3):  # each process reads its catalogs at its first rows
            on_two(text=True)
        base, *times = seconds(rounds, partial(decode, lines), *calls.values())
    for name, taken in zip(calls, times, strict=True):
        yield name, f"{base / taken:.2f}"
    million = base / records * 1_000_000
    yield "a million records with `json.loads`, seconds here", f"{million:.1f}"


def peaks(files: Iterable[tuple[Path, Path]]) -> Iterator[Line]:
    """Yield the peak memory of a process that classifies and counts a file, and one of copies."""
    for one, many in files:
        few, all_of_them = (_peak(path) for path in (one, many))
        name = f"{one.suffix[1:]}: peak memory with {COPIES} times the records, MiB"
        yield name, f"{few:.0f} → {all_of_them:.0f} ({all_of_them / few - 1:+.0%})"


def _peak(path: Path) -> float:
    command = [sys.executable, __file__, "--peak-of", str(path)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return float(done.stdout) / 1_024


def several(lines: Path, table: Path, folder: Path) -> tuple[Path, Path]:
    """Write both logs again with each record some times."""
    more_lines, more_rows = folder / "more.jsonl", folder / "more.parquet"
    with more_lines.open("wb") as target:
        for _ in range(COPIES):
            with lines.open("rb") as source:
                shutil.copyfileobj(source, target)
    with pq.ParquetFile(table) as file, pq.ParquetWriter(more_rows, file.schema_arrow) as writer:
        for _ in range(COPIES):
            for batch in file.iter_batches(ROWS):
                writer.write_batch(batch, row_group_size=ROWS)
    return more_lines, more_rows


def spark(table: Path, rounds: int) -> Iterator[Line]:
    """Yield how fast a warm job on Spark is, by one that passes its batches on."""
    if find_spec("pyspark") is None or shutil.which("java") is None:
        yield "Spark", "not measured: pyspark and Java are needed"
        return
    from pyspark.sql import SparkSession  # noqa: PLC0415 - it is an extra

    from shipping_errors.spark import classify  # noqa: PLC0415 - it is an extra

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    session = SparkSession.builder.master("local[2]").config(map=quiet).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    log = session.read.parquet(str(table)).repartition(4).cache()
    log.count()
    names = {"headers": "headers", "time": "time"}
    jobs = [log.mapInArrow(lambda batches: batches, log.schema)]
    jobs += [classify(log, **names, text=text) for text in (False, True)]
    identity, *ours = seconds(rounds, *(partial(_run, job) for job in jobs))
    for text, taken in zip((False, True), ours, strict=True):
        yield f"Spark, warm, text={text}, by an identity job", f"{identity / taken:.2f}"
    session.stop()


def _run(job: Any) -> None:  # noqa: ANN401 - a data frame of Spark
    job.write.format("noop").mode("overwrite").save()


def table_of(records: int, rounds: int) -> str:
    """Measure all, and return it as a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines, table = folder / "log.jsonl", folder / "log.parquet"
        make_log.ROWS_IN_A_BATCH = ROWS  # parts of one size for all cores
        for path in (lines, table):
            make_log.write(path, make_log.records(records))
        more = several(lines, table, folder)
        found = [
            *speeds(lines, table, rounds, records),
            *peaks(zip((lines, table), more, strict=True)),
            *spark(table, rounds),
        ]
    rows = "\n".join(f"| {name} | {value} |" for name, value in (("what", "ratio"), ("---", "---")))
    rows += "".join(f"\n| {name} | {value} |" for name, value in found)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    cores = os.cpu_count()
    return f"{rows}\n\n{records:,} records, {python} on {platform.machine()}, {cores} cores."


def main() -> None:
    """Print the table, or the peak memory of one file in KiB."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peak-of", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peak_of is None:
        sys.stdout.write(f"{table_of(arguments.records, arguments.rounds)}\n")
        return
    count(arguments.peak_of, Worker(Settings()))
    # Of the process alone; what ``getrusage`` tells has the peak of its parent in it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    sys.stdout.write(f"{re.findall('VmHWM:(.*)kB', status)[0].strip()}\n")


if __name__ == "__main__":
    main()

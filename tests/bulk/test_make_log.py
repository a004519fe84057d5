"""The maker of logs: the same seed, the same log, and something of everything in it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import make_log
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from providers.folders import PROVIDERS

from shipping_errors import classify
from shipping_errors._bulk.times import epoch_seconds

RECORDS = list(make_log.records(5_000, seed=1))


def test_a_seed_makes_one_log() -> None:
    assert list(make_log.records(200, seed=1)) == list(make_log.records(200, seed=1))
    assert list(make_log.records(200, seed=1)) != list(make_log.records(200, seed=2))


def test_the_log_has_all_providers_in_order_of_time() -> None:
    assert {record["provider"] for record in RECORDS} == set(PROVIDERS)
    times = [epoch_seconds(record["time"]) or 0 for record in RECORDS]
    assert times == sorted(times)
    assert times[-1] - times[0] == pytest.approx(make_log.WEEK, rel=0.01)


def test_most_records_are_successes_and_there_are_errors_of_all_sorts() -> None:
    errors = [
        classify(record["provider"], record["status"], record["body"], headers=record["headers"])
        for record in RECORDS
    ]
    categories = Counter(error.category for error in errors)
    assert 0.6 < categories["ok"] / len(errors) < 0.95
    assert len(categories) > 10
    rules = {error.rule.partition(":")[0] for error in errors}
    assert {*PROVIDERS, "http", "none"} <= rules | {"partial"}
    assert any(error.retry_after for error in errors)


def test_bodies_differ() -> None:
    bodies = [record["body"] for record in RECORDS if record["body"]]
    assert len(set(bodies)) > 0.8 * len(bodies)


@pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz", "log.jsonl.zst", "log.parquet"])
def test_every_form_has_the_same_records(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    command = [make_log.__file__, path, "--records", "300", "--seed", "1"]
    subprocess.run([sys.executable, *map(str, command)], check=True)
    if name.endswith(".parquet"):
        found = pq.read_table(path).to_pylist()
        for record in found:
            record["time"] = record["time"].isoformat(timespec="milliseconds")
            record["headers"] = dict(record["headers"])
    else:
        content = path.read_bytes()
        if name.endswith(".gz"):
            content = gzip.decompress(content)
        elif name.endswith(".zst"):
            content = pa.CompressedInputStream(pa.py_buffer(content), "zstd").read()
        found = [json.loads(line) for line in content.splitlines()]
    assert found == list(make_log.records(300, seed=1))


def test_some_lines_can_be_cut(tmp_path: Path) -> None:
    make_log.write(tmp_path / "log.jsonl", iter(RECORDS[:1_000]), seed=3, broken=0.1)
    broken = 0
    for line in Path(tmp_path / "log.jsonl").read_bytes().splitlines():
        try:
            json.loads(line)
        except ValueError:
            broken += 1
    assert 50 < broken < 200

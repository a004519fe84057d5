"""Tables of counts: exact, the same for every division of a log, and bounded."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping_errors import Category, Classifier
from shipping_errors._bulk import counts as counts_module
from shipping_errors._bulk import time_buckets
from shipping_errors._bulk.counts import Counts, Group, Place, Unmapped, count
from shipping_errors._bulk.kernel import Kernel
from shipping_errors._bulk.rows import Rows
from shipping_errors._bulk.status_rule import Mistake, mistake_of_status
from shipping_errors._bulk.summary import summarize
from shipping_errors._bulk.time_buckets import WIDTHS, TimeBuckets
from shipping_errors._bulk.times import epoch_seconds
from shipping_errors._bulk.triage import Found

from .logs import made

KERNEL = Kernel(Classifier(), text=False)


def rows_of(records: list[dict[str, Any]]) -> Rows:
    columns = {
        name: [record[name] for record in records]
        for name in ("provider", "status", "body", "headers")
    }
    return Rows(**columns, time=[epoch_seconds(record["time"]) for record in records])


def counted(records: list[dict[str, Any]]) -> Counts:
    rows = rows_of(records)
    return count(rows, KERNEL.classify(rows))


RECORDS = made(6_000, seed=2)


def test_every_row_is_in_one_group() -> None:
    counts = counted(RECORDS)
    assert counts.rows == sum(counts.groups.values()) == len(RECORDS)
    assert sum(counts.over_time.counts.values()) == len(RECORDS)


def test_the_groups_are_what_the_columns_say() -> None:
    columns = KERNEL.classify(rows_of(RECORDS))
    names = ("provider", "category", "rule", "retryable", "outcome", "http_status")
    expected = Counter(zip(*(columns[name] for name in names), strict=True))
    counts = counted(RECORDS)
    assert counts.groups == expected
    times = [epoch_seconds(record["time"]) or 0 for record in RECORDS]
    keys = list(zip(*(columns[name] for name in names), strict=True))
    for group, span in counts.spans.items():
        own = [time for time, key in zip(times, keys, strict=True) if key == group]
        assert span == (min(own), max(own))


@pytest.mark.parametrize("size", [1, 7, 500, 5_999])
def test_parts_that_are_added_up_are_the_whole(size: int) -> None:
    total = Counts()
    for start in range(0, len(RECORDS), size):
        total.merge(counted(RECORDS[start : start + size]))
    assert summarize(Found(total)) == summarize(Found(counted(RECORDS)))


def test_the_order_of_rows_makes_no_difference() -> None:
    backwards = summarize(Found(counted(RECORDS[::-1])))
    assert backwards == summarize(Found(counted(RECORDS)))


def test_rows_without_a_time_are_counted_without_one() -> None:
    records = [{**record, "time": None} for record in RECORDS[:100]]
    counts = counted(records)
    assert (sum(counts.groups.values()), counts.spans, counts.over_time.counts) == (100, {}, {})
    summary = summarize(Found(counts))
    assert (summary["first"], summary["last"]) == (None, None)
    assert {line["first"] for line in summary["table"]} == {None}


def record(**changed: Any) -> dict[str, Any]:
    return {
        "provider": "clickpost", "status": 400, "body": None, "headers": None, "time": None,
        **changed,
    }  # fmt: skip


def test_codes_that_no_row_knows_are_counted_by_provider_and_status() -> None:
    sent = record(body='{"meta": {"status": 98765}}')
    known = record(body='{"meta": {"status": 301}}')
    counts = counted([sent, sent, {**sent, "status": 500}, known, record()])
    assert counts.unmapped == {
        Unmapped("clickpost", "98765", 400): 2,
        Unmapped("clickpost", "98765", 500): 1,
    }


def test_providers_without_a_catalog_are_counted_by_their_name() -> None:
    counts = counted([record(provider=name) for name in ("acme", "acme", None, "clickpost")])
    assert counts.unknown_providers == {"acme": 2, None: 1}
    assert counts.problems == {"unknown_provider": 3}


def test_waits_are_counted_by_their_length() -> None:
    waits = ["0", "1", "1.5", "60", "61", "86400", "86401"]
    sent = [record(status=429, headers={"Retry-After": wait}) for wait in waits]
    found = summarize(Found(counted(sent)))["waits"]
    assert [(entry["up_to"], entry["count"]) for entry in found] == [
        (1.0, 2), (5.0, 1), (60.0, 1), (300.0, 1), (86_400.0, 1), (None, 1),
    ]  # fmt: skip


def test_what_comes_from_outside_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts_module, "_MOST_NAMES", 10)
    monkeypatch.setattr(counts_module, "MOST_PLACES", 10)
    total = Counts()
    for number in range(50):
        part = counted(
            [
                record(body=f'{{"meta": {{"status": {90_000 + number}}}}}'),
                record(provider=str(number)),
            ]
        )
        part.broken.append(Place("log", number))
        total.merge(part)
    assert len(total.unmapped) == 11
    assert total.unmapped[Unmapped("clickpost", None, None)] == 40
    assert len(total.unknown_providers) == 11
    assert total.unknown_providers[None] == 40
    assert [place.number for place in total.broken] == list(range(10))


@given(
    st.lists(st.tuples(st.integers(-(10**11), 10**11), st.sampled_from("ab")), max_size=60),
    st.integers(1, 60),
)
def test_buckets_keep_every_count_and_are_few(times: list[tuple[int, str]], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time_buckets, "_MOST_BUCKETS", 5)
        whole, parts = TimeBuckets(), TimeBuckets()
        whole.add(Counter((time // 60 * 60, key) for time, key in times))
        for start in range(0, len(times), size):
            part = TimeBuckets()
            part.add(Counter((t // 60 * 60, key) for t, key in times[start : start + size]))
            parts.merge(part)
    assert sum(whole.counts.values()) == len(times)
    starts = {start for start, _ in whole.counts}
    assert len(starts) <= 5 or whole.width == WIDTHS[-1]
    assert all(start % whole.width == 0 for start in starts)
    assert parts.width == whole.width
    assert parts.counts == whole.counts


def test_the_widths_of_buckets_divide_each_other() -> None:
    """Else merged buckets would not be those of the whole."""
    for narrow, wide in pairwise(WIDTHS):
        assert wide % narrow == 0


def group(**changed: Any) -> Group:
    sound = Group("clickpost", "busy", "clickpost:1", True, "not_done", 429)  # noqa: FBT003 - a column
    return sound._replace(**changed)


@pytest.mark.parametrize(
    ("changed", "mistake"),
    [
        ({}, None),
        ({"retryable": False}, Mistake.REPEATED),
        ({"retryable": False, "status": 503}, Mistake.REPEATED),
        ({"status": 200}, Mistake.GIVEN_UP),
        ({"status": 400}, Mistake.GIVEN_UP),
        ({"status": 501}, Mistake.GIVEN_UP),
        ({"status": None}, Mistake.GIVEN_UP),
        ({"outcome": "maybe_done"}, Mistake.UNSAFE),
        ({"retryable": False, "status": 400}, None),
        ({"retryable": False, "status": None}, None),
        ({"retryable": False, "status": 200, "category": "ok", "outcome": "done"}, None),
    ],
)
def test_a_rule_by_the_status_alone_is_compared(
    changed: dict[str, Any], mistake: Mistake | None
) -> None:
    assert mistake_of_status(group(**changed)) is mistake


def test_the_shares_and_counts_of_the_summary_add_up() -> None:
    summary = summarize(Found(counted(RECORDS)))
    assert summary["records"] == len(RECORDS)
    assert sum(line["count"] for line in summary["table"]) == len(RECORDS)
    assert sum(line["share"] for line in summary["table"]) == pytest.approx(1)
    errors = [line for line in summary["table"] if Category[line["category"].upper()].is_error]
    assert sum(line["count"] for line in errors) == summary["errors"]
    counts = [line["count"] for line in summary["table"]]
    assert counts == sorted(counts, reverse=True)


def test_an_empty_log_has_an_empty_summary() -> None:
    summary = summarize(Found())
    assert (summary["records"], summary["errors"], summary["table"]) == (0, 0, [])

"""The kernel: columns of responses in, columns of errors out."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from providers.folders import PROVIDERS
from user_catalogs import classifier, provider, write

from shipping_errors import Classifier, UnknownProviderError, classify
from shipping_errors._registry.registry import Registry
from shipping_errors.arrow import classify_batch, schema

from .bodies import bodies
from .logs import batch_of, columns_of, expected, made

if TYPE_CHECKING:
    from pathlib import Path

TIME = 1_795_000_000.0


def rows(batch: pa.RecordBatch, **arguments: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = classify_batch(batch, **arguments).to_pylist()
    return found


def batch(**columns: Any) -> pa.RecordBatch:
    """Return a batch of one row, or of several where a column has several values."""
    one = {"provider": ["clickpost"], "status": [200], "body": [None], **columns}
    return pa.RecordBatch.from_pydict(one)


def test_every_column_is_what_classify_says_on_a_log_of_all_providers() -> None:
    records = made(100_000)
    default = Classifier()
    found = rows(batch_of(records), headers="headers", time="time")
    assert len(found) == len(records)
    for record, row in zip(records, found, strict=True):
        assert row == expected(record, default), record


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "provider": st.sampled_from([*PROVIDERS, "acme"]),
                "status": st.none()
                | st.sampled_from([200, 201, 204, 302, 400, 404, 429, 500, 503]),
                "body": bodies(),
                "headers": st.dictionaries(
                    st.sampled_from(["Retry-After", "date", "X-RateLimit-Reset", "Content-Type"]),
                    st.sampled_from(
                        ["5", "-1", "1795000100", "x", "Wed, 18 Nov 2026 11:07:00 GMT"]
                    ),
                ),
                "time": st.none() | st.just("2026-11-18T11:06:40Z"),
            }
        ),
        min_size=1,
        max_size=4,
    )
)
def test_every_column_is_what_classify_says_on_fuzzed_bodies(records: list[dict[str, Any]]) -> None:
    default = Classifier()
    found = rows(batch_of(records), headers="headers", time="time")
    for record, row in zip(records, found, strict=True):
        wanted = expected(record, default)
        assert {name: row[name] for name in wanted} == wanted


def test_a_body_of_bytes_means_what_classify_says_of_these_bytes() -> None:
    sent = [b'{"meta": {"status": 301}}', b"\xff\xfe{", b"", None, b'{"meta": {"status": "\xff"}}']
    found = rows(
        batch(provider=["clickpost"] * 5, status=[200] * 5, body=pa.array(sent, pa.binary()))
    )
    errors = [classify("clickpost", 200, body) for body in sent]
    assert found == [columns_of(error) | {"problem": None} for error in errors]


@pytest.mark.parametrize(
    "type_",
    [
        pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(),
        pa.binary_view(), pa.dictionary(pa.int8(), pa.string()),
        pa.run_end_encoded(pa.int32(), pa.string()), pa.json_(),
    ],
    ids=str,
)  # fmt: skip
def test_a_body_can_be_text_or_bytes_of_every_arrow_type(type_: pa.DataType) -> None:
    texts = pa.array(['{"meta": {"status": 301}}', None, '{"meta": {"status": 322}}'])
    if isinstance(type_, pa.BaseExtensionType):
        column = pa.ExtensionArray.from_storage(type_, texts)
    elif pa.types.is_run_end_encoded(type_):
        column = pa.compute.run_end_encode(texts)
    elif pa.types.is_dictionary(type_):
        column = texts.dictionary_encode()
    else:
        column = texts.cast(type_)
    found = rows(batch(provider=["clickpost"] * 3, status=[200] * 3, body=column))
    assert [row["code"] for row in found] == ["301", None, "322"]


@pytest.mark.parametrize(
    "statuses",
    [
        pa.array([503, None, 7, 1000], pa.int16()),
        pa.array([503, None, 7, 1000], pa.uint64()),
        pa.array([503.0, float("nan"), 7.0, 1000.0], pa.float64()),
        pa.array([503.0, None, 404.5, float("inf")], pa.float32()),
    ],
    ids=lambda array: str(array.type),
)
def test_what_is_no_status_counts_as_unknown_and_is_a_problem(statuses: pa.Array) -> None:
    found = rows(batch(provider=["clickpost"] * 4, status=statuses, body=[None] * 4))
    assert [row["rule"] for row in found] == ["clickpost:503", "none", "none", "none"]
    assert [row["problem"] for row in found] == [None, None, "invalid_status", "invalid_status"]


MAP = pa.map_(pa.string(), pa.string())
PAIR = pa.struct({"name": pa.string(), "value": pa.string()})


@pytest.mark.parametrize(
    "headers",
    [
        pa.array([[("Retry-After", "7")]], MAP),
        pa.array([{"retry_after": None, "retry-after": "7"}]),
        pa.array([[{"name": "RETRY-AFTER", "value": "7"}]], pa.list_(PAIR)),
        pa.array([[{"name": "retry-after", "value": "7"}]], pa.large_list(PAIR)),
        pa.array(['{"Retry-After": "7"}']),
        pa.array(['{"Retry-After": ["7"]}'], pa.large_string()),
        pa.array(['[["Retry-After", "7"]]']),
        pa.array(['[{"name": "Retry-After", "value": "7"}]']),
    ],
    ids=lambda array: str(array.type)[:40],
)
def test_headers_can_be_of_every_form_that_logs_have(headers: pa.Array) -> None:
    (found,) = rows(batch(status=[429], headers=headers), headers="headers")
    assert (found["retry_after"], found["problem"]) == (7.0, None)


def test_headers_that_are_none_leave_the_wait_unknown() -> None:
    texts = ["Retry-After: 7", "", None, "{broken", '["x", 5, ["a"], []]']
    found = rows(
        batch(
            provider=["clickpost"] * 5, status=[429] * 5, body=[None] * 5, headers=pa.array(texts)
        ),
        headers="headers",
    )
    assert [row["retry_after"] for row in found] == [None] * 5
    assert [row["problem"] for row in found] == ["invalid_headers", None, None, None, None]


WAIT_UNTIL = "Wed, 18 Nov 2026 11:07:00 GMT"  # 20 seconds after TIME


@pytest.mark.parametrize(
    "times",
    [
        pa.array([TIME]),
        pa.array([int(TIME)]),
        pa.array([int(TIME * 1e3)]),
        pa.array([int(TIME * 1e6)]),
        pa.array([int(TIME * 1e9)]),
        pa.array([datetime.fromtimestamp(TIME, UTC)], pa.timestamp("s", "UTC")),
        pa.array([datetime.fromtimestamp(TIME, UTC)], pa.timestamp("ms", "Europe/Berlin")),
        pa.array([datetime.fromtimestamp(TIME, UTC)], pa.timestamp("us")),
        pa.array([datetime.fromtimestamp(TIME, UTC)], pa.timestamp("ns", "UTC")),
        pa.array(["2026-11-18T11:06:40Z"]),
        pa.array(["2026-11-18 12:06:40,000+01:00"]),
        pa.array(["1795000000"]),
        pa.array(["Wed, 18 Nov 2026 11:06:40 GMT"]),
    ],
    ids=lambda array: f"{array.type}-{array[0]}",
)
def test_a_date_becomes_a_wait_by_the_time_of_the_record(times: pa.Array) -> None:
    headers = pa.array([[("Retry-After", WAIT_UNTIL)]], MAP)
    (found,) = rows(
        batch(status=[429], headers=headers, time=times), headers="headers", time="time"
    )
    assert (found["retry_after"], found["problem"]) == (20.0, None)


@pytest.mark.parametrize(
    "time", ["yesterday", "", "1e999", "99999999999999999999999999", "0000-01-01"]
)
def test_what_is_no_time_counts_as_unknown_and_is_a_problem(time: str) -> None:
    headers = pa.array([[("Retry-After", WAIT_UNTIL)]], MAP)
    (found,) = rows(
        batch(status=[429], headers=headers, time=[time]), headers="headers", time="time"
    )
    assert (found["retry_after"], found["problem"]) == (None, "invalid_time")


def test_without_a_time_no_clock_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait in seconds needs none; a date gives no wait, and a ``Date`` header is the record's."""
    monkeypatch.setattr("time.time", lambda: pytest.fail("a clock was read"))
    headers = [
        [("Retry-After", "30")],
        [("Retry-After", WAIT_UNTIL)],
        [("Retry-After", WAIT_UNTIL), ("Date", "Wed, 18 Nov 2026 11:06:50 GMT")],
    ]
    found = rows(
        batch(
            provider=["clickpost"] * 3,
            status=[429] * 3,
            body=[None] * 3,
            headers=pa.array(headers, MAP),
            time=pa.nulls(3),
        ),
        headers="headers",
        time="time",
    )
    assert [row["retry_after"] for row in found] == [30.0, None, 10.0]


def test_a_row_depends_on_nothing_but_itself() -> None:
    records = made(2_000, seed=3)
    arguments = {"headers": "headers", "time": "time"}
    together = rows(batch_of(records), **arguments)
    alone = [row for record in records for row in rows(batch_of([record]), **arguments)]
    backwards = rows(batch_of(records[::-1]), **arguments)
    assert together == alone == backwards[::-1]


def test_an_empty_batch_has_the_same_columns() -> None:
    found = classify_batch(batch_of([]))
    assert (found.num_rows, found.schema) == (0, schema())


def test_without_text_nothing_that_quotes_a_body_is_there() -> None:
    records = batch_of(made(1_000, seed=5))
    whole, lean = classify_batch(records), classify_batch(records, text=False)
    assert lean.schema == schema(text=False)
    assert set(schema().names) - set(lean.schema.names) == {"message", "field_errors"}
    assert lean == whole.drop_columns(["message", "field_errors"])


def test_a_row_without_a_known_provider_is_unknown_and_stops_nothing() -> None:
    named = ["Click-Post", None, "acme", "", "clickpost"]
    found = rows(batch(provider=named, status=[500] * 5, body=[None] * 5))
    assert [row["problem"] for row in found] == [None, *["unknown_provider"] * 3, None]
    for row in found[1:4]:
        assert (row["category"], row["rule"], row["is_error"]) == ("unknown", "none", True)
        assert (row["retryable"], row["outcome"], row["code"]) == (False, "maybe_done", None)


def test_with_strict_the_first_problem_raises() -> None:
    fine = batch_of(made(100, seed=1))
    assert classify_batch(fine, strict=True) == classify_batch(fine)
    two = {"provider": ["clickpost", "clickpast"], "body": [None, None]}
    with pytest.raises(UnknownProviderError, match="did you mean 'clickpost'"):
        classify_batch(batch(**two, status=[200, 200]), strict=True)
    with pytest.raises(UnknownProviderError):
        classify_batch(batch(provider=pa.nulls(1)), strict=True)
    with pytest.raises(ValueError, match="row 0 of the batch has the problem 'invalid_status'"):
        classify_batch(batch(**two, status=[7, 200]), strict=True)


def test_own_catalogs_are_used(tmp_path: Path) -> None:
    own = classifier(tmp_path, provider("acme", '{code: "7", judged: {category: busy}}'))
    columns = batch(provider=["acme"], body=['{"code": 7}'])
    (found,) = rows(columns, classifier=own)
    assert (found["rule"], found["problem"]) == ("acme:7", None)
    assert rows(columns)[0]["problem"] == "unknown_provider"


def test_a_catalog_that_is_damaged_is_a_problem_and_the_status_decides(tmp_path: Path) -> None:
    write(tmp_path, "tables: [")
    (tmp_path / "0.yaml").rename(tmp_path / "acme.yaml")
    damaged = Classifier()
    damaged._registry = Registry(tmp_path)
    (found,) = rows(batch(provider=["acme"], status=[503]), classifier=damaged)
    assert (found["rule"], found["problem"]) == ("http:503", "unreadable_catalog")


def test_names_of_providers_are_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shipping_errors._bulk.kernel._MOST_NAMES", 2)
    names = ["clickpost", "a", "b", "c", "clickpost", "d"]
    found = rows(batch(provider=names, status=[500] * 6, body=[None] * 6))
    assert [row["rule"] for row in found] == [
        "clickpost:500",
        *["none"] * 3,
        "clickpost:500",
        "none",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"status": "http"}, "there is no column 'http'; name the one that has the status"),
        ({"headers": "h"}, "no column 'h'; .* The columns are: 'provider', 'status', 'body'"),
        ({"time": "t"}, "there is no column 't'"),
    ],
)
def test_a_missing_column_is_named(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        classify_batch(batch(), **arguments)


def test_a_name_of_two_columns_is_refused() -> None:
    columns = [pa.array(["clickpost"]), pa.array([200]), pa.array([""]), pa.array([""])]
    two = pa.RecordBatch.from_arrays(columns, names=["provider", "status", "body", "body"])
    with pytest.raises(ValueError, match="2 columns are named 'body'; rename all but one"):
        classify_batch(two)


@pytest.mark.parametrize(
    ("role", "values", "wanted"),
    [
        ("provider", pa.array([5]), "text"),
        ("status", pa.array(["200"]), "whole numbers"),
        ("status", pa.array([True]), "whole numbers"),
        ("body", pa.array([{"meta": {"status": 301}}]), "text or bytes"),
        ("body", pa.array([5]), "text or bytes"),
        ("headers", pa.array([5]), "a map, a struct, a list of structs"),
        ("headers", pa.array([["a"]]), "a map, a struct, a list of structs"),
        ("time", pa.array([True]), "a timestamp"),
        ("time", pa.array([{"a": 1}]), "a timestamp"),
    ],
    ids=lambda value: str(getattr(value, "type", value))[:30],
)
def test_a_column_of_a_wrong_type_is_named(role: str, values: pa.Array, wanted: str) -> None:
    columns = {"headers": [""], "time": [0], role: values}
    with pytest.raises(
        TypeError, match=f"column '{role}' is of type .*; as {role} it must be {wanted}"
    ):
        classify_batch(batch(**columns), headers="headers", time="time")


def test_a_column_of_nulls_can_have_every_role() -> None:
    columns = {name: pa.nulls(1) for name in ("provider", "status", "body", "headers", "time")}
    (found,) = rows(batch(**columns), headers="headers", time="time")
    assert found["problem"] == "unknown_provider"


def test_without_the_extra_it_says_how_to_install_it() -> None:
    script = "import sys; sys.modules['pyarrow'] = None; import shipping_errors.arrow"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "pip install 'shipping-errors[arrow]'" in done.stderr

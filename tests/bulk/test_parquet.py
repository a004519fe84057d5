"""Parquet: columns by name or guess, and damaged files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shipping_errors import Classifier
from shipping_errors._bulk.field_names import UnknownFieldError
from shipping_errors._bulk.files import UnreadableError, opened
from shipping_errors._bulk.hosts import Hosts
from shipping_errors._bulk.parquet import RowGroup, find_columns, row_groups
from shipping_errors._bulk.tasks import Provenance

from .logs import batch_of, made

if TYPE_CHECKING:
    from pathlib import Path

NONE = Provenance(None, None)


def write(path: Path, table: pa.Table, **options: Any) -> str:
    pq.write_table(table, path, **options)
    return str(path)


def groups(path: str, **wanted: str) -> list[RowGroup]:
    with opened(path) as file:
        return list(row_groups(file, wanted))


@pytest.fixture
def log(tmp_path: Path) -> str:
    return write(
        tmp_path / "log.parquet", pa.Table.from_batches([batch_of(made(1_000))]), row_group_size=300
    )


def test_the_rows_of_all_groups_are_the_rows_of_the_file(log: str) -> None:
    records, found, numbers = made(1_000), [], []
    for group in groups(log):
        for rows, row_numbers in group.read(NONE):
            found += list(zip(rows.provider, rows.status, rows.body, strict=True))
            numbers += list(row_numbers)
            assert rows.problems == {}
    assert found == [(each["provider"], each["status"], each["body"]) for each in records]
    assert numbers == list(range(1, 1_001))


def test_positions_rise_to_the_size_of_the_file(log: str, tmp_path: Path) -> None:
    positions = [group.position for group in groups(log)]
    assert positions == sorted(positions)
    assert positions[-1] == (tmp_path / "log.parquet").stat().st_size


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "log.parquet", pa.Table.from_batches([batch_of([])]))
    assert [
        row for group in groups(path) for rows, _ in group.read(NONE) for row in rows.body
    ] == []


SCHEMA = pa.schema(
    {
        "provider": pa.string(),
        "status": pa.bool_(),
        "http_status": pa.int32(),
        "response": pa.struct({"body": pa.string(), "headers": pa.map_(pa.string(), pa.string())}),
        "ts": pa.timestamp("ms"),
        "a.b": pa.int64(),
        "url": pa.string(),
    }
)


def test_usual_names_are_found_where_the_type_is_usable() -> None:
    found = find_columns({}, SCHEMA, "log")
    assert found == (
        ("provider",), ("http_status",), ("response", "body"), ("response", "headers"), ("ts",),
        ("url",),
    )  # fmt: skip


def test_a_name_may_lead_into_structs_or_have_dots_itself() -> None:
    found = find_columns({"status": "a.b", "body": "response.body"}, SCHEMA, "log")
    assert (found.status, found.body) == (("a.b",), ("response", "body"))


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"status": "http"}, "log: there is no column 'http' (status); the columns are: 'provider', "),
        ({"body": "response.text"}, "log: there is no column 'response.text' (body); "),
        ({"body": "url.text"}, "log: there is no column 'url.text' (body); "),
        ({"status": "url"}, "log: column 'url' is of type string; as status it must be whole numbers"),
        ({"url": "ts"}, "log: column 'ts' is of type timestamp[ms]; as provider it must be text"),
    ],
)  # fmt: skip
def test_a_missing_column_or_a_wrong_type_is_named(wanted: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownFieldError) as caught:
        find_columns(wanted, SCHEMA, "log")
    assert str(caught.value).startswith(message)


def test_a_usual_name_of_an_unusable_type_is_an_error_where_the_column_is_needed() -> None:
    with pytest.raises(UnknownFieldError, match="column 'status' is of type string; as status"):
        find_columns({}, pa.schema({"status": pa.string()}), "log")
    assert find_columns({}, pa.schema({"time": pa.bool_(), "url": pa.int8()}), "log").time is None


def test_fields_in_structs_are_read_and_are_null_where_the_struct_is(tmp_path: Path) -> None:
    responses = [{"status": 500, "body": "a"}, None, {"status": 404, "body": None}]
    path = write(tmp_path / "log.parquet", pa.table({"response": responses}))
    (group,) = groups(path)
    ((rows, _),) = group.read(NONE)
    assert (rows.status, rows.body) == ([500, None, 404], ["a", None, None])


def test_the_provider_can_be_given_or_be_found_by_the_url(tmp_path: Path) -> None:
    urls = ["https://api.clickpost.in/x", None, "https://else.example"]
    table = pa.table({"status": [500] * 3, "url": urls, "provider": [None, None, "pkge"]})
    (group,) = groups(write(tmp_path / "log.parquet", table))
    hosts = Hosts.of(Classifier())
    for provenance, expected in (
        (NONE, [None, None, "pkge"]),
        (Provenance("acme", None), ["acme"] * 3),
        (Provenance(None, hosts), ["clickpost", None, "pkge"]),
    ):
        ((rows, _),) = group.read(provenance)
        assert list(rows.provider) == expected


@pytest.mark.usefixtures("log")
def test_a_file_without_its_end_is_named(tmp_path: Path) -> None:
    whole = (tmp_path / "log.parquet").read_bytes()
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableError, match=r"cut.parquet: the index at the end of the Parquet"):
        groups(str(cut))


def test_damaged_rows_are_rows_with_a_problem_and_their_place_is_told(
    log: str, tmp_path: Path
) -> None:
    whole = bytearray((tmp_path / "log.parquet").read_bytes())
    metadata = pq.ParquetFile(log).metadata
    column = metadata.row_group(1).column(2)
    start = column.dictionary_page_offset or column.data_page_offset
    whole[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(whole)
    found = groups(str(damaged))
    rows = []
    with pytest.raises(UnreadableError, match=r"damaged.parquet: rows 301 to 600 are damaged: "):
        rows.extend(found[1].read(NONE))
    ((broken, numbers),) = rows
    assert (len(broken), list(numbers)) == (300, list(range(301, 601)))
    assert set(broken.problems.values()) == {"broken_record"}
    assert sum(len(rows) for rows, _ in found[2].read(NONE)) == 300


def test_standard_input_can_not_be_parquet(log: str) -> None:
    with opened(log) as file, pytest.raises(UnreadableError, match="name the file"):
        list(row_groups(file._replace(size=None), {}))

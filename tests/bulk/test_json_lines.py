"""Lines of JSON become rows: fields by name or guess, and what is done with broken lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from user_catalogs import extension, provider, write

from shipping_errors import Classifier
from shipping_errors._bulk.field_names import FieldPaths, UnknownFieldError, find_fields
from shipping_errors._bulk.headers import EncodedHeaders
from shipping_errors._bulk.hosts import Hosts
from shipping_errors._bulk.json_lines import read_lines
from shipping_errors._bulk.tasks import Provenance

if TYPE_CHECKING:
    from pathlib import Path

    from shipping_errors._bulk.rows import Rows

NONE = Provenance(None, None)
FLAT = FieldPaths(("provider",), ("status",), ("body",), ("headers",), ("time",), ("url",))


def lines(*records: object) -> bytes:
    return b"".join(
        (record if isinstance(record, bytes) else json.dumps(record).encode()) + b"\n"
        for record in records
    )


def rows(*records: object, paths: FieldPaths = FLAT, provenance: Provenance = NONE) -> Rows:
    return read_lines(lines(*records), paths, provenance)[0]


def test_a_record_becomes_a_row() -> None:
    found = rows(
        {"provider": "clickpost", "status": 429, "body": "{}", "headers": {"Retry-After": "5"},
         "time": "2026-11-18T11:06:40Z", "more": [1, {"a": None}]}
    )  # fmt: skip
    assert (found.provider, found.status, found.body) == (["clickpost"], [429], ["{}"])
    assert [dict(headers.items()) for headers in found.headers] == [{"Retry-After": "5"}]
    assert (found.time, found.problems) == ([1_795_000_000.0], {})


def test_a_record_may_lack_everything() -> None:
    found = rows({})
    assert (found.provider, found.status, found.body) == ([None], [None], [None])
    assert (found.headers, found.time, found.problems) == ([None], [None], {})


BROKEN = [
    b'{"status": 5', b"nonsense", b"5", b"[]", b"null", b'"text"', b"\xff\xfe", b"[" * 100_000,
    b'{"status": 500} {"status": 501}', b"\x00",
]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=lambda line: repr(line[:20]))
def test_a_broken_line_is_a_row_with_a_problem_and_the_others_stay(broken: bytes) -> None:
    found, numbers = read_lines(lines({"status": 500}, broken, {"status": 404}), FLAT, NONE)
    assert found.status == [500, None, 404]
    assert found.problems == {1: "broken_record"}
    assert list(numbers) == [0, 1, 2]


LENIENT = [
    (b'{"status": 500, "x": NaN}', 500),
    (b'{"status": 500, "x": "\\ud83d"}', 500),
    (b'{"status": 500, "x": "\xff"}', 500),
    (b'{"status": 500, "x": "a\tb"}', 500),
    (b'\xef\xbb\xbf{"status": 500}', 500),
    (b'{"status": 500}\r', 500),
    (b'{"status": 404, "status": 500}', 500),
    (b'{"status": 500, "x": 1e999}', 500),
]


@pytest.mark.parametrize(("line", "status"), LENIENT)
def test_what_other_programs_write_for_json_is_read(line: bytes, status: int) -> None:
    found = rows(line, {"status": 1})
    assert (found.status, found.problems) == ([status, 1], {})


def test_blank_lines_are_no_records_and_count_as_lines() -> None:
    data = b'\n{"status": 500}\n  \n\n{"status": 404}\nbroken\n\n'
    found, numbers = read_lines(data, FLAT, NONE)
    assert (found.status, list(numbers)) == ([500, 404, None], [1, 4, 5])
    found, numbers = read_lines(b"\n \n", FLAT, NONE)
    assert (len(found), list(numbers)) == (0, [])


@settings(max_examples=300)
@given(
    st.lists(
        st.one_of(
            st.dictionaries(
                st.sampled_from(["provider", "status", "body", "headers", "time", "url", "x"]),
                st.recursive(
                    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
                    | st.sampled_from([200, "404", "aftership", "2026-11-18", 1.0, '{"a": "b"}']),
                    lambda inner: st.lists(inner, max_size=2)
                    | st.dictionaries(st.text(max_size=3), inner, max_size=2),
                ),
            ).map(lambda data: json.dumps(data).encode()),
            st.binary(max_size=12).map(lambda data: data.replace(b"\n", b"")),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_a_line_is_read_the_same_alone_and_among_others(records: list[bytes]) -> None:
    """A block is decoded at once only where all of it is sound."""
    together, numbers = read_lines(b"\n".join(records), FLAT, NONE)
    alone = [(n, *read_lines(line, FLAT, NONE)) for n, line in enumerate(records)]
    assert list(numbers) == [number for number, each, _ in alone if len(each)]
    for name in ("provider", "status", "body", "time"):
        one_by_one = [value for _, each, _ in alone for value in getattr(each, name)]
        assert repr(getattr(together, name)) == repr(one_by_one)
    found = [each.problems.get(0) for _, each, _ in alone if len(each)]
    assert [together.problems.get(row) for row in range(len(together))] == found


@pytest.mark.parametrize(
    ("status", "read", "problem"),
    [(404, 404, None), ("404", 404, None), (404.0, 404, None), (None, None, None), ("", None, None),
     ("OK", None, "invalid_status"), (True, None, "invalid_status"), ([404], None, "invalid_status"),
     (404.5, None, "invalid_status"), ("4" * 50, None, "invalid_status"), ({}, None, "invalid_status")],
)  # fmt: skip
def test_a_status_may_be_written_as_text(
    status: object, read: int | None, problem: str | None
) -> None:
    found = rows({"status": status})
    assert (found.status, found.problems.get(0)) == ([read], problem)


@pytest.mark.parametrize(
    ("headers", "read", "problem"),
    [({"A": "b"}, {"A": "b"}, None), ([["A", "b"]], {"A": "b"}, None),
     ([{"name": "A", "value": "b"}], {"A": "b"}, None), ('{"A": "b"}', {"A": "b"}, None),
     (None, None, None), ("", None, None), ("A: b", None, "invalid_headers"),
     (5, None, "invalid_headers"), (True, None, "invalid_headers")],
)  # fmt: skip
@pytest.mark.parametrize("nested", [False, True])
def test_headers_may_be_written_in_every_form(
    headers: object, read: dict[str, str] | None, problem: str | None, nested: bool
) -> None:
    record = {"response": {"headers": headers}} if nested else {"headers": headers}
    paths = FLAT._replace(headers=("response", "headers") if nested else ("headers",))
    found = rows(record, paths=paths)
    (value,) = found.headers
    assert found.problems.get(0) == problem
    pairs = value.items() if isinstance(value, (dict, EncodedHeaders)) else value
    assert (None if value is None else dict(pairs)) == read


def test_a_time_that_can_not_be_read_is_a_problem() -> None:
    found = rows({"time": "soon"}, {"time": 1_795_000_000_000}, {"time": [1]}, {"time": True})
    assert found.time == [None, 1_795_000_000.0, None, None]
    assert found.problems == dict.fromkeys([0, 2, 3], "invalid_time")


def test_a_body_may_be_text_or_json_itself() -> None:
    found = rows({"body": '{"a": 1}'}, {"body": {"a": 1}}, {"body": [1]}, {"body": 5})
    assert found.body == ['{"a": 1}', {"a": 1}, [1], 5]


def guess(*records: dict[str, Any], **wanted: str) -> FieldPaths:
    return find_fields(wanted, records, "log")[0]


@pytest.mark.parametrize(
    ("record", "role", "path"),
    [
        ({"status": 200}, "status", ("status",)),
        ({"status_code": "200"}, "status", ("status_code",)),
        ({"http_status": 200}, "status", ("http_status",)),
        ({"status": "failed", "http_status": 500}, "status", ("http_status",)),
        ({"status": 3, "response": {"status": 500}}, "status", ("response", "status")),
        ({"response.status_code": 500}, "status", ("response.status_code",)),
        ({"body": "x", "response": "y"}, "body", ("body",)),
        ({"response_body": "x"}, "body", ("response_body",)),
        ({"response": {"body": "x", "status": 1}}, "body", ("response", "body")),
        ({"response": {"meta": {}}}, "body", ("response",)),
        ({"headers": {"a": "b"}}, "headers", ("headers",)),
        ({"headers": 5, "response": {"headers": []}}, "headers", ("response", "headers")),
        ({"time": 5, "ts": 6}, "time", ("time",)),
        ({"time": "soon", "@timestamp": "2026-11-18"}, "time", ("@timestamp",)),
        ({"request": {"url": "https://a.example"}}, "url", ("request", "url")),
        ({"provider": "clickpost"}, "provider", ("provider",)),
        ({"provider": 5}, "provider", None),
        ({"else": 1}, "status", None),
    ],
)  # fmt: skip
def test_usual_names_are_found(record: dict[str, Any], role: str, path: Any) -> None:
    assert getattr(guess(record), role) == path


def test_a_usual_name_needs_a_usable_value_in_one_of_the_records() -> None:
    assert guess({"status": None}, {"status": 500}).status == ("status",)
    assert guess().status is None


def test_a_name_of_the_user_is_taken_in_any_case() -> None:
    assert guess({"a": {"b": 1}}, status="a.b").status == ("a", "b")
    assert guess({"a.b": 1, "a": {"b": 1}}, status="a.b").status == ("a.b",)
    assert guess(status="a.b").status == ("a", "b")


def test_a_name_that_no_record_has_is_an_error_where_each_should_have_it() -> None:
    message = "log: no record among the first 2 has the field 'http' (status); they have: 'a', 'b'"
    with pytest.raises(UnknownFieldError) as caught:
        guess({"a": 1}, {"b": 1}, status="http")
    assert str(caught.value) == message
    with pytest.raises(UnknownFieldError, match="they have: nothing"):
        guess({}, provider="p")
    paths, warnings = find_fields({"headers": "h"}, [{"a": 1}], "log")
    assert paths.headers == ("h",)
    assert warnings == [
        "log: no record among the first 1 has the field 'h' (headers); they have: 'a'"
    ]


def test_the_provider_can_be_given_or_be_found_by_the_url() -> None:
    records = ({"provider": "pkge", "url": "https://api.clickpost.in/x"},
               {"url": "https://api.clickpost.in/x"}, {"url": "https://else.example"}, {})  # fmt: skip
    hosts = Hosts.of(Classifier())
    assert rows(*records, provenance=Provenance("x", hosts)).provider == ["x"] * 4
    found = rows(*records, provenance=Provenance(None, hosts)).provider
    assert found == ["pkge", "clickpost", None, None]
    assert rows(*records).provider == ["pkge", None, None, None]


ROW = '{code: "7", judged: {category: busy}}'


@pytest.fixture
def hosts(tmp_path: Path) -> Hosts:
    catalogs = [
        provider("one", ROW, head="hosts: [one.example, shared.example/one, both.example]\n"),
        provider(
            "two", ROW, head="hosts: [api.one.example, shared.example/two/v2, both.example]\n"
        ),
    ]
    return Hosts.of(Classifier(catalogs=[write(tmp_path, *catalogs)]))


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://one.example", "one"),
        ("https://www.one.example/labels?x=1#y", "one"),
        ("https://api.one.example/labels", "two"),
        ("https://eu.api.one.example:8443/labels", "two"),
        ("https://user:secret@ONE.example./", "one"),
        ("one.example", "one"),
        ("one.example/labels", "one"),
        ("https://shared.example/one/v1/labels", "one"),
        ("https://shared.example/two/v2/labels", "two"),
        ("https://shared.example/two/v1/labels", None),
        ("https://shared.example/", None),
        ("https://shared.example/onetwo", None),
        ("https://both.example/", None),
        ("https://notone.example/", None),
        ("https://one.example.evil.example/", None),
        ("https://else.example/one.example", None),
        ("", None), ("https://", None), (None, None), (5, None),
    ],
)  # fmt: skip
def test_a_url_names_the_provider_by_its_host_and_path(
    hosts: Hosts, url: object, found: str | None
) -> None:
    assert hosts.provider(url) == found


def test_an_extension_has_more_hosts(tmp_path: Path) -> None:
    texts = [extension("clickpost", head="hosts: [proxy.example]\n")]
    hosts = Hosts.of(Classifier(catalogs=[write(tmp_path, *texts)]))
    for url in ("https://proxy.example/x", "https://api.clickpost.in/x"):
        assert hosts.provider(url) == "clickpost"


def test_every_host_of_the_built_in_catalogs_names_one_provider() -> None:
    classifier = Classifier()
    hosts = Hosts.of(classifier)
    for name in classifier.providers():
        for host in classifier.catalog(name).hosts:
            assert hosts.provider(f"https://{host}/any") == name, host

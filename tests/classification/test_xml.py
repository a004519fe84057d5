"""XML of any kind: nothing raises, both parsers agree, and the work grows with the size alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from providers.folders import CASES, Case

import shipping_errors
from shipping_errors import NormalizedError, classify
from shipping_errors._catalog_format.compiled import compile_catalog
from shipping_errors._classification.index import build_index
from shipping_errors._classification.parse import parse_body
from shipping_errors._classification.plain_parser import parse_plainly
from shipping_errors._classification.xml import RefusedXml, parse_xml

from .test_parsers_agree import ENVELOPES, catalog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from shipping_errors._classification.index import Index

PROVIDERS = ["bring_booking", "canada_post", "landmark_global", "parcelbroker_uk"]
REAL = [case for case in CASES if case.body.lstrip().startswith(b"<")]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp037"]
NAMES = st.sampled_from(["a", "b", "code", "errors", "x", "n:a", "n:code", "html"])
TEXTS = st.sampled_from(["", " ", "E1", "7", "VAL_9", "7: no", "true", "é", "<&>", "]]>", "\u2028"])
NODES = st.recursive(
    TEXTS.map(escape)
    | st.sampled_from(["<!-- E1 -->", "<?pi E1?>", "<![CDATA[<E1>]]>", "&#69;1", "&amp;"]),
    lambda inner: st.builds(
        lambda name, attributes, children: _element(name, attributes, "".join(children)),
        NAMES,
        st.dictionaries(st.sampled_from(["x", "code", "n:x"]), TEXTS, max_size=2),
        st.lists(inner, max_size=4),
    ),
    max_leaves=15,
)
PROLOGS = st.sampled_from(
    [
        "",
        "<?xml version='1.0'?>",
        "<?xml version='1.0' encoding='utf-8'?>\n<!-- E1 -->",
        "<?xml version='1.0' encoding='nonsense'?>",
        "<!DOCTYPE root>",
        "\ufeff",
        "\n\t ",
    ]
)
DOCUMENTS = st.builds(
    lambda prolog, nodes: f"{prolog}{_element('root', {'xmlns:n': 'urn:n'}, ''.join(nodes))}",
    PROLOGS,
    st.lists(NODES, max_size=6),
)


def _element(name: str, attributes: dict[str, str], inside: str) -> str:
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{written}>{inside}</{name}>"


def index_of(envelope: dict[str, Any]) -> Index:
    return build_index(compile_catalog(catalog_of({**envelope, "xml": "root"}, [])))


@settings(max_examples=100, deadline=None)
@given(ENVELOPES, DOCUMENTS, st.sampled_from([None, "utf-8", "utf-8-sig", "utf-16"]))
def test_the_generated_parser_reads_xml_as_the_plain_one_does(
    envelope: dict[str, Any], document: str, encoding: str | None
) -> None:
    index = index_of(envelope)
    assert index.xml is not None
    body = document if encoding is None else document.encode(encoding)
    parsed = parse_body(index, body)
    text = document.strip("\ufeff \t\r\n")
    try:
        data = parse_xml(text.encode() if encoding == "utf-8" else text, index.xml.wanted)
    except RefusedXml:
        assert parsed.is_not_structured
    else:
        assert repr(parsed) == repr(parse_plainly(index.envelope, data))


def holds(error: NormalizedError) -> bool:
    """Whether it is a valid error, as every body must give one."""
    return (
        NormalizedError.model_validate_json(error.model_dump_json()) == error
        and len(error.errors) <= 1_000
        and len(error.field_errors) <= 1_000
    )


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PROVIDERS), DOCUMENTS | st.text() | st.binary(), st.sampled_from(ENCODINGS))
def test_any_document_in_any_encoding_gives_an_error(
    provider: str, document: str | bytes, encoding: str
) -> None:
    body = document if isinstance(document, bytes) else document.encode(encoding, "replace")
    assert holds(classify(provider, 400, b"<" + body))
    assert holds(classify(provider, 400, body))


PIECES = st.sampled_from(
    [
        b"<",
        b">",
        b"</",
        b"/>",
        b"&",
        b"&x;",
        b"&#0;",
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xc3",
        b"<!DOCTYPE a>",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]>",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"<?x?>",
        b" xmlns='urn:a'",
        b" a='1' a='2'",
        b"<?xml version='1.0' encoding='utf-7'?>",
        b"{",
        b"\r\n",
    ]
)
PLACES = st.floats(0, 1)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(REAL),
    st.lists(st.tuples(PLACES, PLACES, PIECES | st.just(b"")), min_size=1, max_size=4),
    st.sampled_from([None, *ENCODINGS]),
)
def test_a_real_body_that_was_spoilt_gives_an_error(
    case: Case, changes: list[tuple[float, float, bytes]], encoding: str | None
) -> None:
    body = case.body
    for begin, length, piece in changes:
        at = round(begin * len(body))
        body = body[:at] + piece + body[at + round(length * 20) :]
    if encoding is not None:
        body = body.decode("utf-8", "replace").encode(encoding, "replace")
    for provider in PROVIDERS:
        assert holds(classify(provider, case.http_status, body))


@pytest.mark.parametrize(
    "case", [case for case in REAL if case.provider in PROVIDERS], ids=lambda case: case.name
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(case: Case, encoding: str) -> None:
    """Whatever the document itself says of it."""
    body = case.body.decode().encode(encoding)
    ordinary = classify(case.provider, case.http_status, case.body, now=case.now)
    assert classify(case.provider, case.http_status, body, now=case.now) == ordinary


KNOWN = "<messages><message><code>E002</code><description>{}</description></message></messages>"


@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE messages>",
        "<?xml version='1.0'?>\n<!-- x --><!DOCTYPE messages [<!ENTITY x 'secret'>]>",
        "<!DOCTYPE messages SYSTEM 'file:///etc/hostname'>",
        "<!DOCTYPE messages [<!ENTITY a 'secret'><!ENTITY x '&a;&a;&a;&a;'>]>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_document_type_is_never_read_and_its_entities_are_no_text(
    prolog: str, encoding: str
) -> None:
    error = classify("canada_post", 400, (prolog + KNOWN.format("&x;")).encode(encoding))
    assert (error.code, error.errors) == (None, ())
    assert "secret" not in error.model_dump_json()
    assert classify("canada_post", 400, KNOWN.format("a").encode("utf-8")).code == "E002"


def test_an_entity_without_a_document_type_is_no_xml() -> None:
    assert classify("canada_post", 400, KNOWN.format("&x;")).code is None


def repeated(number: int, part: str) -> str:
    return f"<messages>{part * number}</messages>"


MESSAGE = "<message><code>E002</code><description>x</description></message>"
LARGE: dict[str, Callable[[int], str]] = {
    "messages": lambda number: repeated(number, MESSAGE),
    "unread": lambda number: repeated(number, "<other><a b='c'>d</a></other>"),
    "attributes": lambda number: (
        "<messages><message " + " ".join(f"a{n}='x'" for n in range(number)) + "/></messages>"
    ),
    "one attribute": lambda number: f"<messages><message a='{'x' * number}'/></messages>",
    "one text": lambda number: KNOWN.format("x" * number),
    "depth": lambda number: "<messages>" + "<message>" * number + "</message>" * number + "</messages>",
    "depth of other": lambda number: "<messages>" + "<a>" * number + "</a>" * number + "</messages>",
    "namespaces": lambda number: repeated(number, "<n:message xmlns:n='urn:n'><n:code/></n:message>"),
    "comments": lambda number: repeated(number, "<!-- -->"),
    "prolog": lambda number: "<!-- -->" * number + KNOWN.format("x"),
    "open": lambda number: "<messages>" + "<a>" * number,
}  # fmt: skip


def calls_of(body: str) -> int:
    """Count the Python and C functions that classifying a body calls."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        error = classify("canada_post", 400, body)
    finally:
        sys.setprofile(None)
    assert holds(error)
    return calls


@pytest.mark.parametrize("kind", LARGE)
def test_twice_the_size_is_at_most_twice_the_work(kind: str) -> None:
    """Work is counted in function calls, for time depends on the machine."""
    shipping_errors.catalog("canada_post")
    calls_of(LARGE[kind](1))
    assert calls_of(LARGE[kind](3_000)) <= 2 * calls_of(LARGE[kind](1_500)) + 100


@pytest.mark.parametrize("number", [1_001, 5_000])
def test_at_most_a_thousand_errors_of_a_document_are_listed(number: int) -> None:
    error = classify("canada_post", 400, repeated(number, MESSAGE))
    assert len(error.errors) == 1_000
    assert error.code == "E002"


def test_two_hundred_thousand_elements_in_each_other_give_an_error() -> None:
    assert holds(classify("canada_post", 400, LARGE["depth"](200_000)))

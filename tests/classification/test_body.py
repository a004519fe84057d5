"""What is read from a body, and what is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from user_catalogs import classifier, provider

from shipping_errors import FieldError, classify
from shipping_errors._classification import field_errors
from shipping_errors._scalars import as_message

if TYPE_CHECKING:
    from pathlib import Path


def clickpost(body: Any) -> Any:
    return classify("clickpost", 200, body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"meta":{"status":303,"message":"caf\xe9"}}', id="latin-1"),
        pytest.param(b'{"meta":{"status":303,"message":"half \\ud83d"}}', id="half a pair"),
        pytest.param(b'{"meta":{"status":303,"message":"two\nlines"}}', id="raw line break"),
        pytest.param('{"meta":{"status":303,"message":"half \ud83d"}}', id="half a pair as text"),
    ],
)
def test_json_with_one_wrong_character_is_read_all_the_same(body: Any) -> None:
    answer = clickpost(body)
    assert answer.code == "303"
    assert json.loads(answer.model_dump_json())["message"] == answer.message


@pytest.mark.parametrize("encode", [str, str.encode, lambda text: text.encode("utf-16")])
@pytest.mark.parametrize("before", ["", "\ufeff", " \n"])
@pytest.mark.parametrize(
    "inner",
    [
        '{"meta":{"status":303}}',
        '\ufeff {"meta":{"status":303}}\n',
        '{"meta":{"status":303,"message":"half \\ud83d"}}',
        '{"meta":{"status":303,"message":"two\nlines"}}',
        '{"meta":{"status":303,"message":"half \ud83d"}}',
    ],
)
def test_json_in_a_json_text_is_read_as_forgivingly_as_json(
    inner: str, before: str, encode: Any
) -> None:
    assert clickpost(encode(before + json.dumps(inner))).code == "303"


@pytest.mark.parametrize("inner", ['{"meta":{"status":303', '"{}"', "[1]", '{"a":' * 100_000])
def test_nothing_else_in_a_json_text_is_read(inner: str) -> None:
    """Decoding once more is enough for every gateway that was seen, and comes to an end."""
    answer = clickpost("\ufeff" + json.dumps(inner))
    assert (answer.code, answer.category) == (None, "unknown")
    assert answer == clickpost(json.dumps(inner))


@pytest.mark.parametrize(
    "body",
    [
        b'{"meta":{"status":303',
        b'{"meta":{"status":303,}}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"meta":{"status":303}} trailing',
        b"{'meta': 1}",
    ],
)
def test_broken_json_is_text_and_never_a_message(body: bytes) -> None:
    """It may echo the request, addresses and credentials included."""
    answer = clickpost(body)
    assert answer.code is None
    assert answer.message == (
        "Clickpost sent a body that is not JSON with HTTP 200. Nothing in the catalog or the fallback fits."
    )


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<html><TITLE lang=en>\n 504 Gateway\n Time-out </TITLE>", "504 Gateway Time-out"),
        ("<title>Fish &amp; Chips</title>", "Fish & Chips"),
        ("<title></title>", None),
        ("<title>never closed", None),
        ("<title", None),
        ("</title><title>x", None),
        ("<?xml version='1.0'?><error>secret</error>", None),
        ("<p>secret</p>", None),
    ],
)
def test_of_a_page_only_the_title_is_a_message(page: str, message: str | None) -> None:
    answer = classify("clickpost", 504, page)
    assert answer.message == (message or "Server unable to serve the request, please retry")


def test_plain_text_is_a_message_on_one_line_and_not_a_long_one() -> None:
    assert classify("clickpost", 503, b"upstream\r\n  down\x07").message == "upstream down"
    long = classify("clickpost", 503, "word " * 1000).message
    assert len(long) == 300
    assert long.endswith("…")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\nb\tc", "a b c"),
        (" padded ", "padded"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("evil\u202egnp.exe", "evil gnp.exe"),
        ("a\u2028b", "a b"),
        ("half \ud83d", "half"),
        ("क्‍ष", "क्‍ष"),
        ("no\u00a0break", "no break"),
    ],
)
def test_a_message_is_one_line_that_any_terminal_can_show(text: str, line: str) -> None:
    assert clickpost({"meta": {"status": 303, "message": text}}).message == line


def test_without_a_live_text_the_document_speaks_and_else_a_plain_sentence() -> None:
    documented = clickpost({"meta": {"status": 303}})
    assert documented.message == documented.documentation == "waybill already registered"
    assert clickpost({"meta": {"status": 420}}).message == (
        "Clickpost sent no text with HTTP 200 and code 420. "
        "The carrier reported a failure and gave no cause."
    )
    assert classify("clickpost", None, None).message == (
        "Clickpost sent no text with its response. Nothing in the catalog or the fallback fits."
    )


@pytest.mark.parametrize(
    ("code", "is_shown"),
    [
        ("E1", True),
        ("no such parcel", True),
        ("BOOK-INPUT_014.a:b/c", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("Anna Person", False),
        ("a@b.example", False),
        ("Straße", False),
        ("٤", False),
    ],
)
def test_our_sentence_shows_a_code_only_where_a_row_knows_it_or_it_is_formed_like_one(
    tmp_path: Path, code: str, is_shown: bool
) -> None:
    """A provider can send any text as a code."""
    rows = (
        "{code: E1, judged: {category: busy}}",
        "{code: no such parcel, judged: {category: busy}}",
    )
    error = classifier(tmp_path, provider("acme", *rows)).classify("acme", 400, {"code": code})
    assert (error.code, "sent no text with HTTP 400" in error.message) == (code, True)
    assert (code in error.message) is is_shown


def test_a_wrong_kind_of_body_says_what_to_pass() -> None:
    class Response:
        pass

    answer = classify("clickpost", 200, Response())
    assert answer.is_error
    assert answer.message == ("The body is of type Response; pass bytes, str, or the decoded JSON.")


@pytest.mark.parametrize(
    ("provider", "body", "expected"),
    [
        ("pkge", {"code": 422, "payload": {"errors": ["first", "", 5]}}, [("", "first")]),
        ("pkge", {"code": 422, "payload": {"errors": {"a": ["x", "y"], "b": None}}},
         [("a", "x"), ("a", "y"), ("b", "")]),
        ("pkge", {"code": 422, "payload": {"errors": [{"field": None, "message": "m"}]}},
         [("", "m")]),
        ("pkge", {"code": 422, "payload": {"errors": 5}}, []),
        ("pkge", {"code": 422, "payload": [{"errors": {"a": "x"}}]}, []),
        ("aftership", {"meta": {"code": 4104, "details": [{"path": "p"}]}}, [("p", "")]),
        ("aftership", {"meta": {"code": 4104, "details": [{"other": "p"}, [], None]}}, []),
        ("aftership", {"meta": {"code": 4104, "details": {"path": "p", "info": "i"}}},
         [("p", "i")]),
        ("aftership", {"meta": {"code": 4104, "details": [], "errors": {"f": "t"}}},
         [("f", "t")]),
        ("aftership", {"meta": {"code": 4713}, "data": {"rates": {"error_message": "x"}}}, []),
        ("aftership", {"meta": {"code": 4713}, "data": {"rates": [1, {"error_message": ["x"]}]}},
         [("", "x")]),
    ],
)  # fmt: skip
def test_field_errors_come_in_many_shapes(
    provider: str, body: Any, expected: list[tuple[str, str]]
) -> None:
    answer = classify(provider, 200, body)
    assert answer.field_errors == tuple(FieldError(*pair) for pair in expected)


def test_an_answer_keeps_nothing_of_the_body_that_it_does_not_name() -> None:
    body = b'{"meta":{"code":4104,"message":"No"},"data":{"api_password":"hunter2"}}'
    assert "hunter2" not in repr(classify("aftership", 200, body))


def test_of_several_places_of_field_errors_the_first_that_lists_any_counts() -> None:
    body = {"meta": {"code": 4104, "details": [{"path": "a", "info": "b"}], "errors": {"c": "d"}}}
    assert classify("aftership", 200, body).field_errors == (FieldError("a", "b"),)


def test_a_doubled_meta_can_list_refused_fields_too() -> None:
    body = {"meta": {"meta": {"status": 400, "message": {"pincode": ["is wrong"]}}}}
    assert clickpost(body).field_errors == (FieldError("pincode", "is wrong"),)


def test_nested_fields_are_named_by_the_way_to_them() -> None:
    message = {"items": [{"sku": ["required"], "box": {"weight": "too heavy"}}, "and more"]}
    assert clickpost({"meta": {"status": 400, "message": message}}).field_errors == (
        FieldError("items.0.sku", "required"),
        FieldError("items.0.box.weight", "too heavy"),
        FieldError("items", "and more"),
    )


def test_fields_that_hold_themselves_come_to_an_end() -> None:
    message: dict[str, Any] = {}
    message.update({f"field {n}": message for n in range(100)}, one="wrong")
    assert clickpost({"meta": {"status": 400, "message": message}}).field_errors
    wide: list[Any] = []
    wide += [wide] * 1_000
    assert clickpost({"meta": {"status": 400, "message": {"a": wide}}}).field_errors == ()


@pytest.mark.parametrize(
    "code", [10**300, "x" * 201, "a\nb", True, 1.5, [], {}, "", float("nan"), object()]
)
def test_what_stands_for_a_code_and_is_none_is_no_success(code: Any) -> None:
    answer = clickpost({"meta": {"status": code}})
    assert (answer.category, answer.code) == ("unknown", None)
    assert clickpost({"meta": {"status": None}}).category == "ok"


def test_a_number_that_nobody_could_read_does_not_hide_the_code() -> None:
    body = b'{"meta":{"code":4153},"data":{"n":' + b"9" * 10_000 + b"}}"
    assert classify("aftership", 200, body).code == "4153"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"meta": {"status": 319, "message": "<!DOCTYPE html><title>Oops</title>"}}, "Oops"),
        (
            {"meta": {"status": 319, "message": "<html>secret"}},
            "Error In Order Placing To Courier Partner",
        ),
        ({"meta": {"status": 319, "message": "<5 kg is too light"}}, "<5 kg is too light"),
        ('"<html><title>Down</title>"', "Down"),
        ('PHP Warning: x {"api_key": "secret"}', "PHP Warning: x"),
        (b"\x1f\x8b\x08\x00secret", "HTTP"),
    ],
)
def test_pages_and_what_may_echo_the_request_are_no_messages(body: Any, message: str) -> None:
    answer = clickpost(body)
    assert message in answer.message
    assert "secret" not in answer.message


def test_a_very_long_message_is_cut() -> None:
    message = clickpost({"meta": {"status": 303, "message": "x" * 1_000_000}}).message
    assert len(message) == 2_000
    assert message.endswith("x…")
    whole = "x" * 2_000
    assert clickpost({"meta": {"status": 303, "message": whole}}).message == whole


def test_field_errors_are_paths_and_messages() -> None:
    body = {"meta": {"code": 4104, "details": [{"path": "data.x", "info": "too long"}]}}
    (error,) = classify("aftership", 200, body).field_errors
    assert error == FieldError("data.x", "too long")
    assert (error.path, error.message) == ("data.x", "too long")


def test_a_long_name_of_a_field_is_cleaned_once_for_all_that_is_said_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A small body with one such name would take long."""
    cleaned: list[object] = []

    def count(value: object) -> str | None:
        cleaned.append(value)
        return as_message(value)

    monkeypatch.setattr(field_errors, "as_message", count)
    name = "k" * 10_000
    body = {"meta": {"code": 4104, "errors": {name: {"b": ["x"] * 2_500}}}}
    found = classify("aftership", 400, body).field_errors
    assert len(found) == 1_000
    assert {(error.path[-2:], error.message) for error in found} == {("k…", "x")}
    assert len([value for value in cleaned if len(str(value)) > 1]) == 1

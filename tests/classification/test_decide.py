"""What decides, and in which order."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import pytest
from providers.folders import PROVIDERS

from shipping_errors import Category, Outcome, RetryBasis, classify

HUGE = pytest.param(10**5000, id="5001 digits")

# The general table, transcribed. Statuses of the catalogs' own rows are left to test_rows.py.
GENERAL = {
    "invalid_data": [400, 422],
    "authentication": [401],
    "payment": [402],
    "permission": [403],
    "not_found": [404, 410],
    "malformed_request": [
        405,
        406,
        411,
        413,
        414,
        415,
        431,
        300,
        301,
        302,
        303,
        304,
        399,
        407,
        418,
        451,
    ],
    "network": [408, 499, 511],
    "state_conflict": [409, 412],
    "busy": [423, 425],
    "rate_limited": [429],
    "provider_error": [500, 501, 505, 506, 507, 508, 599],
    "provider_unavailable": [502, 503, 504, *range(520, 528), 530],
    "unknown": [100, 101, 199, 600, 999],
}
OUTCOMES_OF_STATUSES = {
    301: Outcome.MAYBE_DONE,
    302: Outcome.MAYBE_DONE,
    303: Outcome.MAYBE_DONE,
    511: Outcome.NOT_DONE,
}
STATUSES = [(status, category) for category, statuses in GENERAL.items() for status in statuses]


@pytest.mark.parametrize(("status", "category"), STATUSES)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_status_alone_decides_where_no_row_does(
    provider: str, status: int, category: str
) -> None:
    answer = classify(provider, status, None)
    if not answer.rule.startswith(provider):
        assert answer.category == category
        assert answer.rule == ("none" if category == "unknown" else f"http:{status}")
        assert answer.retry_basis is RetryBasis.INFERRED
        assert answer.retryable is (answer.category.retryable and status not in {501, 505})
        outcome = OUTCOMES_OF_STATUSES.get(status, answer.category.outcome)
        assert answer.outcome is outcome
        assert answer.documentation is None
        assert answer.source_url is None


def test_a_catalogs_row_for_the_status_goes_before_the_general_table() -> None:
    answer = classify("aftership", 503, b"<html></html>")
    assert answer.rule == "aftership_shipping:503"
    assert (answer.retryable, answer.retry_basis) == (False, RetryBasis.DOCUMENTED)


def test_an_unknown_code_leaves_the_decision_to_the_status_and_is_told_all_the_same() -> None:
    answer = classify("clickpost", 429, {"meta": {"status": 99999, "message": "Slow down"}})
    assert (answer.rule, answer.code, answer.message) == ("clickpost:429", "99999", "Slow down")


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_a_2xx_answer_with_an_unknown_code_is_unknown(status: int) -> None:
    answer = classify("clickpost", status, {"meta": {"status": "777"}})
    assert (answer.category, answer.rule, answer.code) == (Category.UNKNOWN, "none", "777")
    assert answer.outcome is Outcome.MAYBE_DONE


@pytest.mark.parametrize("body", [b"{}", b"[]", {}, []])
def test_a_2xx_response_without_a_code_is_ok_where_successes_need_none(body: Any) -> None:
    assert classify("clickpost", 200, body).category is Category.OK
    assert classify("aftership", 200, body).category is Category.UNKNOWN
    assert classify("pkge", 200, body).category is Category.UNKNOWN


@pytest.mark.parametrize("body", [None, b"", b" \n", "", b"null"])
def test_an_empty_body_is_a_success_only_where_http_forbids_a_body(body: Any) -> None:
    """HTTP forbids a body with 204 and 205; an order that was created without data is no success."""
    for provider in ("clickpost", "aftership", "pkge"):
        assert classify(provider, 204, body).category is Category.OK
        assert classify(provider, 205, body).category is Category.OK
        for status in (200, 201, 202, 206):
            error = classify(provider, status, body)
            assert (error.category, error.outcome) == (Category.UNKNOWN, Outcome.MAYBE_DONE)


@pytest.mark.parametrize(
    "body",
    [
        {"success": False},
        {"meta": {"success": False, "message": "no"}},
        {"meta": {"message": {"pincode": ["is wrong"]}}},
        b"<html></html>",
        b"OK",
        b'"OK"',
        b"5",
        b"true",
        b'{"meta":{"status":',
        object(),
        5,
    ],
)
def test_a_2xx_answer_without_a_code_is_unknown_when_anything_speaks_against_it(body: Any) -> None:
    answer = classify("clickpost", 200, body)
    assert (answer.category, answer.rule) == (Category.UNKNOWN, "none")


@pytest.mark.parametrize("status", [400, 404, 500, 503])
@pytest.mark.parametrize(
    ("provider", "body"),
    [
        ("aftership", {"meta": {"code": 200}}),
        ("clickpost", {"meta": {"status": 200, "success": True}}),
        ("pkge", {"code": 200, "payload": None}),
    ],
)
def test_a_success_in_the_body_yields_to_an_http_status_of_400_or_more(
    provider: str, status: int, body: dict[str, Any]
) -> None:
    answer = classify(provider, status, body)
    assert answer == classify(provider, status, None).model_copy(
        update={"code": "200", "message": answer.message}
    )
    assert answer.is_error


def test_a_success_in_the_body_yields_to_a_false_flag() -> None:
    body = {"meta": {"status": 200, "success": False}}
    assert classify("clickpost", 200, body).category is Category.UNKNOWN
    assert classify("clickpost", None, body).category is Category.UNKNOWN
    assert classify("clickpost", 404, body).category is Category.NOT_FOUND


def test_what_already_holds_does_not_yield_to_a_false_flag() -> None:
    body = {"meta": {"status": 323, "success": False}}
    assert classify("clickpost", 200, body).category is Category.ALREADY_DONE


def test_a_code_decides_without_a_status_and_nothing_does_without_both() -> None:
    assert classify("clickpost", None, {"meta": {"status": 301}}).rule == "clickpost:301"
    assert classify("clickpost", None, {"meta": {"status": 200}}).category is Category.OK
    assert classify("clickpost", None, b"{}").rule == "none"


@pytest.mark.parametrize(
    "status", ["200", 200.0, True, False, 0, -1, 99, 1000, HUGE, b"200", object(), [], "x"]
)
def test_whatever_is_no_status_counts_as_unknown(status: Any) -> None:
    assert classify("clickpost", status, b"{}") == classify("clickpost", None, b"{}")


def test_an_http_status_member_is_a_status_and_leaves_a_plain_number() -> None:
    answer = classify("clickpost", HTTPStatus.BAD_GATEWAY, None)
    assert answer == classify("clickpost", 502, None)
    assert type(answer.http_status) is int


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (301, "301"),
        (301.0, "301"),
        ("301", "301"),
        (" 301\n", "301"),
        ("0301", "0301"),
        ("+301", "+301"),
        (-18010003, "-18010003"),
        (0, "0"),
        (10**14, "100000000000000"),
        *((value, None) for value in (True, False, None, "", "  ", [], {}, 1.5, 1e300)),
        pytest.param(10**5000, None, id="5001 digits"),
        *((value, None) for value in (float("nan"), float("inf"), "a\nb", "\ud800", "x" * 201)),
    ],
)
def test_a_code_is_text_and_leading_zeros_and_signs_stay(code: Any, expected: str | None) -> None:
    assert classify("clickpost", 500, {"meta": {"status": code}}).code == expected


def test_the_first_path_with_something_usable_counts() -> None:
    body = {"meta": {"status": True, "meta": {"status": 303, "message": " "}}, "message": "Taken"}
    answer = classify("clickpost", 200, body)
    assert (answer.code, answer.message) == ("303", "Taken")


def test_the_documents_word_on_retries_is_told_from_our_inference() -> None:
    documented = classify("aftership", 200, {"meta": {"code": 4155}})
    inferred = classify("clickpost", 429, None)
    said = classify("aftership", 200, {"meta": {"code": 4155, "retryable": False}})
    assert (documented.retryable, documented.retry_basis) == (True, RetryBasis.DOCUMENTED)
    assert (inferred.retryable, inferred.retry_basis) == (True, RetryBasis.INFERRED)
    assert (said.retryable, said.retry_basis) == (False, RetryBasis.RESPONSE)
    assert said.category is documented.category


@pytest.mark.parametrize("flag", ["true", 1, 0, None, "no", [True]])
def test_only_a_boolean_is_a_flag(flag: Any) -> None:
    body = {"meta": {"code": 4155, "retryable": flag}}
    assert classify("aftership", 200, body).retry_basis is RetryBasis.DOCUMENTED


@pytest.mark.parametrize("status", [300, 302, 399])
def test_a_success_in_the_body_does_not_yield_to_less_than_400(status: int) -> None:
    assert classify("clickpost", status, {"meta": {"status": 200}}).category is Category.OK


@pytest.mark.parametrize("status", [200, 400, 422, 429, 500])
def test_a_row_is_for_a_status_only_if_that_is_its_code(status: int) -> None:
    """Else a page with HTTP 400 would mean whatever row with HTTP 400 stands last."""
    for provider in PROVIDERS:
        answer = classify(provider, status, None)
        span = re.fullmatch(rf"{provider}:(?:http:)?(\d+)(?:-(\d+))?", answer.rule)
        if span is None:
            assert answer.rule in {f"http:{status}", "none"}
        else:
            assert int(span[1]) <= status <= int(span[2] or span[1])


@pytest.mark.parametrize("digits", [15, 16, 19, 40, 199])
def test_long_whole_numbers_are_codes(digits: int) -> None:
    code = 10**digits + 1
    assert classify("clickpost", 500, {"meta": {"status": code}}).code == f"{code}"
    assert classify("clickpost", 200, {"meta": {"status": code}}).category is Category.UNKNOWN


def test_a_number_of_another_class_is_a_code() -> None:
    assert classify("clickpost", 200, {"meta": {"status": HTTPStatus.OK}}).code == "200"


def test_a_code_never_takes_on_the_meaning_of_an_http_status() -> None:
    redirect = classify("clickpost", 301, None)
    code = classify("clickpost", 200, {"meta": {"status": 301}})
    assert redirect.category is Category.MALFORMED_REQUEST
    assert code.category is Category.AUTHENTICATION


@pytest.mark.parametrize("key", ["error", "errors", "fault", "Error", "Errors", "Fault"])
@pytest.mark.parametrize("value", ["no", True, {"code": 1}, ["no"]])
def test_an_error_in_another_form_than_the_providers_is_no_success(key: str, value: Any) -> None:
    """A gateway has a form of its own, and a caller may name the wrong provider."""
    for provider, success in {
        "clickpost": {"token": "x"},
        "aftership": {"meta": {"code": 200}},
        "pkge": {"code": 200},
    }.items():
        assert classify(provider, 200, success).category is Category.OK
        error = classify(provider, 200, {**success, key: value})
        assert (error.category, error.outcome) == (Category.UNKNOWN, Outcome.MAYBE_DONE)


@pytest.mark.parametrize("nothing", [None, False, "", [], {}, 0])
def test_an_empty_place_for_errors_says_nothing(nothing: Any) -> None:
    assert classify("clickpost", 200, {"token": "x", "errors": nothing}).category is Category.OK

"""Exceptions of providers' SDKs: what is read, of which classes, and where."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import requests
from user_catalogs import classifier, provider

from shipping_errors import (
    Category,
    NormalizedError,
    Outcome,
    RateLimitedError,
    ShippingError,
    as_shipping_errors,
    classify,
    classify_exception,
)
from shipping_errors.retries import should_retry, stamina_hook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shipping_errors import Classifier

BODY = {"code": "7", "text": "Slow down"}
ROW = '{code: "7", judged: {category: rate_limited}}'


class SdkError(Exception):
    """The base class of an SDK; its attributes are whatever a test gives it."""

    def __init__(self, **attributes: object) -> None:
        super().__init__("an SDK's own words")
        for name, value in attributes.items():
            setattr(self, name, value)


class LimitError(SdkError):
    """A subclass, as SDKs have one for each status."""


NAMED = f"{SdkError.__module__}.SdkError"


@pytest.fixture
def named(tmp_path: Path) -> Callable[..., Classifier]:
    """Make a classifier whose catalog of "acme" names the SDK's exception."""

    def named(keys: str = "") -> Classifier:
        head = f"sdk: [{{exception: {NAMED}{keys}}}]\n"
        return classifier(tmp_path, provider("acme", ROW, head=head))

    return named


def of_exception(exc: BaseException, by: Classifier) -> NormalizedError | None:
    """Return what a block, which leaves alone what is not the catalog's, makes of an exception."""
    try:
        with by.as_shipping_errors("acme"):
            raise exc
    except ShippingError as turned:
        return turned.error
    except type(exc):
        return None


RESPONSE = httpx.Response(429, json=BODY, headers={"Retry-After": "7"})
SHAPES: list[dict[str, Any]] = [
    {"response": RESPONSE},
    {"raw_response": RESPONSE},
    {"http_response": RESPONSE},
    {"status_code": 429, "body": RESPONSE.text, "headers": RESPONSE.headers},
    {"http_status": 429, "http_body": RESPONSE.content, "response_headers": {"retry-after": "7"}},
    {"status": 429, "response_body": BODY, "response_header": {"Retry-After": ["7", "9"]}},
    {"status_code": 429, "json_body": BODY, "http_headers": {"RETRY-AFTER": "7"}},
    {"status_code": None, "status": 429, "body": None, "http_body": RESPONSE.text,
     "headers": None, "response_headers": {"Retry-After": "7"}},
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids="+".join)
def test_every_usual_shape_is_read(shape: dict[str, Any], named: Callable[..., Classifier]) -> None:
    known = named()
    for exc in (SdkError(**shape), LimitError(**shape)):
        error = known.classify_exception("acme", exc)
        assert (error.rule, error.http_status, error.retry_after) == ("acme:7", 429, 7.0)
        assert of_exception(exc, known) == error
        hook = stamina_hook(idempotent=False, provider="acme", classifier=known)
        assert hook(exc) == 7.0


@pytest.mark.parametrize("shape", SHAPES, ids="+".join)
def test_a_class_that_no_catalog_names_is_read_only_where_the_caller_vouches_for_it(
    shape: dict[str, Any], named: Callable[..., Classifier]
) -> None:
    """Other people's exceptions have the same shape, and the call may have been carried out."""
    known = named()
    exc = type("ForeignError", (Exception,), {})()
    vars(exc).update(shape)
    assert known.classify_exception("acme", exc).rule == "acme:7"
    with pytest.raises(type(exc)), known.as_shipping_errors("acme"):
        raise exc
    assert should_retry(exc, idempotent=True, provider="acme", classifier=known) is False


def test_a_class_counts_only_for_the_provider_whose_catalog_names_it(
    named: Callable[..., Classifier],
) -> None:
    with pytest.raises(SdkError), named().as_shipping_errors("clickpost"):
        raise SdkError(status_code=429, body=BODY)
    with pytest.raises(SdkError), as_shipping_errors("clickpost"):
        raise SdkError(response=RESPONSE)


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"code": 429},
        {"code": 429, "body": BODY},
        {"status_code": 429},
        {"body": BODY},
        {"status_code": True, "body": BODY},
        {"status_code": 99, "body": BODY},
        {"status_code": 600, "body": BODY},
        {"status_code": "429", "body": BODY},
        {"status_code": 429, "body": 7.5},
        {"response": {"status_code": 429}},
        {"response": SimpleNamespace(text="?")},
    ],
    ids=repr,
)
def test_an_unnamed_class_without_both_a_status_and_a_body_is_unknown(
    attributes: dict[str, Any],
) -> None:
    error = classify_exception("clickpost", SdkError(**attributes))
    assert (error.category, error.retryable) == (Category.UNKNOWN, False)
    assert (
        error.message
        == f"{SdkError.__module__.partition('.')[0]}.SdkError says nothing about the call."
    )


def test_the_catalog_says_which_attributes_hold_what(named: Callable[..., Classifier]) -> None:
    known = named(", status: code, body: error, body_key: errors, headers: extra")
    exc = SdkError(code=429, error=[{"code": "7"}], extra={"Retry-After": "5"}, status=500, body="")
    error = known.classify_exception("acme", exc)
    assert (error.http_status, error.retry_after) == (429, 5.0)
    other = named(", body: payload")
    error = other.classify_exception("acme", SdkError(status=429, payload=BODY))
    assert (error.rule, error.retry_after) == ("acme:7", None)


def test_what_the_catalog_names_counts_and_a_whole_response_has_the_headers(
    named: Callable[..., Classifier],
) -> None:
    known = named(", status: status_code, body: payload")
    exc = SdkError(status_code=503, payload=BODY, raw_response=RESPONSE)
    error = known.classify_exception("acme", exc)
    assert (error.rule, error.http_status, error.retry_after) == ("acme:7", 503, 7.0)


@pytest.mark.parametrize(
    ("attributes", "rule", "status"),
    [
        ({"status_code": 503}, "http:503", 503),
        ({"status_code": 999, "body": BODY}, "acme:7", None),
        ({"body": BODY}, "acme:7", None),
        ({"status_code": 503, "body": ""}, "http:503", 503),
        ({"status_code": 200}, "none", 200),
    ],
    ids=repr,
)
def test_a_named_class_may_lack_the_status_or_the_body(
    attributes: dict[str, Any], rule: str, status: int | None, named: Callable[..., Classifier]
) -> None:
    error = named().classify_exception("acme", SdkError(**attributes))
    assert (error.rule, error.http_status) == (rule, status)
    assert error.category is not Category.OK


def test_a_named_class_that_says_nothing_is_left_alone(named: Callable[..., Classifier]) -> None:
    known = named()
    exc = SdkError()
    assert of_exception(exc, known) is None
    assert known.classify_exception("acme", exc).category is Category.UNKNOWN


def test_an_sdk_exception_in_a_wrapper_is_read(named: Callable[..., Classifier]) -> None:
    wrapper = RuntimeError("job 7 failed")
    wrapper.__cause__ = SdkError(status_code=429, body=BODY)
    assert named().classify_exception("acme", wrapper).rule == "acme:7"


def test_nothing_is_read_from_beneath_a_clients_exception() -> None:
    """What is beneath may be of an earlier call."""
    timeout, wrapper = httpx.ReadTimeout("?"), RuntimeError()
    timeout.__cause__ = SdkError(status_code=400, body={"meta": {"status": 301}})
    wrapper.__cause__ = timeout
    assert classify_exception("clickpost", wrapper).rule == "transport:read_timeout"


def test_a_shipping_error_beneath_counts_more_than_a_shape() -> None:
    exc = SdkError(status_code=429, body=BODY)
    exc.__cause__ = RateLimitedError(classify("aftership", 429, None))
    foreign = RuntimeError()
    foreign.__cause__ = exc
    assert classify_exception("clickpost", foreign) is exc.__cause__.error


def _refused() -> None:
    raise requests.ConnectionError from ConnectionRefusedError(111, "refused")


def _timed_out() -> None:
    raise requests.ReadTimeout


def sdk_call(call: Callable[[], None]) -> None:
    """Do as SDKs do: raise their own exception in an ``except``, without a cause."""
    try:
        call()
    except requests.RequestException:
        raise SdkError  # noqa: B904 - as they do


def raised_by(call: Callable[[], None]) -> BaseException:
    with pytest.raises(SdkError) as caught:
        call()
    return caught.value


def test_a_named_class_without_a_response_stands_for_the_failed_call_that_it_was_raised_for(
    named: Callable[..., Classifier],
) -> None:
    known = named()
    for call, rule, outcome in (
        (_refused, "transport:refused", Outcome.NOT_DONE),
        (_timed_out, "transport:read_timeout", Outcome.MAYBE_DONE),
    ):
        exc = raised_by(lambda call=call: sdk_call(call))
        error = known.classify_exception("acme", exc)
        assert (error.rule, error.outcome) == (rule, outcome)
        assert of_exception(exc, known) == error


def test_the_failure_of_an_earlier_call_is_not_taken_for_this_one(
    named: Callable[..., Classifier],
) -> None:
    """It was being handled somewhere around the SDK, when the SDK raised."""

    def fail() -> None:
        raise SdkError

    def around() -> None:
        try:
            _refused()
        except requests.RequestException:
            fail()

    exc = raised_by(around)
    assert isinstance(exc.__context__, requests.ConnectionError)
    assert named().classify_exception("acme", exc).category is Category.UNKNOWN
    assert of_exception(exc, named()) is None


def test_a_loop_of_the_sdk_puts_a_refused_call_in_doubt(named: Callable[..., Classifier]) -> None:
    """The first try may have been received."""

    def call_twice() -> None:
        for attempt in range(2):
            with contextlib.suppress(SdkError):
                sdk_call(_timed_out)
            if attempt:
                sdk_call(_refused)

    error = named().classify_exception("acme", raised_by(call_twice))
    assert (error.rule, error.outcome) == ("transport:refused", Outcome.MAYBE_DONE)


def test_a_request_that_was_never_sent_is_no_error_of_the_provider(
    named: Callable[..., Classifier],
) -> None:
    def call() -> None:
        raise requests.exceptions.MissingSchema

    assert of_exception(raised_by(lambda: sdk_call(call)), named()) is None


class _EvilHeaders:
    def items(self) -> Any:
        raise RuntimeError


class _EvilSdkError(SdkError):
    @property
    def __context__(self) -> Any:
        raise RuntimeError

    @property
    def status(self) -> Any:
        raise RuntimeError


def test_hostile_attributes_are_passed_over(named: Callable[..., Classifier]) -> None:
    known = named()
    exc = SdkError(status_code=429, body=BODY, headers=_EvilHeaders())
    assert known.classify_exception("acme", exc).rule == "acme:7"
    assert known.classify_exception("acme", _EvilSdkError()).category is Category.UNKNOWN


@pytest.mark.parametrize("damage", [None, "slow", 5])
def test_a_shipping_error_that_lost_its_error_is_unknown_and_not_repeated(damage: Any) -> None:
    exc = ShippingError(classify("clickpost", 429, None))
    exc.error = damage
    assert classify_exception("clickpost", exc).category is Category.UNKNOWN
    assert should_retry(exc, idempotent=True) is False
    with pytest.raises(ShippingError) as caught, as_shipping_errors("clickpost"):
        raise exc
    assert caught.value is exc

"""What cannot be looked into is in doubt, and nothing that is looked into raises."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httplib2
import httpx
import pytest
import tenacity
import tornado.httpclient

from shipping_errors import NormalizedError, Outcome, classify_exception, classify_response

from .frames import beneath, raised_by, raising, with_locals

if TYPE_CHECKING:
    from collections.abc import Callable


class _SecretiveError(httpx.InvalidURL):
    @property
    def __traceback__(self) -> None:
        raise RuntimeError


def test_a_refused_request_whose_frames_can_not_be_seen_is_in_doubt() -> None:
    error = classify_exception("clickpost", _SecretiveError("?"))

    assert (error.rule, error.outcome) == ("transport:invalid_request", Outcome.MAYBE_DONE)


class _Hostile:
    """Raises whatever is asked of it, its class and its truth too."""

    def __getattribute__(self, name: str) -> object:
        raise RuntimeError(name)

    def __bool__(self) -> bool:
        raise RuntimeError

    def __eq__(self, _: object) -> bool:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]


LIMITED = httpx.Response(429, json={"meta": {"status": 429}})
RESENDING = {
    "retry_persistent_connection": False,
    "self": SimpleNamespace(_retry_connection=_Hostile()),
    "method": "PUT",
}


def _in_a_hook_of(function: tuple[str, str], variables: dict[str, object]) -> NormalizedError:
    """Classify a response while a function of a client is on the stack."""
    found: list[NormalizedError] = []
    call = with_locals(
        function, lambda: found.append(classify_response("clickpost", LIMITED)), variables
    )
    call()
    return found[0]


def test_a_hook_in_a_client_that_can_not_be_looked_into_is_in_doubt() -> None:
    error = _in_a_hook_of(("aiohttp.client", "_request"), RESENDING)

    assert error.outcome is Outcome.MAYBE_DONE


# Made in the test: pytest asks each value for its class.
@pytest.mark.parametrize("make", [_Hostile, lambda: None, int, str, dict, list, tuple])
def test_a_history_that_is_none_puts_nothing_in_doubt(make: Callable[[], object]) -> None:
    error = _in_a_hook_of(("httpx._client", "_send_handling_redirects"), {"history": make()})

    assert error.outcome is Outcome.NOT_DONE


@pytest.mark.parametrize("make", [_Hostile, lambda: None, lambda: "3", lambda: True, lambda: 2.0])
def test_a_number_of_tries_that_is_none_puts_nothing_in_doubt(make: Callable[[], object]) -> None:
    number = make()
    frames: list[tuple[tuple[str, str], dict[str, object]]] = [
        (("backoff._sync", "retry"), {"tries": number}),
        (("tenacity", "iter"), {"retry_state": SimpleNamespace(attempt_number=number)}),
        (("tenacity", "iter"), {"retry_state": number}),
        (("callers_code", "loop"), {"attempt": number}),
    ]
    for function, variables in frames:
        call = with_locals(function, raising(ConnectionRefusedError()), variables)

        assert classify_exception("clickpost", raised_by(call)).outcome is Outcome.NOT_DONE


COUNTERS = ["attempt", "attempts", "attempt_number", "tries", "n_tries", "retry", "retry_count"]


@pytest.mark.parametrize("name", COUNTERS)
def test_a_counter_of_tries_in_a_loop_puts_the_call_in_doubt(name: str) -> None:
    call = with_locals(("callers_code", "loop"), raising(ConnectionRefusedError()), {name: 1})

    assert classify_exception("clickpost", raised_by(call)).outcome is Outcome.MAYBE_DONE


@pytest.mark.parametrize("name", ["tries_left", "remaining_attempts"])
def test_a_counter_of_what_is_left_puts_the_call_in_doubt(name: str) -> None:
    call = with_locals(("callers_code", "loop"), raising(ConnectionRefusedError()), {name: 0})

    assert classify_exception("clickpost", raised_by(call)).outcome is Outcome.MAYBE_DONE


@pytest.mark.parametrize(("allowed", "left"), [(3, 0), (3, 2), (-1, -2)])
def test_a_counter_down_from_what_is_allowed_puts_the_call_in_doubt(
    allowed: int, left: int
) -> None:
    """The layer of the package `retry` counts so; without a limit it begins with -1."""

    def loop(tries: int) -> None:
        _tries = tries - (allowed - left)
        assert _tries == left
        raise ConnectionRefusedError

    error = classify_exception("clickpost", raised_by(lambda: loop(allowed)))

    assert error.outcome is Outcome.MAYBE_DONE


@pytest.mark.parametrize("name", ["order", "entry", "retried_orders", "country", "tryout"])
def test_another_number_in_a_loop_puts_nothing_in_doubt(name: str) -> None:
    call = with_locals(("callers_code", "loop"), raising(ConnectionRefusedError()), {name: 1})

    assert classify_exception("clickpost", raised_by(call)).safe_to_retry()


@pytest.mark.parametrize("name", COUNTERS)
def test_an_argument_is_no_counter(name: str) -> None:
    """It says how many tries are allowed."""
    call = beneath(("callers_code", "loop"), raising(ConnectionRefusedError()), **{name: 3})

    assert classify_exception("clickpost", raised_by(call)).safe_to_retry()


def test_a_counter_of_a_client_s_is_none_of_a_loop() -> None:
    call = with_locals(("httpx._client", "send"), raising(ConnectionRefusedError()), {"tries": 3})

    assert classify_exception("clickpost", raised_by(call)).safe_to_retry()


def test_a_counter_of_a_program_s_own_loop_puts_the_call_in_doubt() -> None:
    """At the top of a file there is no function."""
    lines = "for attempt in range(2):\n    if attempt == 1:\n        call()\n"
    place = {"__name__": "__main__", "call": raising(ConnectionRefusedError())}
    exc = raised_by(lambda: exec(lines, place))  # noqa: S102 - these very lines

    assert classify_exception("clickpost", exc).outcome is Outcome.MAYBE_DONE


def test_what_the_caller_had_is_no_reason_for_doubt_beneath_a_retry_layer() -> None:
    """A function that a layer calls has responses of other calls in its variables."""

    def order() -> None:
        rates = httpx.Response(200)
        assert rates.is_success
        raise httpx.ConnectError("?")

    once = tenacity.Retrying(stop=tenacity.stop_after_attempt(1), reraise=True)

    assert classify_exception("clickpost", raised_by(lambda: once(order))).safe_to_retry()


def test_a_first_failure_that_had_a_try_before_is_in_doubt() -> None:
    """The failure that was being handled was itself that of a second try."""
    first = raised_by(
        with_locals(("callers_code", "loop"), raising(ConnectionRefusedError()), {"attempt": 1})
    )
    second = ConnectionRefusedError()
    second.__context__ = first

    assert classify_exception("clickpost", second).outcome is Outcome.MAYBE_DONE


def test_more_than_can_be_looked_into_is_in_doubt() -> None:
    wide, deep = ConnectionRefusedError(), ConnectionRefusedError()
    wide.args = tuple(ValueError() for _ in range(200))
    last: BaseException = deep
    for _ in range(300):
        last.__context__ = ValueError()
        last = last.__context__

    for exc in (wide, deep):
        error = classify_exception("clickpost", exc)

        assert (error.rule, error.outcome) == ("transport:refused", Outcome.MAYBE_DONE)


def test_responses_in_a_circle_come_to_an_end() -> None:
    response = httplib2.Response({"status": "429"})
    response.status, response.content, response.previous = 429, b"{}", response

    assert classify_response("clickpost", response).category == "rate_limited"


@pytest.mark.parametrize(("first", "outcome"), [(302, "maybe_done"), (429, "not_done")])
def test_httplib2_keeps_what_came_before(first: int, outcome: str) -> None:
    response, previous = httplib2.Response({}), httplib2.Response({})
    response.status, response.content, response.previous = 429, b"{}", previous
    previous.status = first

    assert classify_response("clickpost", response).outcome == outcome


def test_the_headers_of_httplib2_are_read() -> None:
    response = httplib2.Response({"retry-after": "7"})
    response.status, response.content = 429, b"{}"

    assert classify_response("clickpost", response).retry_after == 7.0


@pytest.mark.parametrize(
    ("url", "outcome"), [("http://x/", "not_done"), ("http://x/other", "maybe_done")]
)
def test_tornado_shows_a_redirect_by_another_address(url: str, outcome: str) -> None:
    request = tornado.httpclient.HTTPRequest("http://x/")
    response = tornado.httpclient.HTTPResponse(request, 429, effective_url=url)

    assert classify_response("clickpost", response).outcome == outcome


def test_a_long_chain_of_known_causes_comes_to_an_end() -> None:
    exc: Any = ConnectionResetError()
    for _ in range(100):
        outer = httpx.ReadError("?")
        outer.__cause__, exc = exc, outer

    assert classify_exception("clickpost", exc).rule == "transport:reset"


class _NoCauseError(httpx.ReadError):
    @property
    def __cause__(self) -> Any:
        return "a text"


def test_a_cause_that_is_no_exception_never_raises() -> None:
    error = classify_exception("clickpost", _NoCauseError("?"))

    assert error.outcome is Outcome.MAYBE_DONE

"""Each proof that nothing was sent; without it, the same exception may have acted."""

from __future__ import annotations

import errno
import http.client
import importlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import curl_cffi
import httpcore
import httpx
import pytest
import requests
import urllib3
from tornado.httpclient import HTTPClientError
from tornado.simple_httpclient import HTTPTimeoutError

from shipping_errors import Outcome, classify_exception
from shipping_errors._http_clients import client_internals
from shipping_errors._http_clients.exception_classes import PHASES

from .extras import needs
from .frames import beneath, raised_by, raising, with_locals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors._http_clients.client_internals import Function

NO_ROUTE = errno.EHOSTUNREACH
ELSEWHERE = "callers_code"
CLIENT = ("httpx._client", "_send_handling_redirects")


def _outcome(exc: BaseException) -> Outcome:
    return classify_exception("clickpost", exc).outcome


def _going_on(function: Function) -> dict[str, object]:
    """Return the variables of a function before it is done."""
    return {client_internals.UNTIL[function][0]: 1} if function in client_internals.UNTIL else {}


FUNCTIONS = sorted(client_internals.BEFORE_SENDING)


@pytest.mark.parametrize("function", FUNCTIONS, ids=".".join)
def test_a_function_that_ends_before_anything_is_sent_is_a_proof(function: Function) -> None:
    call = with_locals(function, raising(OSError(NO_ROUTE, "?")), _going_on(function))

    assert _outcome(raised_by(call)) is Outcome.NOT_DONE


@pytest.mark.parametrize("function", FUNCTIONS, ids=".".join)
def test_a_function_of_another_module_is_none(function: Function) -> None:
    call = beneath((ELSEWHERE, function[1]), raising(OSError(NO_ROUTE, "?")))

    assert _outcome(raised_by(call)) is Outcome.MAYBE_DONE


@pytest.mark.parametrize("function", FUNCTIONS, ids=".".join)
@pytest.mark.parametrize("exc", [ValueError("?"), KeyError("?"), RuntimeError("?")], ids=repr)
def test_a_function_is_none_for_what_is_not_of_a_call(function: Function, exc: Exception) -> None:
    error = classify_exception("clickpost", raised_by(beneath(function, raising(exc))))

    assert (error.rule, error.retryable) == ("none", False)


@pytest.mark.parametrize("function", sorted(client_internals.UNTIL), ids=".".join)
@pytest.mark.parametrize("is_begun", [False, True])
def test_a_function_is_none_when_it_is_done_and_before_it_began(
    function: Function, *, is_begun: bool
) -> None:
    variables = dict.fromkeys(client_internals.UNTIL[function], 1) if is_begun else {}
    call = with_locals(function, raising(ConnectionResetError()), variables)

    assert _outcome(raised_by(call)) is Outcome.MAYBE_DONE


def test_a_timeout_while_connecting_is_safe() -> None:
    function = ("aiohttp.connector", "connect")
    error = classify_exception("clickpost", raised_by(beneath(function, raising(TimeoutError()))))

    assert (error.rule, error.outcome) == ("transport:connect_timeout", Outcome.NOT_DONE)


# --- classes -------------------------------------------------------------------------------------


def _classes() -> Iterator[Any]:
    for name, phase in PHASES.items():
        package = name.partition(".")[0]
        if phase.nothing_sent and package not in {"urllib3_future", "niquests", "builtins"}:
            yield pytest.param(name, marks=needs(package))


CLASSES = list(_classes())


def _made(name: str) -> BaseException:
    """Make an exception of a class, whatever its arguments are."""
    module, _, class_name = name.rpartition(".")
    kind = getattr(importlib.import_module(module), class_name)
    made: BaseException = kind.__new__(kind)
    return made


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_of_before_the_request_is_a_proof(name: str) -> None:
    assert _outcome(_made(name)) is Outcome.NOT_DONE


@pytest.mark.parametrize("name", CLASSES)
def test_no_class_is_a_proof_where_a_response_had_come(name: str) -> None:
    """It came out of what the client did after that: a redirect, a hook, another try."""
    call = beneath(CLIENT, raising(_made(name)), response=httpx.Response(200))

    assert _outcome(raised_by(call)) is Outcome.MAYBE_DONE


@pytest.mark.parametrize("name", CLASSES)
def test_no_class_is_a_proof_in_the_midst_of_the_body(name: str) -> None:
    call = beneath((ELSEWHERE, "body"), raising(_made(name)))
    for function in client_internals.SENDING_BODY:
        assert _outcome(raised_by(beneath(function, call))) is Outcome.MAYBE_DONE


# --- responses -----------------------------------------------------------------------------------


def _response(name: str, status: int | None) -> object:
    """Make an object of a class that has a status, whatever its arguments are."""
    module, _, class_name = name.rpartition(".")
    base = getattr(importlib.import_module(module), class_name)
    made = {"__init__": lambda _: None, "__del__": lambda _: None, "status_code": status}
    kind = type(class_name, (base,), made)
    return kind()


RESPONSES = [pytest.param(name, marks=needs(name)) for name in sorted(client_internals.RESPONSES)]


@pytest.mark.parametrize("name", RESPONSES)
@pytest.mark.parametrize(
    ("status", "outcome"), [(200, Outcome.MAYBE_DONE), (429, Outcome.NOT_DONE)]
)
def test_a_response_in_a_client_counts_by_its_status(
    name: str, status: int, outcome: Outcome
) -> None:
    """A provider that says 429 has done nothing."""
    call = beneath(CLIENT, raising(ConnectionRefusedError()), kept=_response(name, status))

    assert _outcome(raised_by(call)) is outcome


def test_a_response_that_has_not_come_is_none() -> None:
    waiting = _response("aiohttp.client_reqrep.ClientResponse", None)
    call = beneath(CLIENT, raising(ConnectionRefusedError()), kept=waiting)

    assert _outcome(raised_by(call)) is Outcome.NOT_DONE


def test_the_response_of_a_proxy_is_none() -> None:
    function = ("aiohttp.connector", "_create_proxy_connection")
    call = beneath(function, raising(httpx.ProxyError("?")), kept=httpx.Response(502))

    assert _outcome(raised_by(beneath(CLIENT, call))) is Outcome.NOT_DONE


class _Hostile:
    def __getattribute__(self, name: str) -> object:
        raise RuntimeError(name)


def test_hostile_objects_in_a_client_are_no_responses() -> None:
    call = beneath(CLIENT, raising(ConnectionRefusedError()), kept=_Hostile())

    assert _outcome(raised_by(call)) is Outcome.NOT_DONE


# --- what refuses to send ------------------------------------------------------------------------


HEADERS = sorted(client_internals.SENDING_HEADERS)
BODIES = [it for it in sorted(client_internals.SENDING_BODY) if it[1] == "_send_request_body"]
REFUSALS = [httpx.LocalProtocolError, httpcore.LocalProtocolError]


@pytest.mark.parametrize("function", HEADERS, ids=".".join)
@pytest.mark.parametrize("kind", REFUSALS)
def test_a_head_that_is_refused_was_not_sent(function: Function, kind: type[Exception]) -> None:
    exc = raised_by(beneath(function, raising(kind("?"))))
    error = classify_exception("clickpost", exc)

    assert (error.rule, error.outcome) == ("transport:invalid_request", Outcome.NOT_DONE)


@pytest.mark.parametrize("function", HEADERS, ids=".".join)
def test_a_head_on_a_connection_that_is_gone_was_not_sent(function: Function) -> None:
    call = beneath(("h2.connection", "process_input"), raising(httpcore.LocalProtocolError("?")))
    error = classify_exception("clickpost", raised_by(beneath(function, call)))

    assert (error.rule, error.outcome, error.retryable) == (
        "transport:connect",
        Outcome.NOT_DONE,
        True,
    )


@pytest.mark.parametrize("function", BODIES, ids=".".join)
def test_a_body_that_is_refused_may_have_been_sent_in_part(function: Function) -> None:
    exc = raised_by(beneath(function, raising(httpcore.LocalProtocolError("?"))))
    error = classify_exception("clickpost", exc)

    assert (error.rule, error.outcome) == ("transport:invalid_body", Outcome.MAYBE_DONE)
    assert not error.retryable


@pytest.mark.parametrize("function", BODIES, ids=".".join)
def test_a_body_on_a_connection_that_is_gone_may_have_been_sent(function: Function) -> None:
    call = beneath(("h2.stream", "process_input"), raising(httpcore.LocalProtocolError("?")))
    error = classify_exception("clickpost", raised_by(beneath(function, call)))

    assert (error.rule, error.outcome) == ("transport:reset", Outcome.MAYBE_DONE)


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_without_a_frame_tells_nothing(kind: type[Exception]) -> None:
    error = classify_exception("clickpost", kind("?"))

    assert (error.rule, error.outcome, error.retryable) == ("none", Outcome.MAYBE_DONE, False)


# --- words and numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["The handshake operation timed out", "Tunnel connection failed: 407"]
)
def test_words_are_a_proof_in_a_class_of_the_system_s_alone(words: str) -> None:
    assert _outcome(OSError(words)) is Outcome.NOT_DONE
    assert _outcome(type("Mine", (OSError,), {})(words)) is Outcome.MAYBE_DONE


def test_a_refused_connection_has_a_number_of_its_own() -> None:
    assert _outcome(OSError(errno.ECONNREFUSED, "?")) is Outcome.NOT_DONE
    assert _outcome(OSError(errno.ECONNRESET, "?")) is Outcome.MAYBE_DONE


ABORTED = [
    lambda cause: urllib3.exceptions.ProtocolError("?", cause),
    lambda cause: requests.ConnectionError(urllib3.exceptions.ProtocolError("?", cause)),
]


@pytest.mark.parametrize("wrap", ABORTED)
def test_a_refusal_on_a_connection_that_was_made_is_no_proof(wrap: Any) -> None:
    """QUIC is UDP, and can be refused after everything was sent."""
    assert _outcome(wrap(ConnectionRefusedError())) is Outcome.MAYBE_DONE


@pytest.mark.parametrize("wrap", ABORTED)
def test_a_failure_while_the_connection_is_made_is_a_proof(wrap: Any) -> None:
    call = beneath(("urllib3.connection", "_tunnel"), raising(http.client.RemoteDisconnected()))

    assert _outcome(wrap(raised_by(call))) is Outcome.NOT_DONE


def _curl(number: int, size: object, kind: type[Exception] | None = None, **more: object) -> Any:
    response = SimpleNamespace(status_code=0, request_size=size, history=[], **more)
    made = kind or curl_cffi.requests.exceptions.RequestException
    return made("?", number, response)  # type: ignore[call-arg]


BY_NUMBER = {
    5: "proxy",
    6: "name_resolution",
    7: "refused",
    28: "connect_timeout",
    35: "tls",
    52: "connect",
    56: "connect",
    60: "tls",
    77: "invalid_request",
    96: "connect",
}


@pytest.mark.parametrize(("number", "phase"), BY_NUMBER.items())
def test_libcurl_s_numbers_are_a_proof_where_it_sent_nothing(number: int, phase: str) -> None:
    error = classify_exception("clickpost", _curl(number, 0))

    assert (error.rule, error.outcome) == (f"transport:{phase}", Outcome.NOT_DONE)


@pytest.mark.parametrize("number", [*BY_NUMBER, 1, 3, 18, 22, 42, 47, 55, 61])
@pytest.mark.parametrize("size", [1, None, "0"])
def test_libcurl_s_numbers_are_none_where_it_sent_something_or_does_not_tell(
    number: int, size: object
) -> None:
    """It sends again by itself, on a new connection, and follows redirects."""
    assert _outcome(_curl(number, size)) is Outcome.MAYBE_DONE


def test_libcurl_s_refusal_of_a_redirect_is_no_refused_request() -> None:
    exc = _curl(1, 10)
    exc.response.history.append(httpx.Response(303))

    assert classify_exception("clickpost", exc).rule == "transport:redirects"
    assert classify_exception("clickpost", _curl(1, 10)).rule == "transport:garbled"


def test_a_proxy_of_libcurl_s_that_hangs_up_made_no_connection() -> None:
    exc = _curl(56, 0, curl_cffi.requests.exceptions.ProxyError)

    assert classify_exception("clickpost", exc).rule == "transport:proxy"


def test_an_exception_of_libcurl_s_that_was_made_by_hand_means_what_its_number_says() -> None:
    exc = curl_cffi.requests.exceptions.ConnectionError("?", 7)

    assert classify_exception("clickpost", exc).safe_to_retry()


def test_an_exception_of_libcurl_s_own_does_not_tell_what_was_sent() -> None:
    """Of ``Curl.perform``, which keeps connections, and has no response to count in."""
    assert _outcome(curl_cffi.CurlError("?", 7)) is Outcome.MAYBE_DONE


def test_an_exception_of_libcurl_s_without_a_number_is_known_by_its_class() -> None:
    exc = curl_cffi.requests.exceptions.SessionClosed("?")

    assert classify_exception("clickpost", exc).rule == "transport:invalid_request"


# --- tornado -------------------------------------------------------------------------------------

TORNADO = ["in request queue", "while resolving", "while connecting", "during TLS handshake"]


@pytest.mark.parametrize("place", TORNADO)
def test_tornado_s_words_are_a_proof_in_its_own_class_alone(place: str) -> None:
    words = f"Timeout {place}"

    assert _outcome(HTTPTimeoutError(words)) is Outcome.NOT_DONE
    assert _outcome(HTTPClientError(599, words)) is Outcome.MAYBE_DONE
    assert _outcome(OSError(words)) is Outcome.MAYBE_DONE


@pytest.mark.parametrize("place", ["during request", "while something new goes on", ""])
def test_other_words_of_tornado_s_are_no_proof(place: str) -> None:
    assert _outcome(HTTPTimeoutError(f"Timeout {place}")) is Outcome.MAYBE_DONE

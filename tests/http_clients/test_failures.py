"""What exceptions tell that are made by hand, by the caller's code, or by somebody's malice."""

from __future__ import annotations

import asyncio
import errno
import http.client
import json
import socket
import ssl
import urllib.error
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import pytest
import requests
import tenacity
import urllib3

from shipping_errors import (
    Category,
    Outcome,
    ShippingError,
    UnknownProviderError,
    classify,
    classify_exception,
)

if TYPE_CHECKING:
    from collections.abc import Callable

REQUEST = httpx.Request("POST", "https://api.example/?key=SECRET")
POOL: Any = None
KEY: Any = None


def _max_retry(reason: Exception) -> urllib3.exceptions.MaxRetryError:
    return urllib3.exceptions.MaxRetryError(POOL, "/?key=SECRET", reason)


def _caused(exc: BaseException, cause: BaseException) -> BaseException:
    exc.__cause__ = cause
    return exc


NOT_SENT = [
    (ConnectionRefusedError(), "refused"),
    (OSError(errno.ECONNREFUSED, "refused"), "refused"),
    (socket.gaierror(socket.EAI_NONAME, "?"), "name_resolution"),
    (ssl.SSLCertVerificationError("self-signed"), "tls"),
    (ssl.SSLError(1, "[SSL: UNSUPPORTED_PROTOCOL] unsupported protocol"), "tls"),
    (TimeoutError("_ssl.c:989: The handshake operation timed out"), "tls"),
    (urllib.error.URLError(ConnectionRefusedError()), "refused"),
    (urllib.error.URLError(OSError("Tunnel connection failed: 407 Auth")), "proxy"),
    (httpx.ConnectError("?"), "connect"),
    (_caused(httpx.ConnectError("?"), ssl.SSLEOFError(8, "EOF")), "tls"),
    (_caused(httpx.ConnectError("?"), ConnectionResetError()), "connect"),
    (httpx.PoolTimeout("?"), "pool_timeout"),
    (httpx.ProxyError("?"), "proxy"),
    (requests.ConnectTimeout(), "connect_timeout"),
    (
        requests.exceptions.SSLError(
            _max_retry(urllib3.exceptions.SSLError(ssl.CertificateError()))
        ),
        "tls",
    ),
    (
        requests.exceptions.ProxyError(
            _max_retry(
                urllib3.exceptions.ProxyError(
                    "?", urllib3.exceptions.NewConnectionError(POOL, "refused")
                )
            )
        ),
        "connect",
    ),
    (urllib3.exceptions.EmptyPoolError(POOL, "?"), "pool_timeout"),
    (aiohttp.ClientConnectorError(KEY, ConnectionRefusedError()), "refused"),
    (aiohttp.ServerFingerprintMismatch(b"", b"", "h", 1), "tls"),
]
MAYBE_SENT = [
    (TimeoutError(), "timeout"),
    (TimeoutError("The read operation timed out"), "read_timeout"),
    (TimeoutError("The write operation timed out"), "write_timeout"),
    (OSError(errno.ETIMEDOUT, "?"), "timeout"),
    (ConnectionError(), "broken"),
    (ConnectionResetError(), "reset"),
    (BrokenPipeError(), "reset"),
    (OSError(errno.EHOSTUNREACH, "the route is gone"), "broken"),
    (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), "tls_broken"),
    (ssl.SSLError(1, "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert"), "tls_broken"),
    (ssl.SSLError(1, "[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert"), "tls_broken"),
    (ssl.SSLError(1, "[SSL: TLSV1_UNRECOGNIZED_NAME] tlsv1 unrecognized name"), "tls_broken"),
    (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), "tls_broken"),
    (urllib.error.URLError(TimeoutError("timed out")), "timeout"),
    (urllib.error.URLError("no host given"), "broken"),
    (httpx.WriteTimeout("?"), "write_timeout"),
    (httpx.WriteError("?"), "write"),
    (httpx.DecodingError("?"), "garbled"),
    (_caused(httpx.ReadError("?"), ConnectionRefusedError()), "reset"),
    (requests.ConnectionError(), "broken"),
    (
        requests.ReadTimeout(_max_retry(urllib3.exceptions.ReadTimeoutError(POOL, "/", "?"))),
        "read_timeout",
    ),
    (
        requests.exceptions.ProxyError(
            _max_retry(urllib3.exceptions.ProxyError("?", ConnectionResetError()))
        ),
        "reset",
    ),
    (
        requests.ConnectionError(
            urllib3.exceptions.ProtocolError("?", http.client.CannotSendRequest())
        ),
        "broken",
    ),
    (aiohttp.ServerDisconnectedError(), "reset"),
    (aiohttp.ClientPayloadError(), "truncated"),
]
NOT_OF_THE_TRANSPORT = [
    ValueError("?"),
    json.JSONDecodeError("?", "", 0),
    requests.JSONDecodeError("?", "", 0),
    KeyError("meta"),
    FileNotFoundError(errno.ENOENT, "label.pdf"),
    OSError("Could not find a suitable TLS CA certificate bundle"),
    httpx.ResponseNotRead(),
    httpx.CookieConflict("?"),
    requests.HTTPError("somebody's own, without a response"),
    asyncio.CancelledError(),
    KeyboardInterrupt(),
    SystemExit(404),
    ExceptionGroup("?", [ConnectionRefusedError()]),
]
CALLERS_MISTAKES = [
    httpx.InvalidURL("?"),
    httpx.UnsupportedProtocol("?"),
    requests.exceptions.MissingSchema("?"),
    requests.exceptions.InvalidHeader("?"),
    urllib3.exceptions.LocationParseError("?"),
    aiohttp.InvalidURL("?"),
]
TOO_MANY_REDIRECTS = [
    httpx.TooManyRedirects("?", request=REQUEST),
    requests.TooManyRedirects("?"),
    _max_retry(urllib3.exceptions.ResponseError("too many redirects")),
    aiohttp.TooManyRedirects(KEY, (), status=302),
]


@pytest.mark.parametrize(("exc", "phase"), NOT_SENT, ids=repr)
def test_where_nothing_can_have_been_sent_the_call_is_safe(exc: Exception, phase: str) -> None:
    answer = classify_exception("clickpost", exc)

    assert (answer.rule, answer.category) == (f"transport:{phase}", Category.NETWORK)
    assert (answer.outcome, answer.retryable) == (Outcome.NOT_DONE, True)
    assert answer.safe_to_retry()


@pytest.mark.parametrize(("exc", "phase"), MAYBE_SENT, ids=repr)
def test_where_something_may_have_been_sent_the_call_is_not_safe(
    exc: Exception, phase: str
) -> None:
    answer = classify_exception("clickpost", exc)

    assert (answer.rule, answer.category) == (f"transport:{phase}", Category.NETWORK)
    assert (answer.outcome, answer.retryable) == (Outcome.MAYBE_DONE, True)
    assert not answer.safe_to_retry()


@pytest.mark.parametrize("exc", NOT_OF_THE_TRANSPORT, ids=repr)
def test_what_tells_nothing_of_the_call_is_unknown(exc: BaseException) -> None:
    answer = classify_exception("clickpost", exc)

    assert (answer.category, answer.rule) == (Category.UNKNOWN, "none")
    assert (answer.outcome, answer.retryable) == (Outcome.MAYBE_DONE, False)


@pytest.mark.parametrize("exc", CALLERS_MISTAKES, ids=repr)
def test_a_request_that_the_client_refuses_is_the_callers_mistake(exc: Exception) -> None:
    answer = classify_exception("clickpost", exc)

    assert (answer.category, answer.retryable) == (Category.MALFORMED_REQUEST, False)
    assert answer.rule == "transport:invalid_request"


@pytest.mark.parametrize("exc", TOO_MANY_REDIRECTS, ids=repr)
def test_too_many_redirects_are_not_retryable_but_may_have_acted(exc: Exception) -> None:
    answer = classify_exception("clickpost", exc)

    assert (answer.rule, answer.retryable) == ("transport:redirects", False)
    assert answer.outcome is Outcome.MAYBE_DONE


@pytest.mark.parametrize("exc", [exc for exc, _ in NOT_SENT + MAYBE_SENT], ids=repr)
def test_no_message_repeats_the_clients_text(exc: Exception) -> None:
    """The text may show the address, and at one provider the address holds the key."""
    assert "SECRET" not in classify_exception("clickpost", exc).model_dump_json()


@pytest.mark.parametrize(
    "words",
    [
        "The handshake operation timed out",
        "Tunnel connection failed: 407",
        "too many 429 error responses",
    ],
)
@pytest.mark.parametrize("kind", [http.client.BadStatusLine, httpx.RemoteProtocolError])
def test_the_words_of_a_server_prove_nothing(kind: type[Exception], words: str) -> None:
    """Both classes quote what the server sent."""
    answer = classify_exception("clickpost", kind(words))

    assert (answer.rule, answer.outcome) == ("transport:garbled", Outcome.MAYBE_DONE)


def test_the_message_names_the_exception() -> None:
    answer = classify_exception("clickpost", httpx.ReadTimeout("?"))

    assert answer.message == "No response came in time (httpx.ReadTimeout)."


RESPONSE = httpx.Response(429, json={"meta": {"status": 429}}, request=REQUEST)


@pytest.mark.parametrize(
    "exc",
    [
        httpx.HTTPStatusError("?", request=REQUEST, response=RESPONSE),
        requests.RequestException(response=RESPONSE),
        aiohttp.ClientResponseError(KEY, (), status=429),
        _caused(RuntimeError("the caller's own"), aiohttp.ContentTypeError(KEY, (), status=429)),
        requests.exceptions.RetryError(
            _max_retry(urllib3.exceptions.ResponseError("too many 429 error responses"))
        ),
    ],
    ids=repr,
)
def test_an_exception_with_a_response_is_classified_by_it(exc: Exception) -> None:
    answer = classify_exception("clickpost", exc)

    assert (answer.category, answer.http_status) == (Category.RATE_LIMITED, 429)


def test_a_caller_s_exception_is_followed_to_its_explicit_cause() -> None:
    exc = _caused(RuntimeError("no label"), httpx.ConnectTimeout("?"))

    assert classify_exception("clickpost", exc).rule == "transport:connect_timeout"


def test_tenacity_s_own_exception_is_followed_to_its_cause() -> None:
    @tenacity.retry(stop=tenacity.stop_after_attempt(1))
    def call() -> None:
        raise ConnectionRefusedError

    with pytest.raises(tenacity.RetryError) as caught:
        call()
    assert classify_exception("clickpost", caught.value).rule == "transport:refused"


def test_the_failure_of_an_earlier_call_is_not_taken_for_this_one() -> None:
    """Python links them by ``__context__``; a first refusal proves nothing of a second call."""
    try:
        try:
            raise requests.ConnectionError(ConnectionRefusedError())  # noqa: TRY301 - the first call
        except requests.ConnectionError:
            raise requests.ConnectionError  # noqa: B904 - the second call, in its except block
    except requests.ConnectionError as exc:
        answer = classify_exception("clickpost", exc)

    assert answer.outcome is Outcome.MAYBE_DONE


def test_a_shipping_error_is_its_own_answer() -> None:
    error = classify("clickpost", 200, {"meta": {"status": 301}})

    assert classify_exception("clickpost", ShippingError(error)) is error


LIMITED = ShippingError(classify("clickpost", 429, b"{}"))


class _JobError(Exception):
    pass


def test_a_shipping_error_is_found_beneath_a_caller_s_exception() -> None:
    exc = _caused(_JobError(), _caused(RuntimeError(), LIMITED))

    assert classify_exception("clickpost", exc) is LIMITED.error


def test_a_shipping_error_is_found_beneath_tenacity_s_own() -> None:
    @tenacity.retry(stop=tenacity.stop_after_attempt(1))
    def call() -> None:
        raise LIMITED

    with pytest.raises(tenacity.RetryError) as caught:
        call()
    assert classify_exception("clickpost", caught.value) is LIMITED.error


def test_what_an_exception_itself_tells_counts_more_than_a_shipping_error_beneath() -> None:
    exc = _caused(httpx.ReadTimeout("?"), LIMITED)

    assert classify_exception("clickpost", exc).rule == "transport:read_timeout"


def test_a_shipping_error_counts_more_than_what_it_was_raised_from() -> None:
    error = ShippingError(classify("clickpost", 200, {"meta": {"status": 301}}))
    exc = _caused(_JobError(), _caused(error, ConnectionRefusedError()))

    assert classify_exception("clickpost", exc) is error.error


def test_causes_in_a_circle_come_to_an_end() -> None:
    first, second = requests.ConnectionError(), requests.ConnectionError()
    first.__cause__, second.__cause__ = second, first

    assert classify_exception("clickpost", first).rule == "transport:broken"


def test_a_long_chain_of_causes_comes_to_an_end() -> None:
    exc: BaseException = ConnectionRefusedError()
    for _ in range(5_000):
        exc = _caused(RuntimeError(), exc)

    assert classify_exception("clickpost", exc).category is Category.UNKNOWN


class _EvilError(requests.ConnectionError):
    """Raises whenever it is looked at."""

    def __getattribute__(self, name: str) -> object:
        raise RuntimeError(name)

    def __str__(self) -> str:
        raise RuntimeError


def test_an_exception_that_raises_when_it_is_looked_at_is_unknown() -> None:
    answer = classify_exception("clickpost", _EvilError())

    assert (answer.category, answer.retryable) == (Category.UNKNOWN, False)


class _SecretiveError(ConnectionRefusedError):
    @property
    def __traceback__(self) -> None:
        raise RuntimeError


def test_where_an_earlier_request_can_not_be_ruled_out_the_call_is_not_safe() -> None:
    answer = classify_exception("clickpost", _SecretiveError())

    assert (answer.rule, answer.outcome) == ("transport:refused", Outcome.MAYBE_DONE)


class _EvilMeta(type):
    """Raises whenever a class is asked for its name, or what it inherits from."""

    def __getattribute__(cls, name: str) -> Any:
        raise RuntimeError(name)


def _evil_class() -> type[Exception]:
    """Make it where pytest, which asks every class, does not see it."""
    return _EvilMeta("X", (Exception,), {})


def _class_without_module() -> type[Exception]:
    """Make a class in a place that has no name."""
    place: dict[str, Any] = {}
    exec("X = type('X', (Exception,), {})", place)  # noqa: S102 - this very line
    return place["X"]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (_evil_class, "http_clients.X"),
        (_class_without_module, "X"),
        (lambda: type("X", (Exception,), {"__module__": None}), "X"),
        (lambda: type("X", (Exception,), {"__module__": 7}), "X"),
        (lambda: type("X", (Exception,), {"__module__": type("Text", (str,), {})("a")}), "X"),
    ],
)
def test_a_hostile_class_is_unknown(make: Callable[[], type[Exception]], name: str) -> None:
    answer = classify_exception("clickpost", make()())

    assert answer.category is Category.UNKNOWN
    assert answer.message == f"{name} says nothing about the call."


@pytest.mark.parametrize("base", [ConnectionRefusedError, httpx.ConnectError])
def test_a_class_without_a_module_is_known_by_what_it_inherits_from(base: type[Exception]) -> None:
    exc = type("X", (base,), {"__module__": None})("?")
    answer = classify_exception("clickpost", exc)

    assert answer.category is Category.NETWORK
    assert answer.message.endswith("(X).")


class _EvilResponseError(Exception):
    @property
    def response(self) -> object:
        raise RuntimeError


def test_an_exception_whose_response_raises_is_unknown() -> None:
    assert classify_exception("clickpost", _EvilResponseError()).category is Category.UNKNOWN


def test_an_unknown_provider_is_the_only_thing_that_raises() -> None:
    with pytest.raises(UnknownProviderError):
        classify_exception("clickpots", TimeoutError())

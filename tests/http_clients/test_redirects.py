"""A redirect, or a header of the response, that the client can't follow: the label is bought.

Clients say then that they refuse a request, with the classes that they have for a wrong address or
header of the caller's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import httpx2
import pytest
import requests
import urllib3

from shipping_errors import (
    NormalizedError,
    Outcome,
    ShippingError,
    as_shipping_errors,
    classify_exception,
)
from shipping_errors.retries import stamina_hook

from .clients import LONG, POSTS, TRUST
from .extras import needs
from .server import NOWHERE, Server

if TYPE_CHECKING:
    from collections.abc import Callable

    ErrorOf = Callable[..., NormalizedError]

LOCATIONS = {
    "refused": NOWHERE,
    "no_name": "http://provider.invalid/",
    "another_scheme": "ftp://127.0.0.1:1/x",
    "an_app": "myapp://done",
    "broken_brackets": "http://[::1/x",
    "a_port_of_letters": "http://127.0.0.1:abc/",
    "no_host": "http:///x",
}
# http.client does not follow; the other client is covered by its twin.
FOLLOWING = [name for name in POSTS if name != "http_client" and not name.endswith("_async")]


@pytest.mark.parametrize("name", [pytest.param(it, marks=needs(it)) for it in FOLLOWING])
@pytest.mark.parametrize("location", LOCATIONS)
@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_to_nowhere_is_in_doubt(
    order: str, answer_of: ErrorOf, name: str, location: str, status: int
) -> None:
    with Server.redirecting(status, LOCATIONS[location]) as server:
        error = answer_of(name, server.url(order))

    assert server.received[order] == 1
    assert error.rule != "transport:invalid_request"
    assert error.outcome is Outcome.MAYBE_DONE
    assert not error.safe_to_retry()


@pytest.mark.parametrize("name", ["httpx", "httpx2", "requests", "aiohttp", "urllib3", "urllib"])
def test_a_redirect_to_nowhere_becomes_a_shipping_error(order: str, name: str) -> None:
    """A request that the client refuses is left alone; here one was sent."""
    with (
        Server.redirecting(303, LOCATIONS["another_scheme"]) as server,
        pytest.raises(ShippingError) as caught,
        as_shipping_errors("clickpost"),
    ):
        POSTS[name](server.url(order))

    assert caught.value.error.outcome is Outcome.MAYBE_DONE


WRONG = {"another_scheme": "ftp://127.0.0.1:1/x", "broken_brackets": "http://[::1/x"}


@pytest.mark.parametrize("name", ["httpx", "httpx2", "requests", "aiohttp", "urllib3"])
@pytest.mark.parametrize("url", WRONG)
def test_the_same_address_of_the_caller_s_is_a_refused_request(
    answer_of: ErrorOf, name: str, url: str
) -> None:
    """The proof of the tests above: without a response nothing was sent."""
    error = answer_of(name, WRONG[url])

    assert (error.rule, error.outcome) == ("transport:invalid_request", Outcome.NOT_DONE)


def test_a_hook_that_asks_a_wrong_address_puts_the_call_in_doubt(
    server: Server, order: str
) -> None:
    """It is no redirect: the call itself was answered, and the hook's own address is wrong."""
    hooks: dict[str, list[Any]] = {"response": [lambda _: httpx.get("ftp://127.0.0.1/")]}
    with (
        httpx.Client(event_hooks=hooks) as client,
        pytest.raises(httpx.UnsupportedProtocol) as caught,
    ):
        client.post(server.url(f"clickpost_done/{order}"))
    error = classify_exception("clickpost", caught.value)

    assert (error.rule, error.outcome) == ("transport:invalid_request", Outcome.MAYBE_DONE)
    assert stamina_hook(idempotent=True, provider="clickpost")(caught.value) is False


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("name", ["httpx", "httpx2", "aiohttp", "urllib3", "requests"])
def test_a_redirect_that_carries_nothing_out_is_safe_where_the_next_server_is_refused(
    order: str, answer_of: ErrorOf, name: str, status: int
) -> None:
    """307 and 308 say "not here, send it there": the provider has done nothing."""
    with Server.redirecting(status, NOWHERE) as server:
        error = answer_of(name, server.url(order))

    assert server.received[order] == 1
    assert (error.rule, error.outcome) == ("transport:refused", Outcome.NOT_DONE)


HEADERS = {
    "two_lengths": b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length_of_letters": b"Content-Length: abc\r\n\r\n",
    "wait_in_fractions": b"Retry-After: 0.493\r\nContent-Length: 0\r\n\r\n",
    "wait_in_words": b"Retry-After: 1m0s\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("headers", HEADERS)
def test_a_header_of_the_response_is_none_of_the_request(
    order: str, client: str, answer_of: ErrorOf, headers: str
) -> None:
    with Server.sending(b"HTTP/1.1 503 X\r\nConnection: close\r\n" + HEADERS[headers]) as server:
        error = answer_of(client, server.url(order))

    assert server.received[order] >= 1
    assert error.rule != "transport:invalid_request"
    assert error.outcome is Outcome.MAYBE_DONE


def _requests_retrying(url: str) -> None:
    retries = urllib3.Retry(2, status_forcelist=[503], allowed_methods=None)
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retries))
        session.post(url, timeout=LONG)


def test_a_wait_that_urllib3_can_not_read_is_a_garbled_response(order: str) -> None:
    """Requests then says that a header is invalid, as it does of one of the caller's."""
    response = b"HTTP/1.1 503 X\r\nConnection: close\r\n" + HEADERS["wait_in_fractions"]
    with (
        Server.sending(response) as server,
        pytest.raises(requests.exceptions.InvalidHeader) as caught,
    ):
        _requests_retrying(server.url(order))
    error = classify_exception("clickpost", caught.value)

    assert server.received[order] == 1
    assert (error.rule, error.outcome) == ("transport:garbled", Outcome.MAYBE_DONE)


WITH_A_KEY: dict[str, Callable[[str, dict[str, str]], object]] = {
    "httpx": lambda url, headers: httpx.post(url, headers=headers, verify=TRUST),
    "httpx2": lambda url, headers: httpx2.post(url, headers=headers, verify=TRUST),
    "requests": lambda url, headers: requests.post(url, headers=headers, timeout=LONG),
}


@pytest.mark.parametrize("name", WITH_A_KEY)
def test_a_header_of_the_caller_s_is_a_refused_request(
    server: Server, order: str, name: str
) -> None:
    """The proof of the tests above. Its text holds the key, which comes into no message."""
    url, headers = server.url(f"clickpost_done/{order}"), {"X-Api-Key": "SECRET\n"}
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each has its own
        WITH_A_KEY[name](url, headers)
    error = classify_exception("clickpost", caught.value)

    assert server.received[order] == 0
    assert "SECRET" not in error.message
    assert (error.rule, error.outcome) == ("transport:invalid_request", Outcome.NOT_DONE)

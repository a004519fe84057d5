"""Every client against every misbehaviour: what is said of it, and what it did to the server."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from typing import TYPE_CHECKING

import pytest
import requests
import trustme
import urllib3

from shipping_errors import (
    Category,
    NormalizedError,
    Outcome,
    classify_exception,
    classify_response,
)

from .clients import LONG, POSTS, SHORT
from .extras import needs
from .server import ANSWERS, NOWHERE, TLS_FAILURES, Server, full_queue, tls_handler

if TYPE_CHECKING:
    from collections.abc import Callable

    AnswerOf = Callable[..., NormalizedError]

# After each of these the request may have taken effect, whatever a client makes of it.
SENT = [
    "slow_headers",
    "slow_body",
    "reset_before",
    "reset_after",
    "close_after",
    "truncated",
    "truncated_chunks",
    "no_http",
    "broken_gzip",
    "redirect_for_ever",
    "redirect_nowhere",
    "redirect_to_limit",
    "html",
    "html_with_200",
]
QUICK = [*(name for name in SENT if not name.startswith("slow")), *ANSWERS]


@pytest.mark.parametrize("behaviour", SENT)
def test_what_may_have_reached_the_provider_is_not_called_safe(
    server: Server, client: str, order: str, answer_of: AnswerOf, behaviour: str
) -> None:
    timeout = SHORT if behaviour.startswith("slow") else LONG
    answer = answer_of(client, server.url(f"{behaviour}/{order}"), timeout=timeout)

    assert answer.is_error
    assert not answer.safe_to_retry()


@pytest.mark.parametrize("behaviour", QUICK)
@pytest.mark.parametrize("provider", ["aftership", "clickpost", "pkge"])
def test_what_is_called_safe_took_no_effect(  # noqa: PLR0913, PLR0917 - fixtures
    server: Server, client: str, order: str, answer_of: AnswerOf, behaviour: str, provider: str
) -> None:
    """So it can be sent again, and takes effect once."""
    answer = answer_of(client, server.url(f"{behaviour}/{order}"), provider)

    assert not (answer.safe_to_retry() and server.effects[order])


@pytest.mark.parametrize(
    ("behaviour", "category", "outcome", "retry_after"),
    [
        ("clickpost_done", Category.OK, Outcome.DONE, None),
        ("clickpost_exists", Category.ALREADY_DONE, Outcome.ALREADY_DONE, None),
        ("clickpost_queued", Category.PENDING, Outcome.IN_PROGRESS, None),
        ("clickpost_carrier_down", Category.CARRIER_UNAVAILABLE, Outcome.MAYBE_DONE, None),
        ("clickpost_key_wrong", Category.AUTHENTICATION, Outcome.NOT_DONE, None),
        ("aftership_busy", Category.BUSY, Outcome.NOT_DONE, None),
        ("aftership_limited", Category.RATE_LIMITED, Outcome.NOT_DONE, 7.0),
        ("aftership_done", Category.OK, Outcome.DONE, None),
        ("pkge_done", Category.OK, Outcome.DONE, None),
        ("pkge_limited", Category.RATE_LIMITED, Outcome.NOT_DONE, 3.0),
    ],
)
def test_every_client_tells_the_body_and_the_headers(  # noqa: PLR0913, PLR0917 - fixtures, a table
    server: Server,
    client: str,
    order: str,
    answer_of: AnswerOf,
    behaviour: str,
    category: Category,
    outcome: Outcome,
    retry_after: float | None,
) -> None:
    provider = behaviour.partition("_")[0]
    answer = answer_of(client, server.url(f"{behaviour}/{order}"), provider)

    assert (answer.category, answer.outcome) == (category, outcome)
    assert answer.retry_after == retry_after


def test_a_refused_connection_is_safe(client: str, answer_of: AnswerOf) -> None:
    answer = answer_of(client, NOWHERE)

    assert answer.category is Category.NETWORK
    assert answer.safe_to_retry()


def test_a_name_that_does_not_resolve_is_safe(
    client: str, answer_of: AnswerOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The resolver fails here, as it does for ``.invalid``, and not after a wait somewhere else."""

    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    answer = answer_of(client, "http://provider.invalid/")

    assert answer.category is Category.NETWORK
    assert answer.safe_to_retry()


def test_a_connection_that_takes_too_long_is_safe(client: str, answer_of: AnswerOf) -> None:
    with full_queue() as port:
        answer = answer_of(client, f"http://127.0.0.1:{port}/", timeout=SHORT)

    assert answer.category is Category.NETWORK
    assert answer.safe_to_retry()


# libcurl has its own, and tornado does not say where its sockets fail.
WITH_SOCKETS_OF_PYTHON = [
    pytest.param(name, marks=needs(name))
    for name in POSTS
    if not name.startswith(("curl_cffi", "tornado"))
]


@pytest.mark.parametrize("client", WITH_SOCKETS_OF_PYTHON)
def test_an_address_without_a_route_is_safe(
    client: str, answer_of: AnswerOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EHOSTUNREACH, "No route to host")

    monkeypatch.setattr(socket.socket, "connect", fail)
    answer = answer_of(client, NOWHERE)

    assert answer.category is Category.NETWORK
    assert answer.safe_to_retry()


def test_a_handshake_of_asyncio_itself_that_fails_is_safe() -> None:
    with (
        Server(TLS_FAILURES["close"]) as server,
        pytest.raises(OSError) as caught,  # noqa: PT011 - one of many kinds
    ):
        asyncio.run(asyncio.open_connection("127.0.0.1", server.port, ssl=True))

    assert classify_exception("clickpost", caught.value).safe_to_retry()


@pytest.mark.parametrize("failure", TLS_FAILURES)
def test_a_tls_handshake_that_fails_is_safe(client: str, answer_of: AnswerOf, failure: str) -> None:
    with Server(TLS_FAILURES[failure]) as server:
        timeout = SHORT if failure == "silent" else LONG
        answer = answer_of(client, server.url("", "https"), timeout=timeout)

    assert answer.category is Category.NETWORK
    assert answer.safe_to_retry()


def test_a_certificate_that_is_not_trusted_is_safe(
    client: str, order: str, answer_of: AnswerOf
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with Server(tls_handler(context)) as server:
        answer = answer_of(client, server.url(f"clickpost_done/{order}", "https"))

        assert answer.category is Category.NETWORK
        assert answer.safe_to_retry()
        assert server.received[order] == 0


RETRIES = urllib3.Retry(2, status_forcelist=[429], allowed_methods=None)


def _urllib3_retrying(url: str, *, raise_on_status: bool) -> NormalizedError:
    retries = RETRIES.new(raise_on_status=raise_on_status)
    with urllib3.PoolManager() as pool:
        try:
            return classify_response("clickpost", pool.request("POST", url, retries=retries))
        except urllib3.exceptions.HTTPError as exc:
            return classify_exception("clickpost", exc)


def _requests_retrying(url: str, *, raise_on_status: bool) -> NormalizedError:
    retries = RETRIES.new(raise_on_status=raise_on_status)
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retries))
        try:
            return classify_response("clickpost", session.post(url))
        except requests.RequestException as exc:
            return classify_exception("clickpost", exc)


@pytest.mark.parametrize("call", [_urllib3_retrying, _requests_retrying])
@pytest.mark.parametrize("raise_on_status", [False, True])
@pytest.mark.parametrize(
    ("first", "outcome"),
    [("reset_after", Outcome.MAYBE_DONE), ("limited", Outcome.NOT_DONE)],
)
def test_an_earlier_try_of_the_client_itself_is_not_forgotten(  # noqa: PLR0913 - as above
    server: Server,
    order: str,
    call: Callable[..., NormalizedError],
    first: str,
    outcome: Outcome,
    *,
    raise_on_status: bool,
) -> None:
    """Its last try was told to wait, which is safe; the first may have bought a label."""
    server.plans[f"post/{order}"] = [first, "limited", "limited"]
    answer = call(server.url(f"post/{order}"), raise_on_status=raise_on_status)

    assert (answer.category, answer.outcome) == (Category.RATE_LIMITED, outcome)
    assert server.received[order] == 3

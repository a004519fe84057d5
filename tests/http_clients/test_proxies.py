"""Calls through a proxy: what the proxy had of the request, and what it had not."""

from __future__ import annotations

import asyncio
import http.client
import ssl
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp
import curl_cffi
import httpx
import httpx2
import pytest
import requests
import urllib3

from shipping_errors import Outcome, classify_exception

from .clients import CA, CA_FILE, LONG, TRUST
from .extras import LEAVING_SOCKETS, needs
from .server import NOWHERE, Server, read_whole, reset

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

pytestmark = LEAVING_SOCKETS
PROVIDER = "provider.invalid"  # the proxy's to resolve


def _httpx(url: str, proxy: str) -> None:
    with httpx.Client(proxy=proxy, timeout=LONG) as client:
        client.post(url)


def _httpx2(url: str, proxy: str) -> None:
    with httpx2.Client(proxy=proxy, timeout=LONG) as client:
        client.post(url)


def _httpx_async(url: str, proxy: str) -> None:
    async def call() -> None:
        async with httpx.AsyncClient(proxy=proxy, timeout=LONG) as client:
            await client.post(url)

    asyncio.run(call())


def _niquests(url: str, proxy: str) -> None:
    import niquests  # noqa: PLC0415 - it is not always installed

    with niquests.Session() as session:
        session.post(url, proxies={"http": proxy, "https": proxy}, timeout=LONG)


def _curl_cffi(url: str, proxy: str) -> None:
    with curl_cffi.Session(proxy=proxy, timeout=LONG) as session:
        session.post(url)


def _http_client(url: str, proxy: str) -> None:
    there, target = urlsplit(proxy), urlsplit(url)
    kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
    connection = kind(str(there.hostname), there.port, timeout=LONG)
    if target.scheme == "https":
        connection.set_tunnel(str(target.hostname))
    try:
        connection.request("POST", url)
        connection.getresponse().read()
    finally:
        connection.close()


def _requests(url: str, proxy: str) -> None:
    with requests.Session() as session:
        session.post(url, proxies={"http": proxy, "https": proxy}, timeout=LONG)


def _urllib3(url: str, proxy: str) -> None:
    with urllib3.ProxyManager(proxy, timeout=LONG, retries=False) as pool:
        pool.request("POST", url)


def _urllib(url: str, proxy: str) -> None:
    handler = urllib.request.ProxyHandler({"http": proxy, "https": proxy})
    request = urllib.request.Request(url, data=b"")  # noqa: S310 - the loopback
    urllib.request.build_opener(handler).open(request, timeout=LONG)


def _aiohttp(url: str, proxy: str) -> None:
    async def call() -> None:
        async with aiohttp.ClientSession() as session, session.post(url, proxy=proxy):
            pass

    asyncio.run(call())


CLIENTS = [
    _httpx,
    _httpx_async,
    _httpx2,
    _requests,
    _urllib3,
    _urllib,
    _aiohttp,
    _curl_cffi,
    _http_client,
    pytest.param(_niquests, marks=needs("niquests")),
]


def _raised(client: Callable[[str, str], None], url: str, proxy: str) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever the client raises
        client(url, proxy)
    return caught.value


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("behaviour", ["close_after", "reset_after", "reset_before"])
def test_a_proxy_that_goes_away_with_the_request_may_have_passed_it_on(
    server: Server, order: str, client: Callable[[str, str], None], behaviour: str
) -> None:
    """Some clients say that they could not connect to the proxy; they had."""
    exc = _raised(client, f"http://{PROVIDER}/{behaviour}/{order}", server.url(""))
    answer = classify_exception("clickpost", exc)

    assert answer.category == "network"
    assert answer.outcome is Outcome.MAYBE_DONE


@pytest.mark.parametrize("client", CLIENTS)
def test_a_proxy_that_can_not_be_reached_has_sent_nothing(
    client: Callable[[str, str], None],
) -> None:
    answer = classify_exception("clickpost", _raised(client, f"http://{PROVIDER}/", NOWHERE))

    assert answer.category == "network"
    assert answer.safe_to_retry()


def _saying(what: bytes) -> Callable[[Server, socket.socket], None]:
    """Read a CONNECT, and answer this."""

    def handle(_: Server, connection: socket.socket) -> None:
        connection.recv(1_000)
        connection.sendall(what)

    return handle


def _resetting(_: Server, connection: socket.socket) -> None:
    connection.recv(1_000)
    reset(connection)


TUNNEL = b"HTTP/1.1 200 Established\r\n\r\n"
NO_TUNNEL = {
    "refused": _saying(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"),
    "key_asked_for": _saying(b"HTTP/1.1 407 X\r\nContent-Length: 0\r\n\r\n"),
    "broken_gateway": _saying(b"HTTP/1.1 502 X\r\nContent-Length: 0\r\n\r\n"),
    "closed": _saying(b""),
    "half": _saying(b"HTTP/1.1 2"),
    "garbled": _saying(b"\xff\xff\r\n\r\n"),
    "reset": _resetting,
    "no_handshake": _saying(TUNNEL),
}


# curl_cffi fails there with a ValueError of its own, which tells nothing.
NOT_TOLD = [(_curl_cffi, "garbled")]


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("proxy", NO_TUNNEL)
def test_a_proxy_that_makes_no_tunnel_has_sent_nothing(
    client: Callable[[str, str], None], proxy: str
) -> None:
    with Server(NO_TUNNEL[proxy]) as server:
        exc = _raised(client, f"https://{PROVIDER}/", server.url(""))
        error = classify_exception("clickpost", exc)

    assert error.safe_to_retry() or (client, proxy) in NOT_TOLD
    assert error.http_status is None


def _whole_in_the_tunnel(server: Server, connection: socket.socket) -> None:
    """Be a proxy, and the provider behind it, which reads the request and hangs up."""
    connection.recv(1_000)
    connection.sendall(TUNNEL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CA.issue_cert("127.0.0.1").configure_cert(context)
    with context.wrap_socket(connection, server_side=True) as secure:
        server.received[read_whole(secure).strip("/")] += 1


def _httpx_trusting(url: str, proxy: str) -> None:
    with httpx.Client(proxy=proxy, timeout=LONG, verify=TRUST) as client:
        client.post(url)


def _requests_trusting(url: str, proxy: str) -> None:
    requests.post(url, proxies={"https": proxy}, timeout=LONG, verify=CA_FILE)


@pytest.mark.parametrize("client", [_httpx_trusting, _requests_trusting])
def test_a_request_that_went_through_the_tunnel_is_in_doubt(
    order: str, client: Callable[[str, str], None]
) -> None:
    """The proof of the test above: when the tunnel is there, nothing is proven any more."""
    with Server(_whole_in_the_tunnel) as server:
        exc = _raised(client, f"https://127.0.0.1/{order}", server.url(""))

    assert server.received[order] == 1
    assert classify_exception("clickpost", exc).outcome is Outcome.MAYBE_DONE


SOCKS = {
    "closed": [],
    "no_method": [b"\x05\xff"],
    "garbled": [b"HTTP/1.1 400 X\r\n\r\n"],
    "closed_later": [b"\x05\x00"],
    "refused": [b"\x05\x00", bytes([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])],
}


@pytest.mark.parametrize("client", [_httpx, _httpx_async, _httpx2, _requests, _curl_cffi])
@pytest.mark.parametrize("answers", SOCKS)
def test_a_socks_proxy_that_makes_no_connection_has_sent_nothing(
    client: Callable[[str, str], None], answers: str
) -> None:
    def handle(_: Server, connection: socket.socket) -> None:
        for answer in SOCKS[answers] or [b""]:
            connection.recv(300)
            connection.sendall(answer)

    with Server(handle) as server:
        exc = _raised(client, "http://127.0.0.1:1/", f"socks5://127.0.0.1:{server.port}")
        error = classify_exception("clickpost", exc)

    assert error.category == "network"
    assert error.safe_to_retry()

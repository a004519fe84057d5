"""Calls through a proxy: what the proxy had of the request, and what it had not."""

from __future__ import annotations

import asyncio
import contextlib
import urllib.request
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import pytest
import requests
import urllib3

from shipping_errors import Outcome, classify_exception

from .clients import LONG
from .server import NOWHERE, Server

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

PROVIDER = "provider.invalid"  # the proxy's to resolve


def _httpx(url: str, proxy: str) -> None:
    with httpx.Client(proxy=proxy, timeout=LONG) as client:
        client.post(url)


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


CLIENTS = [_httpx, _requests, _urllib3, _urllib, _aiohttp]


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

    assert answer.rule in {"transport:refused", "transport:proxy"}
    assert answer.safe_to_retry()


def _refuse(_: Server, connection: socket.socket) -> None:
    connection.recv(1_000)
    connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize("client", CLIENTS)
def test_a_proxy_that_refuses_the_tunnel_has_sent_nothing(
    client: Callable[[str, str], None],
) -> None:
    with Server(_refuse) as proxy:
        answer = classify_exception(
            "clickpost", _raised(client, f"https://{PROVIDER}/", proxy.url(""))
        )

    assert answer.rule == "transport:proxy"
    assert answer.http_status is None
    assert answer.safe_to_retry()


def _break_off(_: Server, connection: Any) -> None:
    with contextlib.suppress(OSError):
        connection.recv(1_000)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_proxy_that_hangs_up_before_the_tunnel_stands_is_a_failure_of_the_network(
    client: Callable[[str, str], None],
) -> None:
    with Server(_break_off) as proxy:
        exc = _raised(client, f"https://{PROVIDER}/", proxy.url(""))

    assert classify_exception("clickpost", exc).category == "network"

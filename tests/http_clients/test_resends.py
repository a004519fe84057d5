"""Clients send a request again by themselves, where a connection that they kept is dead."""

from __future__ import annotations

import asyncio
import re
import socket
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import aiohttp
import curl_cffi
import pytest

from shipping_errors import (
    Outcome,
    RateLimitedError,
    ShippingError,
    as_shipping_errors,
    classify_exception,
)

from .clients import LONG
from .server import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Send = Callable[[aiohttp.ClientSession, str], Awaitable[object]]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
LIMITED = b"HTTP/1.1 429 X\r\nContent-Length: 2\r\n\r\n{}"


def _read_whole(connection: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        part = connection.recv(1)
        if not part:
            raise ConnectionResetError
        head += part
    length = re.search(rb"content-length: ([0-9]+)", head.lower())
    for _ in range(int(length[1]) if length else 0):
        connection.recv(1)
    return head


def _serve(listener: socket.socket, then: bytes | None, first: bytes = OK) -> list[bytes]:
    """Answer one request; carry the next one out, and close. Return what was carried out.

    What is sent again is answered with ``then``, or refused.
    """
    done = []
    connection, _ = listener.accept()
    if then is None:
        listener.close()
    with connection:
        connection.settimeout(LONG)
        _read_whole(connection)
        connection.sendall(first)
        done.append(_read_whole(connection).partition(b" ")[0])
    if then is not None:
        connection, _ = listener.accept()
        with connection:
            _read_whole(connection)
            connection.sendall(then)
    return done


def _call(send: Send, then: bytes | None) -> Any:
    """Do a call over a connection that was used before, and return what it raises."""

    async def call(url: str) -> None:
        async with aiohttp.ClientSession() as session:
            await (await session.get(url)).read()
            with as_shipping_errors("clickpost"):
                await send(session, url)

    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as pool:
        listener.settimeout(LONG)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        serving = pool.submit(_serve, listener, then)
        with pytest.raises(ShippingError) as caught:
            asyncio.run(call(url))
        assert len(serving.result()) == 1
    return caught.value


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_refusal_of_what_was_sent_again_is_not_safe(method: str) -> None:
    error = _call(lambda session, url: session.request(method, url), None).error

    assert (error.rule, error.outcome) == ("transport:refused", Outcome.MAYBE_DONE)


def test_an_answer_to_what_was_sent_again_is_not_safe_in_the_hook(page: dict[str, Any]) -> None:
    exc = _call(
        lambda session, url: session.delete(url, raise_for_status=page["check_aiohttp"]), LIMITED
    )

    assert isinstance(exc, RateLimitedError)
    assert exc.error.outcome is Outcome.MAYBE_DONE


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_refusal_of_what_was_sent_once_is_safe(method: str) -> None:
    async def call() -> None:
        async with aiohttp.ClientSession() as session:
            await session.request(method, NOWHERE)

    with pytest.raises(aiohttp.ClientError) as caught:
        asyncio.run(call())
    assert classify_exception("clickpost", caught.value).safe_to_retry()


def test_what_libcurl_sends_again_by_itself_is_in_doubt() -> None:
    """It does so with a POST, too, where a connection that it kept turns out to be dead."""
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as pool:
        listener.settimeout(LONG)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        serving = pool.submit(_serve, listener, None)
        with curl_cffi.Session() as session:
            session.get(url)
            with pytest.raises(curl_cffi.requests.exceptions.RequestException) as caught:
                session.post(url)
        assert serving.result() == [b"POST"]
    error = classify_exception("clickpost", caught.value)

    assert (error.rule, error.outcome) == ("transport:refused", Outcome.MAYBE_DONE)


def test_what_xmlrpc_sends_again_by_itself_is_in_doubt() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as pool:
        listener.settimeout(LONG)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        body = xmlrpc.client.dumps((1,), methodresponse=True).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n"
        serving = pool.submit(_serve, listener, None, head % len(body) + body)
        with xmlrpc.client.ServerProxy(url) as proxy:
            assert proxy.rates() == 1
            with pytest.raises(ConnectionRefusedError) as caught:
                proxy.buy()
        assert serving.result() == [b"POST"]
    error = classify_exception("clickpost", caught.value)

    assert (error.rule, error.outcome) == ("transport:refused", Outcome.MAYBE_DONE)

"""How a connection ends that was made, or kept: each proves nothing of the request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import h2.config
import h2.connection
import h2.events
import httpx
import pytest
import requests

from shipping_errors import (
    Category,
    Outcome,
    classify_exception,
)

from .clients import LONG, TRUST
from .frames import raised_by
from .server import Server, read_whole, reset

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable


def _http2(end: Callable[[Any, int], None]) -> Callable[[Server, socket.socket], None]:
    """Read a request as a whole over HTTP/2, and end the stream or the connection."""

    def handle(server: Server, connection: socket.socket) -> None:
        state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        state.initiate_connection()
        connection.sendall(state.data_to_send())
        while data := connection.recv(65_536):
            for event in state.receive_data(data):
                if isinstance(event, h2.events.StreamEnded):
                    server.received["h2"] += 1
                    end(state, event.stream_id)
                    connection.sendall(state.data_to_send())
                    connection.recv(65_536)
                    return
            connection.sendall(state.data_to_send())

    return handle


HTTP2_ENDS: dict[str, Callable[[Any, int], None]] = {
    "goaway": lambda state, _: state.close_connection(last_stream_id=0),
    "goaway_with_an_error": lambda state, _: state.close_connection(2),
    "refused_stream": lambda state, stream: state.reset_stream(stream, 7),
    "reset_stream": lambda state, stream: state.reset_stream(stream, 2),
}


@pytest.mark.parametrize("end", HTTP2_ENDS)
def test_an_end_of_http2_is_retryable_and_proves_nothing(end: str) -> None:
    """Even "not processed" is the server's word alone; the request arrived as a whole."""
    with Server(_http2(HTTP2_ENDS[end])) as server, httpx.Client(http1=False, http2=True) as client:
        exc = raised_by(lambda: client.post(server.url(""), content=b"{}"))
        error = classify_exception("clickpost", exc)

    assert server.received["h2"] == 1
    assert (error.rule, error.outcome, error.retryable) == (
        "transport:reset",
        Outcome.MAYBE_DONE,
        True,
    )


def _kept(end: Callable[[socket.socket], object]) -> Callable[[Server, socket.socket], None]:
    """Respond to a request; read the next one as a whole, and end without a response."""

    def handle(server: Server, connection: socket.socket) -> None:
        read_whole(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        read_whole(connection)
        server.received["second"] += 1
        end(connection)

    return handle


def _twice_httpx(url: str) -> None:
    with httpx.Client(verify=TRUST) as client:
        client.post(url, content=b"{}")
        client.post(url, content=b"{}")


def _twice_requests(url: str) -> None:
    with requests.Session() as session:
        session.post(url, data=b"{}", timeout=LONG)
        session.post(url, data=b"{}", timeout=LONG)


def _twice_aiohttp(url: str) -> None:
    async def call() -> None:
        async with aiohttp.ClientSession() as session:
            for _ in range(2):
                async with session.post(url, data=b"{}") as response:
                    await response.read()

    asyncio.run(call())


@pytest.mark.parametrize("call", [_twice_httpx, _twice_requests, _twice_aiohttp])
@pytest.mark.parametrize("end", [lambda _: None, reset])
def test_an_end_of_a_connection_that_was_kept_proves_nothing(
    call: Callable[[str], None], end: Callable[[socket.socket], object]
) -> None:
    with Server(_kept(end)) as server:
        error = classify_exception("clickpost", raised_by(lambda: call(server.url(""))))

    assert server.received["second"] == 1
    assert (error.category, error.outcome) == (Category.NETWORK, Outcome.MAYBE_DONE)

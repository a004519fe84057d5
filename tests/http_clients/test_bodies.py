"""Bodies and heads that can't be sent, or can't be read."""

from __future__ import annotations

import asyncio
import http.client
import json
from typing import TYPE_CHECKING

import aiohttp
import httpx
import pytest
import requests

from shipping_errors import (
    Category,
    Outcome,
    as_shipping_errors,
    classify_exception,
)
from shipping_errors.retries import stamina_hook

from .clients import LONG, POSTS, TRUST
from .frames import raised_by
from .server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _parts(*parts: bytes) -> Iterator[bytes]:
    yield from parts


@pytest.mark.parametrize("length", ["1", "9"])
def test_a_body_of_another_length_than_it_says_may_have_arrived(
    server: Server, order: str, length: str
) -> None:
    """What is beneath httpx refuses it, after a part that may have been enough."""
    url, headers = server.url(f"clickpost_done/{order}"), {"Content-Length": length}
    exc = raised_by(
        lambda: httpx.post(url, content=_parts(b"{", b"}"), headers=headers, verify=TRUST)
    )
    error = classify_exception("clickpost", exc)

    assert (error.rule, error.outcome) == ("transport:invalid_body", Outcome.MAYBE_DONE)
    assert not error.retryable


def test_a_body_that_aiohttp_can_not_unpack_is_garbled_and_not_cut_off() -> None:
    response = b"HTTP/1.1 200 X\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\nno gzip"
    with Server.sending(response) as server:
        exc = raised_by(lambda: POSTS["aiohttp"](server.url("order")))

    assert classify_exception("clickpost", exc).rule == "transport:garbled"


NOT_JSON: dict[str, Callable[[str], object]] = {
    "requests": lambda url: requests.get(url, timeout=LONG).json(),
    "httpx": lambda url: httpx.get(url, verify=TRUST).json(),
    "json": lambda _: json.loads("<"),
}


@pytest.mark.parametrize("name", NOT_JSON)
def test_a_body_that_is_no_json_is_left_to_the_caller(server: Server, name: str) -> None:
    url = server.url("html_with_200/order")
    exc = raised_by(lambda: NOT_JSON[name](url))
    error = classify_exception("clickpost", exc)

    assert (error.category, error.outcome, error.retryable) == (
        Category.UNKNOWN,
        Outcome.MAYBE_DONE,
        False,
    )
    assert stamina_hook(idempotent=True, provider="clickpost")(exc) is False
    assert type(raised_by(lambda: as_shipping_errors("clickpost")(NOT_JSON[name])(url))) is type(
        exc
    )


@pytest.mark.parametrize(
    ("status", "category", "wait"),
    [
        (200, Category.UNKNOWN, None),
        (429, Category.RATE_LIMITED, 7.0),
        (503, Category.PROVIDER_UNAVAILABLE, 7.0),
    ],
)
def test_a_page_where_aiohttp_expects_json_is_known_by_its_status(
    status: int, category: Category, wait: float | None
) -> None:
    async def call(url: str) -> None:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            await response.json()

    head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nRetry-After: 7\r\n"
    with Server.sending(f"{head}Content-Length: 6\r\n\r\n<html>".encode()) as server:
        exc = raised_by(lambda: asyncio.run(call(server.url("order"))))
    error = classify_exception("clickpost", exc)

    assert (error.http_status, error.category, error.retry_after) == (status, category, wait)


ODD_RESPONSES = {
    "no_http": b"NOT HTTP AT ALL\r\n\r\n",
    "many_headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 120 + b"\r\n",
    "long_header": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("name", ODD_RESPONSES)
def test_what_the_standard_library_can_not_parse_is_of_the_network(name: str) -> None:
    with Server.sending(ODD_RESPONSES[name]) as server:
        exc = raised_by(lambda: POSTS["http_client"](server.url("order")))
    error = classify_exception("clickpost", exc)

    assert (error.category, error.outcome) == (Category.NETWORK, Outcome.MAYBE_DONE)


def test_an_address_that_the_standard_library_refuses_was_not_sent() -> None:
    def call() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", 1)
        connection.request("GET", "/a b")

    error = classify_exception("clickpost", raised_by(call))

    assert (error.category, error.outcome) == (Category.MALFORMED_REQUEST, Outcome.NOT_DONE)

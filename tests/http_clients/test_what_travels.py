"""Exceptions that travel, that are wrapped, and labels whose response is lost."""

from __future__ import annotations

import asyncio
import contextlib
import pickle
from typing import TYPE_CHECKING

import httpx
import pytest
import stamina

from shipping_errors import (
    Category,
    Outcome,
    ShippingError,
    as_shipping_errors,
    classify_exception,
    classify_response,
)
from shipping_errors.retries import stamina_hook

from .clients import POSTS
from .frames import raised_by
from .server import NOWHERE, Server, read_whole

if TYPE_CHECKING:
    import socket


@pytest.mark.parametrize("name", ["httpx", "requests"])
def test_an_exception_that_was_pickled_is_known_by_its_class(name: str) -> None:
    """It has no frames: neither a proof, nor a reason for doubt."""
    exc = raised_by(lambda: POSTS[name](NOWHERE))
    error = classify_exception("clickpost", pickle.loads(pickle.dumps(exc)))

    assert (error.category, error.outcome) == (Category.NETWORK, Outcome.NOT_DONE)


def test_a_group_of_exceptions_is_left_alone() -> None:
    async def call() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_fail())

    async def _fail() -> None:
        raise httpx.ConnectError("?")

    exc = raised_by(lambda: asyncio.run(call()))
    error = classify_exception("clickpost", exc)

    assert (error.category, error.retryable) == (Category.UNKNOWN, False)
    assert stamina_hook(idempotent=True, provider="clickpost")(exc) is False
    with pytest.raises(ExceptionGroup), as_shipping_errors("clickpost"):
        raise exc


def test_a_redirect_to_a_page_to_log_in_is_no_success() -> None:
    def handle(_: Server, connection: socket.socket) -> None:
        if read_whole(connection) == "/login":
            page = b"<html><head><title>Log in</title></head></html>"
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
            connection.sendall(head % len(page) + page)
        else:
            head = b"HTTP/1.1 302 X\r\nLocation: /login\r\nContent-Length: 0\r\n"
            connection.sendall(head + b"Connection: close\r\n\r\n")

    with Server(handle) as server:
        for name in ("httpx", "requests"):
            error = classify_response("clickpost", POSTS[name](server.url("labels")))

            assert (error.category, error.message) == (Category.UNKNOWN, "Log in")
            assert not error.safe_to_retry(idempotent=True)


@pytest.mark.parametrize("name", ["httpx", "requests", "aiohttp", "urllib"])
@pytest.mark.parametrize(("idempotent", "posts"), [(False, 1), (True, 3)])
def test_a_label_whose_response_is_lost_is_bought_once(
    server: Server, order: str, name: str, posts: int, *, idempotent: bool
) -> None:
    loop = stamina.retry(
        on=stamina_hook(idempotent=idempotent), attempts=3, wait_initial=0, wait_jitter=0
    )
    with contextlib.suppress(ShippingError):
        loop(as_shipping_errors("clickpost")(POSTS[name]))(server.url(f"reset_after/{order}"))

    assert server.effects[order] == posts

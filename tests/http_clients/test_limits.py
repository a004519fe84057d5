"""Limits of the caller's own around a call."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import aiohttp
import anyio
import httpx
import pytest
import trio

from shipping_errors import (
    Category,
    Outcome,
    classify_exception,
)

from .clients import SHORT, TRUST
from .frames import raised_by
from .server import Server, full_queue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


async def _asyncio_timeout(url: str) -> None:
    async with httpx.AsyncClient(verify=TRUST) as client, asyncio.timeout(SHORT):
        await client.post(url)


async def _wait_for(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        await asyncio.wait_for(session.post(url), SHORT)


async def _aiohttp_total(url: str) -> None:
    timeout = aiohttp.ClientTimeout(total=SHORT)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        await session.post(url)


async def _anyio(url: str) -> None:
    async with httpx.AsyncClient(verify=TRUST) as client:
        with anyio.fail_after(SHORT):
            await client.post(url)


async def _trio(url: str) -> None:
    async with httpx.AsyncClient(verify=TRUST) as client:
        with trio.fail_after(SHORT):
            await client.post(url)


def _in_a_thread(url: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(httpx.post, url, verify=TRUST, timeout=4 * SHORT).result(timeout=SHORT)


def _by_asyncio(call: Callable[[str], Awaitable[None]]) -> Callable[[str], None]:
    return lambda url: asyncio.run(call(url))  # type: ignore[arg-type]


LIMITS: dict[str, Callable[[str], object]] = {
    "asyncio.timeout": _by_asyncio(_asyncio_timeout),
    "asyncio.wait_for": _by_asyncio(_wait_for),
    "aiohttp_total": _by_asyncio(_aiohttp_total),
    "anyio": _by_asyncio(_anyio),
    "trio": lambda url: trio.run(_trio, url),
    "thread": _in_a_thread,
}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_around_a_call_that_was_sent_proves_nothing(
    server: Server, order: str, limit: str
) -> None:
    exc = raised_by(lambda: LIMITS[limit](server.url(f"slow_headers/{order}")))
    error = classify_exception("clickpost", exc)

    assert server.received[order] == 1
    assert (error.category, error.outcome, error.retryable) == (
        Category.NETWORK,
        Outcome.MAYBE_DONE,
        True,
    )


@pytest.mark.parametrize("limit", ["asyncio.timeout", "asyncio.wait_for", "aiohttp_total"])
def test_a_limit_around_a_call_that_was_connecting_is_safe(limit: str) -> None:
    with full_queue() as port:
        exc = raised_by(lambda: LIMITS[limit](f"http://127.0.0.1:{port}/"))

    assert classify_exception("clickpost", exc).rule == "transport:connect_timeout"

"""A cache between the caller and the client: what is said of a call is what is true of it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from typing import TYPE_CHECKING

import anysqlite
import httpx
import pytest
import requests
from hishel import AsyncSqliteStorage, SqliteStorage
from hishel.httpx import AsyncCacheTransport, CacheTransport
from hishel.requests import CacheAdapter

from shipping_errors import Outcome, classify_exception, classify_response

from .clients import LONG
from .server import NOWHERE, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Call = Callable[[str], httpx.Response | requests.Response]


@contextlib.contextmanager
def _storage() -> Iterator[SqliteStorage]:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    with contextlib.closing(connection):
        yield SqliteStorage(connection=connection)


def _httpx(url: str, method: str = "POST", times: int = 1) -> httpx.Response:
    with (
        _storage() as storage,
        httpx.Client(
            transport=CacheTransport(httpx.HTTPTransport(), storage), timeout=LONG
        ) as client,
    ):
        responses = [client.request(method, url) for _ in range(times)]
    return responses[-1]


def _httpx_async(url: str) -> httpx.Response:
    async def call() -> httpx.Response:
        connection = await anysqlite.connect(":memory:")
        storage = AsyncSqliteStorage(connection=connection)
        transport = AsyncCacheTransport(httpx.AsyncHTTPTransport(), storage)
        try:
            async with httpx.AsyncClient(transport=transport, timeout=LONG) as client:
                return await client.post(url)
        finally:
            await connection.close()

    return asyncio.run(call())


def _requests(url: str, method: str = "POST", times: int = 1) -> requests.Response:
    with _storage() as storage, requests.Session() as session:
        session.mount("http://", CacheAdapter(storage=storage))
        responses = [session.request(method, url, timeout=LONG) for _ in range(times)]
    return responses[-1]


CALLS: list[Call] = [_httpx, _httpx_async, _requests]


@pytest.mark.parametrize("call", CALLS)
def test_a_refusal_under_a_cache_is_safe(call: Call) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever the client raises
        call(NOWHERE)
    error = classify_exception("clickpost", caught.value)

    assert error.outcome is Outcome.NOT_DONE
    assert error.safe_to_retry()


@pytest.mark.parametrize("call", CALLS)
def test_a_call_that_arrived_under_a_cache_is_in_doubt(
    call: Call, server: Server, order: str
) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever the client raises
        call(server.url(f"reset_after/{order}"))
    error = classify_exception("clickpost", caught.value)

    assert server.received[order] == 1
    assert error.outcome is Outcome.MAYBE_DONE
    assert not error.safe_to_retry()


@pytest.mark.parametrize("call", [_httpx, _requests])
def test_a_response_out_of_a_cache_means_what_it_meant(
    call: Callable[..., httpx.Response | requests.Response], server: Server, order: str
) -> None:
    fresh = classify_response("clickpost", call(server.url(f"clickpost_key_wrong/{order}"), "GET"))
    kept = call(server.url(f"clickpost_key_wrong/{order}-2"), "GET", 2)

    assert server.received[f"{order}-2"] == 1
    assert classify_response("clickpost", kept) == fresh
    assert fresh.category == "authentication"

"""A failed call means to ``classify_exception`` what its name says, in every client."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import pytest
import requests
import responses
import respx
from aioresponses import aioresponses

from shipping_errors import Outcome, classify, classify_exception
from shipping_errors.testing import (
    SampleResponse,
    TransportFailure,
    add_aioresponses,
    add_httpx_responses,
    add_responses,
    answer_route,
    connect_timeout,
    httpx2_transport,
    httpx_transport,
    name_resolution,
    read_timeout,
    refused,
    reset,
    sample_response,
    tls,
    truncated,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_httpx import HTTPXMock

URL = "https://api.example/labels"
FINE = sample_response("aftership", "200")
NOTHING_SENT = [name_resolution(), refused(), connect_timeout(), tls()]
MAYBE_DONE = [read_timeout(), reset(), truncated()]


def outcomes(call: Callable[[], Any], times: int) -> list[Any]:
    """Call several times; an exception is an outcome, like a response."""
    seen: list[Any] = []
    for _ in range(times):
        try:
            seen.append(call())
        except Exception as exc:  # noqa: BLE001 - whatever a client raises
            seen.append(exc)
    return seen


def post_httpx(*replies: Any) -> list[Any]:
    with httpx.Client(transport=httpx_transport(*replies)) as client:
        return outcomes(lambda: client.post(URL), 3)


def post_httpx2(*replies: Any) -> list[Any]:
    with httpx2.Client(transport=httpx2_transport(*replies)) as client:
        return outcomes(lambda: client.post(URL), 3)


def post_async_httpx(*replies: Any) -> list[Any]:
    async def post() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.post(URL)

    transport = httpx_transport(*replies)
    return outcomes(lambda: asyncio.run(post()), 3)


def post_respx(*replies: Any) -> list[Any]:
    with respx.mock:
        answer_route(respx.post(URL), *replies)
        return outcomes(lambda: httpx.post(URL), 3)


def post_requests(*replies: Any) -> list[Any]:
    with responses.RequestsMock() as mock:
        add_responses(mock, "POST", URL, *replies)
        return outcomes(lambda: requests.post(URL, timeout=1), 3)


def post_aiohttp(*replies: Any) -> list[Any]:
    async def post() -> SampleResponse:
        async with aiohttp.ClientSession() as session, session.post(URL) as response:
            content, headers = await response.read(), dict(response.headers)
            return SampleResponse("", "", response.status, headers, content, FINE.row, FINE.judged)

    with aioresponses() as mock:
        add_aioresponses(mock, "POST", URL, *replies)
        return outcomes(lambda: asyncio.run(post()), 3)


CLIENTS = [post_httpx, post_httpx2, post_async_httpx, post_respx, post_requests, post_aiohttp]


def assert_means(exc: Exception, failure: TransportFailure) -> None:
    error = classify_exception("aftership", exc)
    assert error.rule == f"transport:{failure.name}"
    assert error.outcome is (Outcome.NOT_DONE if failure in NOTHING_SENT else Outcome.MAYBE_DONE)


@pytest.mark.parametrize("failure", [*NOTHING_SENT, *MAYBE_DONE], ids=lambda each: each.name)
@pytest.mark.parametrize("post", CLIENTS)
def test_each_client_fails_as_asked_and_goes_on_with_the_next(
    post: Callable[..., list[Any]], failure: TransportFailure
) -> None:
    failed, *fine = post(failure, FINE)
    assert_means(failed, failure)
    for response in fine:
        body = response.body if isinstance(response, SampleResponse) else response.content
        assert body == FINE.body
        assert classify("aftership", 200, body, headers=response.headers).category == "ok"


@pytest.mark.parametrize("failure", [*NOTHING_SENT, *MAYBE_DONE], ids=lambda each: each.name)
@pytest.mark.parametrize("post", CLIENTS)
def test_the_last_failure_comes_again_and_again(
    post: Callable[..., list[Any]], failure: TransportFailure
) -> None:
    first, *failed = post(FINE, failure)
    assert not isinstance(first, Exception)
    for exc in failed:
        assert_means(exc, failure)


def test_pytest_httpx_gets_the_replies_in_turn(httpx_mock: HTTPXMock) -> None:
    add_httpx_responses(httpx_mock, read_timeout(), FINE, method="POST", url=URL)
    failed, *fine = outcomes(lambda: httpx.post(URL), 3)
    assert_means(failed, read_timeout())
    assert [response.content for response in fine] == [FINE.body, FINE.body]


def test_aiohttp_gets_the_headers_of_a_sample() -> None:
    limited = sample_response("aftership", "429")
    (response, *_) = post_aiohttp(limited)
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["X-RateLimit-Reset"] == "1"


def test_failures_are_values() -> None:
    assert refused() == refused() != reset()
    assert len({refused(), refused(), reset()}) == 2


@pytest.mark.parametrize("post", CLIENTS)
def test_every_adapter_without_replies_says_what_to_give(
    post: Callable[..., list[Any]],
) -> None:
    with pytest.raises(ValueError, match="give at least one sample"):
        post()

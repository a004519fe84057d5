"""The label is bought, then code of the caller's own, inside the call, finds another server gone.

What it raises is of that other server, and proves nothing of the label.
"""

from __future__ import annotations

import asyncio
import http.client
import socket
import traceback
import urllib.request
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import pytest
import requests

from shipping_errors import (
    Outcome,
    ShippingError,
    as_shipping_errors,
    classify,
    classify_exception,
    raise_for_error,
)
from shipping_errors.retries import stamina_hook

from .clients import LONG, TRUST
from .extras import LEAVING_SOCKETS
from .server import NOWHERE, Server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    Audit = Callable[..., Any]
    Call = Callable[[str, Audit], object]

pytestmark = LEAVING_SOCKETS


def _by_socket(*_: object, **__: object) -> None:
    socket.create_connection(("127.0.0.1", 1), LONG).close()


def _by_httpx(*_: object, **__: object) -> None:
    httpx.post(NOWHERE, trust_env=False, verify=TRUST)


def _by_requests(*_: object, **__: object) -> None:
    requests.post(NOWHERE, timeout=LONG)


def _wrapped(*_: object, **__: object) -> None:
    """An exception class of the caller's own around the refusal."""
    try:
        _by_socket()
    except OSError as exc:
        raise RuntimeError from exc


async def _async(*_: object, **__: object) -> None:
    await asyncio.open_connection("127.0.0.1", 1)


AUDITS = [_by_socket, _by_httpx, _by_requests, _wrapped]


def _httpx_hook(url: str, audit: Audit) -> None:
    with httpx.Client(event_hooks={"response": [audit]}, verify=TRUST) as client:
        client.post(url)


def _httpx2_hook(url: str, audit: Audit) -> None:
    with httpx2.Client(event_hooks={"response": [audit]}, verify=TRUST) as client:
        client.post(url)


def _httpx_transport(url: str, audit: Audit) -> None:
    class Audited(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            response = super().handle_request(request)
            audit()
            return response

    with httpx.Client(transport=Audited()) as client:
        client.post(url)


def _httpx_auth(url: str, audit: Audit) -> None:
    class Audited(httpx.Auth):
        def auth_flow(self, request: httpx.Request) -> Any:
            yield request
            audit()

    with httpx.Client(auth=Audited(), verify=TRUST) as client:
        client.post(url)


def _httpx_body(url: str, audit: Audit) -> None:
    """All of the body was sent when its generator goes on."""

    def body() -> Iterator[bytes]:
        yield b"{}"
        audit()

    with httpx.Client(verify=TRUST) as client:
        client.post(url, content=body(), headers={"Content-Length": "2"})


def _requests_hook(url: str, audit: Audit) -> None:
    with requests.Session() as session:
        session.hooks["response"].append(audit)
        session.post(url, timeout=LONG)


def _requests_adapter(url: str, audit: Audit) -> None:
    class Audited(requests.adapters.HTTPAdapter):
        def send(self, *args: Any, **kwargs: Any) -> requests.Response:
            response = super().send(*args, **kwargs)
            audit()
            return response

    with requests.Session() as session:
        session.mount("http://", Audited())
        session.post(url, timeout=LONG)


class _Body:
    """A file that is refused when all of it was read."""

    def __init__(self, audit: Audit) -> None:
        self._parts, self._audit = [b"{}"], audit

    def __len__(self) -> int:
        return 2

    def read(self, _: int = -1) -> bytes:
        if not self._parts:
            self._audit()
        return self._parts.pop()


def _requests_body(url: str, audit: Audit) -> None:
    requests.post(url, data=_Body(audit), timeout=LONG)  # type: ignore[arg-type]


def _urllib_body(url: str, audit: Audit) -> None:
    request = urllib.request.Request(url, _Body(audit), {"Content-Length": "2"})  # type: ignore[arg-type]  # noqa: S310 - to the loopback
    urllib.request.urlopen(request, timeout=LONG)  # noqa: S310 - as above


def _http_client_body(url: str, audit: Audit) -> None:
    connection = http.client.HTTPConnection(url.split("/")[2], timeout=LONG)
    try:
        path = "/" + url.split("/", 3)[3]
        connection.request("POST", path, _Body(audit), {"Content-Length": "2"})  # type: ignore[arg-type]
    finally:
        connection.close()


CALLS = [
    _httpx_hook,
    _httpx2_hook,
    _httpx_transport,
    _httpx_auth,
    _httpx_body,
    _requests_hook,
    _requests_adapter,
    _requests_body,
    _urllib_body,
    _http_client_body,
]


def _httpx_hook_async(url: str) -> None:
    async def call() -> None:
        async with httpx.AsyncClient(event_hooks={"response": [_async]}, verify=TRUST) as client:
            await client.post(url)

    asyncio.run(call())


def _httpx_hook_async_in_time(url: str) -> None:
    """A limit around all of it ends while the hook connects."""

    async def hook(_: httpx.Response) -> None:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().call_soon(task.cancel)
        await asyncio.open_connection("127.0.0.1", 1)

    async def call() -> None:
        async with httpx.AsyncClient(event_hooks={"response": [hook]}, verify=TRUST) as client:
            try:
                await client.post(url)
            except asyncio.CancelledError as exc:
                raise TimeoutError from exc  # as asyncio.timeout does

    asyncio.run(call())


def _aiohttp(url: str, **options: Any) -> None:
    async def call() -> None:
        async with aiohttp.ClientSession(**options) as session, session.post(url):
            pass

    asyncio.run(call())


def _aiohttp_raise_for_status(url: str) -> None:
    _aiohttp(url, raise_for_status=_async)


def _aiohttp_middleware(url: str) -> None:
    async def audited(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        response = await handler(request)
        await _async()
        return response

    _aiohttp(url, middlewares=(audited,))


def _aiohttp_trace(url: str) -> None:
    config = aiohttp.TraceConfig()
    config.on_request_end.append(_async)
    _aiohttp(url, trace_configs=[config])


def _aiohttp_body(url: str) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"{}"
        await _async()

    async def call() -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=body(), headers={"Content-Length": "2"}),
        ):
            pass

    asyncio.run(call())


ASYNC_CALLS = [
    _httpx_hook_async,
    _httpx_hook_async_in_time,
    _aiohttp_raise_for_status,
    _aiohttp_middleware,
    _aiohttp_trace,
]


def _check(call: Callable[[], object], server: Server, order: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever the client lets through
        call()
    error = classify_exception("clickpost", caught.value)

    server.wait_for(order)
    assert error.outcome is Outcome.MAYBE_DONE
    assert not error.safe_to_retry()
    assert stamina_hook(idempotent=False, provider="clickpost")(caught.value) is False
    with pytest.raises(Exception) as turned, as_shipping_errors("clickpost"):  # noqa: PT011 - either
        raise caught.value
    is_left_alone = turned.value is caught.value
    error = getattr(turned.value, "error", None)
    assert is_left_alone or (error is not None and error.outcome is Outcome.MAYBE_DONE)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("audit", AUDITS)
def test_a_refusal_elsewhere_after_the_response_is_in_doubt(
    server: Server, order: str, call: Call, audit: Audit
) -> None:
    _check(lambda: call(server.url(f"clickpost_done/{order}"), audit), server, order)


@pytest.mark.parametrize("call", ASYNC_CALLS)
def test_a_refusal_elsewhere_is_in_doubt_in_async_code(
    server: Server, order: str, call: Callable[[str], object]
) -> None:
    _check(lambda: call(server.url(f"clickpost_done/{order}")), server, order)


def test_a_refusal_elsewhere_in_an_async_body_is_in_doubt(server: Server, order: str) -> None:
    """The server takes its time, so that the body fails before there is a response."""
    _check(lambda: _aiohttp_body(server.url(f"slow_headers/{order}")), server, order)


def _limited() -> httpx.Response:
    request = httpx.Request("POST", "http://audit.invalid/")
    return httpx.Response(429, request=request, json={"meta": {"status": 429}})


def _limit_by_status(*_: object, **__: object) -> None:
    _limited().raise_for_status()


def _limit_by_code(*_: object, **__: object) -> None:
    raise_for_error("clickpost", _limited())


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("audit", [_limit_by_status, _limit_by_code])
def test_a_limit_of_another_server_after_the_response_is_in_doubt(
    server: Server, order: str, call: Call, audit: Audit
) -> None:
    """The exception has a response, and that is not the provider's."""
    _check(lambda: call(server.url(f"clickpost_done/{order}"), audit), server, order)


def _token_is_refused(url: str, audit: Audit) -> None:
    """The token is asked for before anything is sent."""

    class Token(httpx.Auth):
        def auth_flow(self, request: httpx.Request) -> Any:
            audit()
            yield request

    with httpx.Client(auth=Token(), verify=TRUST) as client:
        client.post(url)


def _request_hook_is_refused(url: str, audit: Audit) -> None:
    with httpx.Client(event_hooks={"request": [audit]}, verify=TRUST) as client:
        client.post(url)


@pytest.mark.parametrize("call", [_token_is_refused, _request_hook_is_refused])
@pytest.mark.parametrize("audit", [_by_socket, _by_httpx, _by_requests])
def test_a_refusal_elsewhere_before_the_request_is_safe(
    server: Server, order: str, call: Call, audit: Audit
) -> None:
    """The proof of the tests above: without a response there is no doubt."""
    with pytest.raises((OSError, httpx.HTTPError)) as caught:
        call(server.url(f"clickpost_done/{order}"), audit)

    assert server.received[order] == 0
    assert classify_exception("clickpost", caught.value).safe_to_retry()


def test_the_response_that_an_error_is_about_is_no_reason_for_doubt(
    server: Server, order: str
) -> None:
    """A hook raises for a refusal inside HTTP 200: nothing came before it."""

    def hook(response: httpx.Response) -> None:
        response.read()
        raise_for_error("clickpost", response)

    with (
        httpx.Client(event_hooks={"response": [hook]}, verify=TRUST) as client,
        pytest.raises(ShippingError) as caught,
    ):
        client.post(server.url(f"clickpost_key_wrong/{order}"))

    assert classify_exception("clickpost", caught.value).outcome is Outcome.NOT_DONE


def test_what_the_caller_had_before_the_call_is_no_reason_for_doubt(server: Server) -> None:
    """A response of an earlier call is not of this one."""
    with httpx.Client(verify=TRUST) as client:
        rates = client.get(server.url("clickpost_done/rates"))
        assert not classify("clickpost", rates.status_code, rates.content).is_error
        with pytest.raises(httpx.ConnectError) as caught:
            client.post(NOWHERE)

    assert classify_exception("clickpost", caught.value).safe_to_retry()


def test_a_hook_s_own_error_of_another_status_is_not_about_the_response(
    server: Server, order: str
) -> None:
    """It was made by hand, so that only its status tells that it is of another call."""

    def hook(_: httpx.Response) -> None:
        raise ShippingError(classify("clickpost", 429, b"{}"))

    with (
        httpx.Client(event_hooks={"response": [hook]}, verify=TRUST) as client,
        pytest.raises(ShippingError) as caught,
    ):
        client.post(server.url(f"clickpost_done/{order}"))

    assert classify_exception("clickpost", caught.value).outcome is Outcome.MAYBE_DONE


def test_frames_that_lost_their_variables_are_a_reason_for_doubt(
    server: Server, order: str
) -> None:
    """As after unittest's ``assertRaises``: whether a response had come can't be seen any more."""
    with pytest.raises(ConnectionRefusedError) as caught:
        _httpx_hook(server.url(f"clickpost_done/{order}"), _by_socket)
    traceback.clear_frames(caught.value.__traceback__)

    assert classify_exception("clickpost", caught.value).outcome is Outcome.MAYBE_DONE

"""A layer that tries again, beneath the call: its first try bought the label, its last is refused.

What the last try tells is true of that try alone. The server notes that the first one arrived.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import aiohttp_retry
import backoff
import curl_cffi
import google.api_core.retry as google_retry
import httplib2
import httpx
import httpx_retries
import pytest
import requests
import retrying
import stamina
import tenacity
import urllib3

from shipping_errors import (
    NetworkError,
    NormalizedError,
    Outcome,
    as_shipping_errors,
    classify_exception,
    classify_response,
)
from shipping_errors.retries import stamina_hook, tenacity_retry

from .clients import LONG, POSTS, TRUST
from .extras import needs
from .server import NOWHERE, Once, Server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    Call = Callable[[str], object]

ANY = httpx.TransportError


def _post(url: str) -> httpx.Response:
    with httpx.Client(trust_env=False, verify=TRUST, timeout=LONG) as client:
        return client.post(url, content=b"{}")


async def _post_async(url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, verify=TRUST, timeout=LONG) as client:
        return await client.post(url, content=b"{}")


def _tenacity(url: str) -> None:
    tenacity.retry(stop=tenacity.stop_after_attempt(3), reraise=True)(_post)(url)


def _tenacity_wrapped(url: str) -> None:
    tenacity.retry(stop=tenacity.stop_after_attempt(3))(_post)(url)


def _tenacity_as_a_loop(url: str) -> None:
    for attempt in tenacity.Retrying(stop=tenacity.stop_after_attempt(3), reraise=True):
        with attempt:
            _post(url)


def _tenacity_async(url: str) -> None:
    retrying_ = tenacity.retry(stop=tenacity.stop_after_attempt(3), reraise=True)
    asyncio.run(retrying_(_post_async)(url))


def _stamina(url: str) -> None:
    stamina.retry(on=ANY, attempts=3, wait_initial=0, wait_jitter=0)(_post)(url)


def _stamina_async(url: str) -> None:
    retry = stamina.retry(on=ANY, attempts=3, wait_initial=0, wait_jitter=0)
    asyncio.run(retry(_post_async)(url))


def _backoff(url: str) -> None:
    backoff.on_exception(backoff.constant, ANY, max_tries=3, interval=0, jitter=None)(_post)(url)


def _backoff_async(url: str) -> None:
    retry = backoff.on_exception(backoff.constant, ANY, max_tries=3, interval=0, jitter=None)
    asyncio.run(retry(_post_async)(url))


def _retrying(url: str) -> None:
    retrying.retry(stop_max_attempt_number=3)(_post)(url)


def _retrying_wrapped(url: str) -> None:
    retrying.retry(stop_max_attempt_number=3, wrap_exception=True)(_post)(url)


RETRY = httpx_retries.Retry(total=2, backoff_factor=0, allowed_methods=["POST"])


def _httpx_retries(url: str) -> None:
    with httpx.Client(transport=httpx_retries.RetryTransport(retry=RETRY)) as client:
        client.post(url)


def _httpx_retries_async(url: str) -> None:
    async def call() -> None:
        transport = httpx_retries.RetryTransport(retry=RETRY)
        async with httpx.AsyncClient(transport=transport) as client:
            await client.post(url)

    asyncio.run(call())


def _aiohttp_retry(url: str) -> None:
    async def call() -> None:
        options = aiohttp_retry.ExponentialRetry(3, 0.0, exceptions={aiohttp.ClientError})
        async with (
            aiohttp_retry.RetryClient(retry_options=options) as client,
            client.post(url, data=b"{}"),
        ):
            pass

    asyncio.run(call())


def _urllib3(url: str) -> None:
    retries = urllib3.Retry(3, allowed_methods=None)
    with urllib3.PoolManager(retries=retries) as pool:
        pool.request("POST", url)


def _requests(url: str) -> None:
    retries = urllib3.Retry(3, allowed_methods=None)
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retries))
        session.post(url)


def _niquests(url: str) -> None:
    import niquests  # noqa: PLC0415 - it is not always installed

    retries = niquests.packages.urllib3.Retry(3, allowed_methods=None)
    with niquests.Session(retries=retries) as session:
        session.post(url)


def _curl_cffi(url: str) -> None:
    with curl_cffi.Session(retry=2) as session:
        session.post(url, data=b"{}")


def _httplib2(url: str) -> None:
    """It tries a POST again by itself."""
    httplib2.Http(proxy_info=None).request(url, "POST", body=b"{}")


def _google(url: str) -> None:
    """It keeps the failures, and raises the last one where that is not to be retried."""
    retry = google_retry.Retry(predicate=_arrived, initial=0)
    retry(_post)(url)


def _google_async(url: str) -> None:
    retry: Any = google_retry.AsyncRetry(predicate=_arrived, initial=0)
    asyncio.run(retry(_post_async)(url))


def _google_wrapped(url: str) -> None:
    google_retry.Retry(predicate=lambda _: True, initial=0.01, timeout=0.05)(_post)(url)


def _google_streaming(url: str) -> None:
    list(google_retry.StreamingRetry(predicate=_arrived, initial=0)(_stream)(url))


def _google_streaming_async(url: str) -> None:
    async def stream() -> AsyncIterator[object]:
        yield await _post_async(url)

    async def call() -> None:
        retry: Any = google_retry.AsyncStreamingRetry(predicate=_arrived, initial=0)
        async for _ in await retry(stream)():
            pass

    asyncio.run(call())


def _stream(url: str) -> Iterator[object]:
    yield _post(url)


def _arrived(exc: BaseException) -> bool:
    return not isinstance(exc, httpx.ConnectError)


def _by_hand_with_a_list(url: str) -> None:
    """It counts nothing, and keeps what failed."""
    failed: list[Exception] = []
    for to in (url, url):
        try:
            _post(to)
        except httpx.ConnectError:
            raise
        except ANY as exc:
            failed.append(exc)


def _by_hand_with_the_last(url: str) -> None:
    last = None
    while last is None or _arrived(last):
        if last is not None:
            _post(url)
        try:
            _post(url)
        except ANY as exc:
            last = exc


def _by_hand(url: str) -> None:
    for attempt in range(3):
        try:
            _post(url)
        except ANY:
            if attempt == 2:
                raise


def _by_hand_in_a_transport(url: str) -> None:
    class Retrying(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            for tries_left in reversed(range(3)):
                try:
                    return super().handle_request(request)
                except ANY:
                    if tries_left == 1:
                        raise
            raise AssertionError

    with httpx.Client(transport=Retrying()) as client:
        client.post(url)


def _in_the_except_block(url: str) -> None:
    """A second try while the first one's failure is handled."""
    try:
        _post(url)
    except ANY:
        _post(url)


LAYERS: list[Call] = [
    _tenacity,
    _tenacity_wrapped,
    _tenacity_as_a_loop,
    _tenacity_async,
    _stamina,
    _stamina_async,
    _backoff,
    _backoff_async,
    _retrying,
    _retrying_wrapped,
    _httpx_retries,
    _httpx_retries_async,
    _aiohttp_retry,
    _urllib3,
    _requests,
    _curl_cffi,
    _httplib2,
    _google,
    _google_async,
    _google_wrapped,
    _google_streaming,
    _google_streaming_async,
    _by_hand_with_a_list,
    _by_hand_with_the_last,
    _by_hand,
    _by_hand_in_a_transport,
    _in_the_except_block,
]
CASES = [*LAYERS, pytest.param(_niquests, marks=needs("niquests"))]


def _raised(call: Call, url: str) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever the layer raises
        call(url)
    return caught.value


@pytest.mark.parametrize("call", CASES)
def test_a_refusal_after_a_try_that_arrived_is_in_doubt(call: Call) -> None:
    with Once() as server:
        exc = _raised(call, server.url)
    error = classify_exception("clickpost", exc)

    assert server.received == 1
    assert error.outcome is Outcome.MAYBE_DONE
    assert not error.safe_to_retry()


@pytest.mark.parametrize("call", CASES)
def test_no_hook_repeats_a_refusal_after_a_try_that_arrived(call: Call) -> None:
    with Once() as server:
        exc = _raised(call, server.url)

    assert server.received == 1
    assert stamina_hook(idempotent=False, provider="clickpost")(exc) is False


@pytest.mark.parametrize(
    "call", [_post, lambda url: asyncio.run(_post_async(url)), POSTS["requests"]]
)
def test_a_refusal_of_a_single_try_is_none_in_doubt(call: Call) -> None:
    """The proof of the tests above: without a layer the same failure is safe."""
    assert classify_exception("clickpost", _raised(call, NOWHERE)).safe_to_retry()


ONE_TRY: list[Call] = [
    tenacity.retry(stop=tenacity.stop_after_attempt(1), reraise=True)(_post),
    tenacity.retry(stop=tenacity.stop_after_attempt(1))(_post),
    stamina.retry(on=ANY, attempts=1)(_post),
    backoff.on_exception(backoff.constant, ANY, max_tries=1)(_post),
    retrying.retry(stop_max_attempt_number=1)(_post),
    google_retry.Retry(predicate=_arrived)(_post),
    google_retry.Retry(predicate=lambda _: True, timeout=0)(_post),
]


@pytest.mark.parametrize("call", ONE_TRY)
def test_a_layer_that_tried_once_puts_nothing_in_doubt(call: Call) -> None:
    assert classify_exception("clickpost", _raised(call, NOWHERE)).safe_to_retry()


@pytest.mark.parametrize("wrap", [as_shipping_errors("clickpost"), lambda call: call])
def test_the_loop_that_asks_is_no_reason_for_doubt(
    wrap: Callable[[Callable[..., object]], Callable[..., object]],
) -> None:
    """Each of its tries was asked for; if none arrived, the next one is as safe as the first."""
    tries = []

    def call() -> None:
        tries.append(1)
        _post(NOWHERE)

    with pytest.raises((NetworkError, ANY)):
        tenacity.Retrying(
            retry=tenacity_retry(idempotent=False, provider="clickpost"),
            stop=tenacity.stop_after_attempt(3),
            reraise=True,
        )(wrap(lambda *_: call()), None)
    assert len(tries) == 3


def test_a_loop_that_asks_by_itself_is_no_reason_for_doubt() -> None:
    outcomes = []
    for attempt in range(3):
        try:
            _post(NOWHERE)
        except ANY as exc:
            outcomes.append((attempt, classify_exception("clickpost", exc).outcome))

    assert outcomes == [(attempt, Outcome.NOT_DONE) for attempt in range(3)]


def test_a_response_after_a_try_that_arrived_is_in_doubt(server: Server, order: str) -> None:
    """httpx-retries notes its tries in the response: the label was bought, then there are limits."""
    server.plans[f"post/{order}"] = ["reset_after", "limited", "limited"]
    with httpx.Client(transport=httpx_retries.RetryTransport(retry=RETRY)) as client:
        error = classify_response("clickpost", client.post(server.url(f"post/{order}")))

    assert server.received[order] == 3
    assert error.outcome is Outcome.MAYBE_DONE


def test_a_response_to_a_single_try_stays_safe(server: Server, order: str) -> None:
    retry = RETRY.copy_with(total=0)
    with httpx.Client(transport=httpx_retries.RetryTransport(retry=retry)) as client:
        error = classify_response("clickpost", client.post(server.url(f"limited/{order}")))

    assert isinstance(error, NormalizedError)
    assert error.safe_to_retry()


def _second(exc: BaseException, first: BaseException) -> BaseException:
    """Return an exception that was raised while another one was handled."""
    try:
        try:
            raise first
        except type(first):
            raise exc  # noqa: B904 - a second call, in its except block
    except type(exc) as caught:
        return caught


LOST: Any = [
    httpx.ReadTimeout("?"),
    ConnectionResetError(),
    httpx.HTTPStatusError(
        "?", request=httpx.Request("GET", "http://x"), response=httpx.Response(500)
    ),
]
SAFE: Any = [
    ConnectionRefusedError(),
    httpx.ConnectTimeout("?"),
    KeyError("order"),
    httpx.HTTPStatusError(
        "?", request=httpx.Request("GET", "http://x"), response=httpx.Response(429)
    ),
]


@pytest.mark.parametrize("first", LOST, ids=repr)
def test_what_was_handled_meanwhile_may_be_a_first_try(first: Exception) -> None:
    exc = _second(httpx.ConnectError("?"), first)

    assert classify_exception("clickpost", exc).outcome is Outcome.MAYBE_DONE


@pytest.mark.parametrize("first", SAFE, ids=repr)
def test_what_was_handled_meanwhile_is_no_doubt_where_it_took_no_effect(first: Exception) -> None:
    exc = _second(httpx.ConnectError("?"), first)

    assert classify_exception("clickpost", exc).safe_to_retry()


def _keeping(kept: object) -> BaseException:
    """Return a refusal that came through a frame which keeps something."""

    def layer(_: object) -> None:
        raise ConnectionRefusedError

    with pytest.raises(ConnectionRefusedError) as caught:
        layer(kept)
    return caught.value


@pytest.mark.parametrize("first", LOST, ids=repr)
def test_a_failure_that_a_frame_keeps_may_be_a_first_try(first: Exception) -> None:
    for kept in (first, [first], (KeyError(), first)):
        assert classify_exception("clickpost", _keeping(kept)).outcome is Outcome.MAYBE_DONE


@pytest.mark.parametrize("first", SAFE, ids=repr)
def test_a_failure_that_a_frame_keeps_is_no_doubt_where_it_took_no_effect(first: Exception) -> None:
    for kept in (first, [first, first], "text", ["text"]):
        assert classify_exception("clickpost", _keeping(kept)).safe_to_retry()


def test_more_failures_than_can_be_looked_into_are_in_doubt() -> None:
    kept = [ConnectionRefusedError() for _ in range(300)]

    assert classify_exception("clickpost", _keeping(kept)).outcome is Outcome.MAYBE_DONE


def test_a_failure_that_the_asking_frame_keeps_is_no_doubt() -> None:
    kept, outcomes = LOST[0], []
    try:
        _post(NOWHERE)
    except ANY as exc:
        outcomes.append(classify_exception("clickpost", exc).outcome)
    assert outcomes == [Outcome.NOT_DONE]
    assert kept is LOST[0]

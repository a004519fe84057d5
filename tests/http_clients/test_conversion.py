"""``as_shipping_errors`` around blocks and functions."""

from __future__ import annotations

import asyncio
import inspect
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import aiohttp
import httpx
import pytest

from shipping_errors import (
    AuthenticationError,
    Classifier,
    NetworkError,
    ProviderUnavailableError,
    ShippingError,
    UnknownProviderError,
    as_shipping_errors,
    classify,
)

from .clients import POSTS, post_httpx, post_httpx_async
from .server import NOWHERE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from .server import Server

REQUEST = httpx.Request("POST", "http://x")


def _status_error(status: int, meta_status: int) -> httpx.HTTPStatusError:
    response = httpx.Response(status, json={"meta": {"status": meta_status}}, request=REQUEST)
    return httpx.HTTPStatusError("?", request=REQUEST, response=response)


def _in_block(exc: BaseException) -> None:
    with as_shipping_errors("clickpost"):
        raise exc


def _in_async_block(exc: BaseException) -> None:
    async def run() -> None:
        async with as_shipping_errors("clickpost"):
            raise exc

    asyncio.run(run())


def _in_function(exc: BaseException) -> None:
    @as_shipping_errors("clickpost")
    def call() -> None:
        raise exc

    call()


def _in_async_function(exc: BaseException) -> None:
    @as_shipping_errors("clickpost")
    async def call() -> None:
        raise exc

    asyncio.run(call())


def _in_function_that_returns_a_coroutine(exc: BaseException) -> None:
    async def call() -> None:
        raise exc

    @as_shipping_errors("clickpost")
    def plain() -> object:
        return call()

    asyncio.run(plain())


WAYS = [
    _in_block,
    _in_async_block,
    _in_function,
    _in_async_function,
    _in_function_that_returns_a_coroutine,
]


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def way(request: pytest.FixtureRequest) -> Callable[[BaseException], None]:
    """Each way of use in turn."""
    return request.param


def test_a_failure_of_the_transport_comes_out_as_a_shipping_error(
    way: Callable[[BaseException], None],
) -> None:
    original = httpx.ReadTimeout("?")
    with pytest.raises(NetworkError) as caught:
        way(original)

    assert caught.value.error.rule == "transport:read_timeout"
    assert caught.value.__cause__ is original


def test_the_response_of_an_error_comes_out_as_a_shipping_error(
    way: Callable[[BaseException], None],
) -> None:
    with pytest.raises(AuthenticationError) as caught:
        way(_status_error(401, 301))

    assert caught.value.error.code == "301"


class _DatabaseError(Exception):
    """Another library's: that its server refused a connection says nothing of the label."""

    def __init__(self) -> None:
        super().__init__("the database is down")
        self.__cause__ = ConnectionRefusedError()


@pytest.mark.parametrize(
    "exc",
    [
        ValueError("?"),
        _DatabaseError(),
        httpx.StreamConsumed(),
        KeyError("meta"),
        FileNotFoundError(2, "label.pdf"),
        httpx.InvalidURL("?"),
        RuntimeError("the caller's own"),
        asyncio.CancelledError(),
        GeneratorExit(),
        _status_error(400, 102),  # still in progress, whatever the status
        ShippingError(classify("clickpost", 503, None)),
    ],
    ids=repr,
)
def test_other_exceptions_are_left_alone(
    way: Callable[[BaseException], None], exc: BaseException
) -> None:
    with pytest.raises(type(exc)) as caught:
        way(exc)

    assert caught.value is exc


def test_a_shipping_error_passes_through_many_blocks() -> None:
    with (
        pytest.raises(NetworkError) as caught,
        as_shipping_errors("aftership"),
        as_shipping_errors("clickpost"),
    ):
        raise ConnectionResetError

    assert caught.value.error.provider == "clickpost"


def test_one_object_can_be_entered_again_inside_itself() -> None:
    block = as_shipping_errors("clickpost")
    with pytest.raises(NetworkError), block, block:
        raise ConnectionResetError


def test_many_threads_can_share_one() -> None:
    block = as_shipping_errors("clickpost")

    @block
    def call(exc: Exception) -> None:
        raise exc

    errors = [ConnectionRefusedError(), ConnectionResetError()] * 50
    with ThreadPoolExecutor(8) as pool:
        raised = [future.exception() for future in [pool.submit(call, exc) for exc in errors]]

    assert [exc.__cause__ for exc in raised if exc] == errors


def test_a_decorated_function_keeps_its_kind_its_name_and_its_result() -> None:
    @as_shipping_errors("clickpost")
    def plain(number: int) -> int:
        """Say so."""
        return number + 1

    @as_shipping_errors("clickpost")
    async def waiting(number: int) -> int:
        return number + 1

    assert (plain.__name__, plain.__doc__, plain(1)) == ("plain", "Say so.", 2)
    assert inspect.iscoroutinefunction(waiting)
    assert asyncio.run(waiting(1)) == 2


def test_a_block_without_a_failure_does_nothing() -> None:
    async def run() -> int:
        async with as_shipping_errors("clickpost"):
            return 1

    with as_shipping_errors("clickpost"):
        assert asyncio.run(run()) == 1


def test_generators_are_refused() -> None:
    def plain() -> Iterator[int]:
        yield 1

    async def waiting() -> AsyncIterator[int]:
        yield 1

    for function in (plain, waiting):
        with pytest.raises(TypeError, match="use `with` inside it"):
            as_shipping_errors("clickpost")(function)


def test_a_misspelt_provider_is_told_about_before_anything_fails() -> None:
    with pytest.raises(UnknownProviderError):
        as_shipping_errors("clickpots")


def test_a_classifier_of_ones_own_has_it_too() -> None:
    with pytest.raises(NetworkError), Classifier().as_shipping_errors("pkge"):
        raise ConnectionResetError


def test_every_client_s_refusal_comes_out_with_its_cause(client: str) -> None:
    with pytest.raises(NetworkError) as caught, as_shipping_errors("clickpost"):
        POSTS[client](NOWHERE)

    assert caught.value.error.rule == "transport:refused"
    assert caught.value.__cause__ is not None


def test_an_aiohttp_call_that_was_not_written_with_async_is_turned_too() -> None:
    """``session.get`` returns what can be awaited, and is no coroutine."""

    async def call() -> None:
        async with aiohttp.ClientSession() as session:
            await as_shipping_errors("clickpost")(session.get)(NOWHERE)

    with pytest.raises(NetworkError):
        asyncio.run(call())


def test_a_task_stays_a_task() -> None:
    """Unlike a coroutine it can be cancelled, for one thing."""

    async def call() -> bool:
        task = as_shipping_errors("clickpost")(asyncio.ensure_future)(asyncio.sleep(0))
        await task
        return isinstance(task, asyncio.Task)

    assert asyncio.run(call())


@pytest.mark.parametrize("post", [post_httpx, post_httpx_async])
def test_a_status_that_the_client_raises_for_comes_out(
    server: Server, order: str, post: Callable[[str], httpx.Response]
) -> None:
    with pytest.raises(ProviderUnavailableError) as caught, as_shipping_errors("clickpost"):
        post(server.url(f"html/{order}")).raise_for_status()

    assert caught.value.error.message == "Bad Gateway"

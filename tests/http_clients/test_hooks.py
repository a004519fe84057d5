"""In a client's hooks a response has no history yet; what came before it must count all the same."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import stamina
import tenacity

from shipping_errors import (
    Outcome,
    RateLimitedError,
    ShippingError,
    as_shipping_errors,
    classify,
    classify_exception,
    classify_response,
)
from shipping_errors.retries import stamina_hook, tenacity_retry, tenacity_wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from .server import Server

    Page = dict[str, Any]
    Call = Callable[[Page, str], object]


def _httpx(page: Page, url: str) -> object:
    hooks = {"response": [page["check"]]}
    with page["httpx"].Client(event_hooks=hooks, follow_redirects=True) as client:
        return client.post(url)


def _httpx_async(page: Page, url: str) -> object:
    async def call() -> object:
        hooks = {"response": [page["check_async"]]}
        async with page["httpx"].AsyncClient(event_hooks=hooks, follow_redirects=True) as client:
            return await client.post(url)

    return asyncio.run(call())


def _requests(page: Page, url: str) -> object:
    with page["session"] as session:
        return session.post(url)


def _aiohttp(page: Page, url: str) -> object:
    async def call() -> object:
        async with page["new_session"]() as session:
            return await session.post(url)

    return asyncio.run(call())


CALLS = [_httpx, _httpx_async, _requests, _aiohttp]


def _by_stamina(call: Callable[[], object], provider: str | None) -> None:
    hook = stamina_hook(idempotent=False, provider=provider)
    stamina.retry(on=hook, attempts=3, wait_initial=0, wait_jitter=0)(call)()


def _by_tenacity(call: Callable[[], object], provider: str | None) -> None:
    tenacity.Retrying(
        retry=tenacity_retry(idempotent=False, provider=provider),
        wait=tenacity_wait(0.0, idempotent=False, provider=provider),
        stop=tenacity.stop_after_attempt(3),
        reraise=True,
    )(call)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("loop", [_by_stamina, _by_tenacity])
@pytest.mark.parametrize("provider", [None, "clickpost"])
def test_a_label_behind_a_redirect_is_bought_once(  # noqa: PLR0913, PLR0917 - fixtures, a table
    page: Page,
    server: Server,
    order: str,
    call: Call,
    loop: Callable[[Callable[[], object], str | None], None],
    provider: str | None,
) -> None:
    """The label is bought, then a 303 leads to a 429, which by itself would be safe."""
    with pytest.raises(RateLimitedError) as caught:
        loop(lambda: call(page, server.url(f"redirect_to_limit/{order}")), provider)

    assert caught.value.error.outcome is Outcome.MAYBE_DONE
    assert server.effects[order] == 1


@pytest.mark.parametrize("call", CALLS)
def test_an_answer_without_a_redirect_stays_safe(
    page: Page, server: Server, order: str, call: Call
) -> None:
    with pytest.raises(RateLimitedError) as caught:
        call(page, server.url(f"limited/{order}"))

    assert caught.value.error.safe_to_retry()


def _raise_what_the_body_says(response: httpx.Response) -> None:
    """Do without the response, as a hook of somebody's own may."""
    if not response.has_redirect_location:
        raise ShippingError(classify("clickpost", response.status_code, b"{}"))


@pytest.fixture
def raised(server: Server, order: str) -> ShippingError:
    """Return what such a hook raised behind a redirect; by itself it calls the call safe."""
    hooks = {"response": [_raise_what_the_body_says]}
    with (
        httpx.Client(event_hooks=hooks, follow_redirects=True) as client,
        pytest.raises(RateLimitedError) as caught,
    ):
        client.post(server.url(f"redirect_to_limit/{order}"))
    assert caught.value.error.safe_to_retry()
    return caught.value


def test_an_error_of_a_hook_of_ones_own_is_doubted_where_it_is_read(raised: ShippingError) -> None:
    assert classify_exception("clickpost", raised).outcome is Outcome.MAYBE_DONE
    assert stamina_hook(idempotent=False)(raised) is False


def test_an_error_of_a_hook_of_ones_own_is_doubted_by_a_block(raised: ShippingError) -> None:
    with pytest.raises(RateLimitedError) as caught, as_shipping_errors("clickpost"):
        raise raised

    assert caught.value.error.outcome is Outcome.MAYBE_DONE
    assert caught.value.__cause__ is raised


def test_a_hook_that_asks_for_the_answer_is_told_of_the_doubt(server: Server, order: str) -> None:
    seen = []
    hooks: dict[str, list[Callable[..., Any]]] = {
        "response": [lambda response: seen.append(classify_response("clickpost", response).outcome)]
    }
    with httpx.Client(event_hooks=hooks, follow_redirects=True) as client:
        client.post(server.url(f"redirect_to_limit/{order}"))

    assert seen[-1] is Outcome.MAYBE_DONE

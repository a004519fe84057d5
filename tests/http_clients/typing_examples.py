"""What type checkers must accept at the call site; nobody runs this file."""

# pyright: strict

from __future__ import annotations

from typing import assert_type

import httpx
import requests
import stamina
import tenacity

from shipping_errors import (
    NormalizedError,
    RateLimitedError,
    ShippingError,
    as_shipping_errors,
    classify_exception,
    classify_response,
    raise_for_error,
)
from shipping_errors.retries import stamina_hook, tenacity_retry, tenacity_wait


def responses(response: httpx.Response, other: requests.Response) -> None:
    assert_type(classify_response("clickpost", response), NormalizedError)
    assert_type(raise_for_error("clickpost", response), httpx.Response)
    assert_type(raise_for_error("clickpost", other), requests.Response)


def exceptions(exc: BaseException, error: NormalizedError) -> None:
    assert_type(classify_exception("clickpost", exc), NormalizedError)
    assert_type(ShippingError(error).error, NormalizedError)
    raise RateLimitedError(error) from exc


@stamina.retry(on=stamina_hook(idempotent=True, limit=30, provider="clickpost"), attempts=3)
@as_shipping_errors("clickpost")
def plain(number: int) -> str:
    """Keep the types of what is decorated."""
    return str(number)


@tenacity.retry(
    retry=tenacity_retry(idempotent=False),
    wait=tenacity_wait(tenacity.wait_exponential(), idempotent=False, limit=60),
    reraise=True,
)
@as_shipping_errors("clickpost")
async def waiting(number: int) -> str:
    """Keep the types of what is decorated."""
    async with as_shipping_errors("clickpost"):
        return str(number)


async def use() -> None:
    assert_type(plain(1), str)
    assert_type(await waiting(1), str)


def block() -> int:
    """Return from within: a block swallows no exception."""
    with as_shipping_errors("clickpost"):
        return 1

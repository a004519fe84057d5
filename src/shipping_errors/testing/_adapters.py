"""Samples and failures as what HTTP clients get in tests. Each is imported only when used."""

from __future__ import annotations

import inspect
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias

from ._failures import TransportFailure, aiohttp_exception, httpx_exception, requests_exception
from ._samples import SampleResponse

if TYPE_CHECKING:
    import re
    from collections.abc import Callable
    from types import ModuleType

    import aiohttp
    import httpx
    import httpx2
    import responses
    import respx
    from aioresponses import aioresponses
    from pytest_httpx import HTTPXMock

Reply: TypeAlias = SampleResponse | TransportFailure


def httpx_transport(*replies: Reply) -> httpx.MockTransport:
    """Return a transport for ``httpx.Client`` and ``httpx.AsyncClient`` that gives the replies.

    Each request gets the next one; the last one is given again and again.
    """
    import httpx  # noqa: PLC0415 - an optional client

    return httpx.MockTransport(_in_turn(replies, httpx))


def httpx2_transport(*replies: Reply) -> httpx2.MockTransport:
    """Return a transport for the clients of ``httpx2`` that gives the replies in turn."""
    import httpx2  # noqa: PLC0415 - an optional client

    return httpx2.MockTransport(_in_turn(replies, httpx2))


def answer_route(route: respx.Route, *replies: Reply) -> respx.Route:
    """Let a route of ``respx`` give the replies in turn, the last one again and again."""
    import httpx  # noqa: PLC0415 - an optional client

    return route.mock(side_effect=_in_turn(replies, httpx))


def add_httpx_responses(mock: HTTPXMock, *replies: Reply, **matchers: Any) -> None:  # noqa: ANN401 - pytest-httpx's own
    """Let the fixture ``httpx_mock`` of ``pytest-httpx`` give the replies in turn.

    The last one is given again and again. ``matchers`` say for which requests, as in its own
    ``add_response``: ``method="POST", url=...``.
    """
    import httpx  # noqa: PLC0415 - an optional client

    mock.add_callback(_in_turn(replies, httpx), **{"is_reusable": True, **matchers})


def add_responses(mock: responses.RequestsMock, method: str, url: str, *replies: Reply) -> None:
    """Let ``responses`` give the replies at an address in turn, the last one again and again.

    ``mock`` is a ``responses.RequestsMock``, or the module ``responses`` itself.
    """
    for reply in _some(replies):
        if isinstance(reply, TransportFailure):
            mock.add(method, url, body=requests_exception(reply))
            continue
        headers = dict(reply.headers)
        content_type = headers.pop("Content-Type", None)
        mock.add(
            method,
            url,
            body=reply.body,
            status=reply.status,
            headers=headers,
            content_type=content_type,
        )


def add_aioresponses(
    mock: aioresponses, method: str, url: str | re.Pattern[str], *replies: Reply
) -> None:
    """Let ``aioresponses`` give the replies at an address in turn, the last one again and again."""
    response_class: Any = _aiohttp_response()
    last = len(_some(replies)) - 1
    for number, reply in enumerate(replies):
        if isinstance(reply, TransportFailure):
            said: dict[str, Any] = {"exception": aiohttp_exception(reply)}
        else:
            # A content type among the headers replaces the one that is guessed.
            said = {"status": reply.status, "body": reply.body, "headers": dict(reply.headers)}
            said["response_class"] = response_class
        mock.add(url, method, repeat=number == last, **said)


def _aiohttp_response() -> Callable[..., aiohttp.ClientResponse]:
    """Return what makes a response. Since aiohttp 3.14 it needs what aioresponses 0.7.9 lacks."""
    import aiohttp  # noqa: PLC0415 - an optional client

    missing: dict[str, Any] = {"stream_writer": SimpleNamespace(output_size=0)}
    known = inspect.signature(aiohttp.ClientResponse).parameters
    return partial(
        aiohttp.ClientResponse, **{name: missing[name] for name in missing.keys() & known}
    )


def _some(replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    if not replies:
        raise ValueError("give at least one sample: sample_response('aftership', '4155')")
    return replies


def _in_turn(replies: tuple[Reply, ...], client: ModuleType) -> Callable[[Any], Any]:
    """Return a function from a request of httpx, or httpx2, to a response."""
    waiting = list(_some(replies))

    def handle(_: object) -> object:
        reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(reply, TransportFailure):
            raise httpx_exception(reply, client)
        return client.Response(reply.status, headers=dict(reply.headers), content=reply.body)

    return handle

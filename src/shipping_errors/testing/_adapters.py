"""Samples as the answers of HTTP clients in tests. Each client is imported only when used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    import responses
    import respx

    from ._samples import SampleResponse


def httpx_transport(*samples: SampleResponse) -> httpx.MockTransport:
    """Return a transport for ``httpx.Client`` and ``httpx.AsyncClient`` that gives the samples.

    Each request gets the next one; the last one is given again and again.
    """
    import httpx  # noqa: PLC0415 - not everybody has it

    return httpx.MockTransport(_in_turn(samples))


def answer_route(route: respx.Route, *samples: SampleResponse) -> respx.Route:
    """Let a route of ``respx`` give the samples in turn, the last one again and again."""
    return route.mock(side_effect=_in_turn(samples))


def add_responses(
    mock: responses.RequestsMock, method: str, url: str, *samples: SampleResponse
) -> None:
    """Let ``responses`` give the samples at an address in turn, the last one again and again.

    ``mock`` is a ``responses.RequestsMock``, or the module ``responses`` itself.
    """
    for sample in _some(samples):
        headers = dict(sample.headers)
        content_type = headers.pop("Content-Type", None)
        mock.add(
            method,
            url,
            body=sample.body,
            status=sample.status,
            headers=headers,
            content_type=content_type,
        )


def _some(samples: tuple[SampleResponse, ...]) -> tuple[SampleResponse, ...]:
    if not samples:
        raise ValueError("give at least one sample: sample_response('aftership', '4155')")
    return samples


def _in_turn(samples: tuple[SampleResponse, ...]) -> Callable[[httpx.Request], httpx.Response]:
    import httpx  # noqa: PLC0415 - not everybody has it

    waiting = list(_some(samples))

    def handle(_: httpx.Request) -> httpx.Response:
        sample = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return httpx.Response(sample.status, headers=dict(sample.headers), content=sample.body)

    return handle

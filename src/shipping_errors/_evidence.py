"""What the traceback of an exception proves and its class does not tell.

Two questions: was the call still connecting when it failed, so that nothing can have been sent?
And had the client sent an earlier request for the same call (it followed a redirect, or tried
again by itself), so that something may have taken effect although the last try sent nothing?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._kinds import attribute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_CONNECTING = frozenset(
    {
        ("socket", "create_connection"),
        ("urllib3.util.connection", "create_connection"),
        ("asyncio.base_events", "create_connection"),
    }
)
_HANDSHAKE = ("ssl", "do_handshake")

# Functions that are only ever on the stack once a redirect is followed.
_FOLLOWING = frozenset(
    {("requests.sessions", "resolve_redirects"), ("urllib.request", "http_error_302")}
)
# Functions that keep what came before in a variable: a list, or an object that has one.
_KEEPING = {
    ("httpx._client", "_send_handling_redirects"): "history",
    ("aiohttp.client", "_request"): "history",
    ("urllib3.connectionpool", "urlopen"): "retries",
}


def was_shaking_hands(exc: BaseException) -> bool:
    """Whether it came out of a TLS handshake."""
    return any(_place(frame) == _HANDSHAKE for frame in _frames(exc))


def was_connecting(exc: BaseException) -> bool:
    """Whether it came out of making a connection."""
    return any(_place(frame) in _CONNECTING for frame in _frames(exc))


def earlier_requests(exc: BaseException) -> Iterator[object]:
    """Go through what came before the request that failed.

    Responses, urllib3's records of a try (which may have an ``error``), or just a frame.
    """
    for frame in _frames(exc):
        place = _place(frame)
        if place in _FOLLOWING:
            yield frame
        if place in _KEEPING:
            kept = frame.f_locals.get(_KEEPING[place])
            history = kept if isinstance(kept, list) else attribute(kept, "history")
            yield from history if isinstance(history, (list, tuple)) else ()


def _frames(exc: BaseException) -> Iterator[FrameType]:
    traceback = exc.__traceback__
    while traceback is not None:
        yield traceback.tb_frame
        traceback = traceback.tb_next


def _place(frame: FrameType) -> tuple[str, str]:
    return str(frame.f_globals.get("__name__")), frame.f_code.co_name

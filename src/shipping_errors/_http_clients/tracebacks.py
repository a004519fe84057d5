"""What a traceback, or the stack of a call that still runs, proves and nothing else tells.

Two questions: was the call still connecting when it failed, so that nothing can have been sent?
And had the client sent an earlier request for the same call (it followed a redirect, or tried
again by itself), so that something may have taken effect although the last try sent nothing?
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from shipping_errors._introspection import attribute

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
    ("aiohttp.client", "_request"): "history",  # and see ``_was_sent_again``
    ("urllib3.connectionpool", "urlopen"): "retries",
}

# It sends an idempotent request again where a connection that was kept turns out to be dead.
_RESENDING = ("aiohttp.client", "_request")


def was_shaking_hands(exc: BaseException) -> bool:
    """Whether it came out of a TLS handshake."""
    return any(_function_of(frame) == _HANDSHAKE for frame in _frames(exc))


def was_connecting(exc: BaseException) -> bool:
    """Whether it came out of making a connection."""
    return any(_function_of(frame) in _CONNECTING for frame in _frames(exc))


def earlier_requests(exc: BaseException) -> Iterator[object]:
    """Go through what came before the request that failed.

    Responses, urllib3's records of a try (which may have an ``error``), or just a frame.
    """
    for frame in _frames(exc):
        yield from _earlier_in(frame)


def earlier_requests_of_this_call() -> Iterator[object]:
    """Do the same for the call in whose hook we are, if we are in one.

    A response has no history yet while the hooks run.
    """
    frame = inspect.currentframe()
    while frame is not None:
        yield from _earlier_in(frame)
        frame = frame.f_back


def _earlier_in(frame: FrameType) -> Iterator[object]:
    function = _function_of(frame)
    if function in _FOLLOWING or (function == _RESENDING and _was_sent_again(frame)):
        yield frame
    if function in _KEEPING:
        kept = frame.f_locals.get(_KEEPING[function])
        history = kept if isinstance(kept, list) else attribute(kept, "history")
        yield from history if isinstance(history, (list, tuple)) else ()


def _was_sent_again(frame: FrameType) -> bool:
    """Whether aiohttp used up its one resend, which it notes nowhere else.

    It begins with True for idempotent methods, and sets it to False when it sends the same again.
    """
    known = frame.f_locals
    return (
        known.get("retry_persistent_connection") is False
        and bool(attribute(known.get("self"), "_retry_connection"))
        and known.get("method") in frame.f_globals.get("IDEMPOTENT_METHODS", ())
    )


def _frames(exc: BaseException) -> Iterator[FrameType]:
    traceback = exc.__traceback__
    while traceback is not None:
        yield traceback.tb_frame
        traceback = traceback.tb_next


def _function_of(frame: FrameType) -> tuple[str, str]:
    return str(frame.f_globals.get("__name__")), frame.f_code.co_name

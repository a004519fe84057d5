"""What only the frames of a traceback, or of a running stack, can prove.

Frames are recognized by the names in ``client_internals``.
"""

from __future__ import annotations

import inspect
import re
import sys
from typing import TYPE_CHECKING

from shipping_errors._introspection import attribute, is_a, names

from .client_internals import (
    AFTER_HANDSHAKE,
    BEFORE_SENDING,
    ENTRIES,
    FINDING_IT_GONE,
    HISTORY,
    RESENDING,
    RESPONSES,
    SENDING_BODY,
    SENDING_HEADERS,
    TRIES,
    UNTIL,
)
from .phases import PROXY
from .responses import status_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType

    from .client_internals import Count, Function
    from .phases import Phase

_COUNTER = re.compile(r"(?:^|_)(?:attempts?|try|tries|retry|retries)(?:_|$)")
_LEFT = re.compile(r"(?:^|_)(?:left|remaining)(?:_|$)")
# The packages of clients and retry layers. All other code is the caller's, or of other packages.
_PARTS = (
    {module.partition(".")[0] for module, _ in (*BEFORE_SENDING, *HISTORY, *TRIES)}
    | sys.stdlib_module_names
    | {"trio", "h11", "h2", "stamina", "uvloop"}
)


def frames(exc: BaseException) -> list[FrameType]:
    """Return the frames that an exception went through, outermost first."""
    traceback, found = exc.__traceback__, []
    while traceback is not None:
        found.append(traceback.tb_frame)
        traceback = traceback.tb_next
    return found


def live_frames() -> Iterator[FrameType]:
    """Yield the frames of the running stack, innermost first."""
    frame = inspect.currentframe()
    while frame is not None:
        yield frame
        frame = frame.f_back


def phase_before_sending(stack: Iterable[FrameType]) -> Phase | None:
    """Return the phase if the frames prove that nothing had been sent; else None.

    The proof: the stack has a function that always ends before the first byte is sent.
    """
    going_on = [
        BEFORE_SENDING[function]
        for frame in stack
        if (function := _function_of(frame)) in BEFORE_SENDING and _is_going_on(frame, function)
    ]
    return going_on[-1] if going_on else None


def was_sending_headers(stack: Iterable[FrameType]) -> bool:
    """Whether the client was writing the head of a request."""
    return any(_function_of(frame) in SENDING_HEADERS for frame in stack)


def was_sending_body(stack: Iterable[FrameType]) -> bool:
    """Whether the client was writing the body of a request."""
    return any(_function_of(frame) in SENDING_BODY for frame in stack)


def was_using_tls(stack: Iterable[FrameType]) -> bool:
    """Whether the client was reading or writing over TLS, after the handshake."""
    return any(_function_of(frame) in AFTER_HANDSHAKE for frame in stack)


def was_sending_when_gone(stack: Iterable[FrameType]) -> bool:
    """Whether the connection was already closed when the client wanted to send on it."""
    return any(_function_of(frame) in FINDING_IT_GONE for frame in stack)


def body_failed(stack: Iterable[FrameType]) -> bool:
    """Whether the caller's own code raised it, while the client was sending the body.

    That code can fail in any way, even after the whole request was sent.
    """
    sending = False
    for frame in stack:
        function = _function_of(frame)
        if function in SENDING_BODY:
            sending = True
        elif function in BEFORE_SENDING:
            sending = False
        elif sending and function[0].partition(".")[0] not in _PARTS:
            return True
    return False


def responses_in(stack: Iterable[FrameType]) -> Iterator[object]:
    """Yield the responses that had come to a client, outermost first.

    They are in variables of the client, and of the hooks, transports and middlewares that it calls.
    Responses that the caller had before the call are not included.
    """
    is_inside = False
    for frame in stack:
        function = _function_of(frame)
        if BEFORE_SENDING.get(function) is PROXY and _is_going_on(frame, function):
            return  # any response further in is of a proxy, before there is a tunnel
        is_inside = is_inside or function[0] in ENTRIES
        if is_inside:
            yield from filter(_is_response, list(frame.f_locals.values()))


def was_cleared(stack: Iterable[FrameType]) -> bool:
    """Whether a client's frames have lost their variables, so that they prove nothing.

    ``traceback.clear_frames`` removes them; unittest's ``assertRaises`` calls it.
    """
    return any(
        frame.f_code.co_argcount and not frame.f_locals and _function_of(frame)[0] in ENTRIES
        for frame in stack
    )


def history_in(frame: FrameType) -> Iterator[object]:
    """Yield what a client stores about earlier requests of the same call.

    These are responses, urllib3's records of a try (which may have an ``error``), or just a frame.
    """
    function = _function_of(frame)
    if function in RESENDING and _was_sent_again(frame):
        yield frame
    if function in HISTORY:
        kept = frame.f_locals.get(HISTORY[function])
        history = kept if is_a(kept, list) else attribute(kept, "history")
        if is_a(history, list, tuple):
            yield from history
        elif status_of(kept) is not None:
            yield kept


def is_later_try(frame: FrameType) -> bool:
    """Whether it is the frame of a retry layer, or of a loop, that had called before.

    Known layers count in a known variable. Other code, outside the clients, is recognized by the
    name of its counting variable. It may start at 1, so 1 counts as an earlier call too.
    """
    function = _function_of(frame)
    if function in TRIES:
        return _number(frame, TRIES[function]) > TRIES[function].first
    return function[0].partition(".")[0] not in _PARTS and _has_counter(frame)


def kept_failures(frame: FrameType) -> Iterator[object]:
    """Yield the exceptions that code outside the clients stores in variables or in lists.

    Retry layers and loops store the failures of earlier tries, to raise or log them at the end.
    """
    if _function_of(frame)[0].partition(".")[0] not in _PARTS:
        for value in list(frame.f_locals.values()):
            values = list(value) if type(value) in {list, tuple} else [value]
            yield from (it for it in values if is_a(it, BaseException))


def _has_counter(frame: FrameType) -> bool:
    """Whether a variable has the number of tries that were made, or of those that are left.

    Arguments do not count: they say how many tries are allowed.
    """
    code, known = frame.f_code, frame.f_locals
    arguments = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    allowed = {name.strip("_"): known.get(name) for name in arguments}
    return any(
        _shows_a_try(name, known.get(name), allowed.get(name.strip("_")))
        for name in list(known)
        if name not in arguments and _COUNTER.search(name)
    )


def _shows_a_try(name: str, number: object, allowed: object) -> bool:
    """Whether a count, up from 0 or 1, or down from what is allowed, shows a try before."""
    if type(number) is not int:
        return False
    is_down = _LEFT.search(name) is not None or (type(allowed) is int and number < allowed)
    return is_down or number > 0


def _number(frame: FrameType, count: Count) -> int:
    kept = frame.f_locals.get(count.variable)
    number = kept if count.attribute is None else attribute(kept, count.attribute)
    if type(number) is list:
        return len(number)
    return number if type(number) is int else count.first


def _is_going_on(frame: FrameType, function: Function) -> bool:
    begun, ended = UNTIL.get(function, (None, None))
    return begun is None or (begun in frame.f_locals and ended not in frame.f_locals)


def _is_response(value: object) -> bool:
    """Whether it is a client's response that has arrived: before that, it has no status."""
    is_one = not RESPONSES.isdisjoint(names(type(value)))
    return is_one and status_of(value) is not None


def _was_sent_again(frame: FrameType) -> bool:
    """Whether aiohttp has sent the request again, which it may do once and stores nowhere else.

    The variable is True at first for idempotent methods, and False after the second sending.
    """
    known = frame.f_locals
    return (
        known.get("retry_persistent_connection") is False
        and bool(attribute(known.get("self"), "_retry_connection"))
        and known.get("method") in frame.f_globals.get("IDEMPOTENT_METHODS", ())
    )


def _function_of(frame: FrameType) -> Function:
    module = frame.f_globals.get("__name__")
    return module if type(module) is str else "", frame.f_code.co_name

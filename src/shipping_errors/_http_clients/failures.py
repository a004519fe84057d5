"""Turn an exception into a failure: the response in it, or the phase in which the call failed.

Wrapped exceptions are found by the links that clients set on purpose. An implicit ``__context__``
is not such a link: if this call was made in an ``except`` block, it is an earlier call's failure.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from shipping_errors._introspection import attribute, direct_links, is_a

from .phases import (
    ABORTED,
    ANSWERED,
    BROKEN,
    NOT_TRANSPORT,
    WHILE_CONNECTING,
)
from .responses import status_of
from .single_phase import single_phase, text_of
from .tracebacks import frames, phase_before_sending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .phases import Phase

_MOST_LINKS = 100
_ERROR_STATUS = re.compile(r"too many ([1-5][0-9]{2}) error responses")


class Failure(NamedTuple):
    """The diagnosis of an exception: the phase, and the response if the phase is ``ANSWERED``."""

    phase: Phase
    response: object = None
    by_cause: bool = False
    """Whether this was found in the exception's cause, and not in the exception itself."""


def diagnose(exc: BaseException) -> Failure | None:
    """Diagnose an exception; None if it is neither a transport failure nor has a response.

    It never raises.
    """
    try:
        return _search(exc, set())
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return None


def _search(exc: BaseException, seen: set[int]) -> Failure | None:
    seen.add(id(exc))
    own = single_phase(exc)
    if own is None or own is ANSWERED or own.is_vague:
        response = _response(exc, own)
        if response is not None:
            return Failure(ANSWERED, response)
    if own is ANSWERED:
        return None
    if own is not None and not own.is_vague:
        return Failure(own)
    return _found_in_links(exc, own, seen) or (Failure(own) if own is not None else None)


def _found_in_links(exc: BaseException, own: Phase | None, seen: set[int]) -> Failure | None:
    """Return the diagnosis of the first link that says more than the exception itself."""
    for link in _links(exc, own):
        if id(link) not in seen and len(seen) < _MOST_LINKS:
            failure = _search(link, seen)
            better = _better(own, failure, link) if failure is not None else None
            if better is not None:
                return better
    return None


def _better(own: Phase | None, failure: Failure, link: BaseException) -> Failure | None:
    """Return what a cause adds to a vague phase; None if it adds nothing."""
    if own is None:
        return failure._replace(by_cause=True)
    if own is ABORTED and failure.phase.nothing_sent and not phase_before_sending(frames(link)):
        # The caller's own code can be refused, elsewhere, while it makes the body. So can QUIC,
        # which is UDP, after everything was sent.
        return None
    if own is BROKEN or own is ABORTED:
        return failure if failure.phase is not NOT_TRANSPORT else None
    phase = (
        WHILE_CONNECTING.get(failure.phase, failure.phase) if own.nothing_sent else failure.phase
    )
    if phase.is_vague or (own.nothing_sent and not phase.nothing_sent):
        return None
    return Failure(phase, failure.response)


def _links(exc: BaseException, own: Phase | None) -> Iterator[BaseException]:
    """Yield what an exception wraps: for an unknown class, only its ``__cause__``."""
    if own is not None:
        return direct_links(exc)
    return (link for link in (exc.__cause__,) if is_a(link, BaseException))


def _response(exc: BaseException, own: Phase | None) -> object:
    """Return the response that an exception contains, or is; None if it has none."""
    for response in (attribute(exc, "response"), exc if own is ANSWERED else None):
        if status_of(response) is not None:
            return response
    told = _ERROR_STATUS.fullmatch(text_of(exc)) if own is BROKEN else None
    return SimpleNamespace(status=int(told[1])) if told else None

"""Diagnose an exception of libcurl by its error number.

libcurl connects, follows redirects and sends again by itself, and the stack shows none of it. But
it counts the bytes of the requests that it sent for one call, without those for a proxy. curl_cffi
puts that count into the response of each of its exceptions: that is the proof.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shipping_errors._introspection import attribute, is_a, names

from .phases import (
    ANSWERED,
    BROKEN,
    CONNECT,
    CONNECT_TIMEOUT,
    GARBLED,
    INVALID_REQUEST,
    NAME_RESOLUTION,
    PROXY,
    REDIRECTS,
    REFUSED,
    RESET,
    TIMEOUT,
    TLS,
    TRUNCATED,
    WRITE,
)

if TYPE_CHECKING:
    from .phases import Phase

_ERROR = "curl_cffi.curl.CurlError"
_ERROR_WITH_RESPONSE = "curl_cffi.requests.exceptions.RequestException"
_PROXY_ERROR = "curl_cffi.requests.exceptions.ProxyError"

_BY_NUMBER = {
    # 1 and 3 are about the address or, after a redirect, the next one. The others: about files.
    **dict.fromkeys((1, 3, 53, 54, 58, 59, 66, 77), INVALID_REQUEST),
    **dict.fromkeys((5, 97), PROXY),
    6: NAME_RESOLUTION,
    7: REFUSED,
    **dict.fromkeys((8, 61), GARBLED),
    18: TRUNCATED,
    22: ANSWERED,
    28: TIMEOUT,
    **dict.fromkeys((35, 60, 83, 90, 91, 101), TLS),
    **dict.fromkeys((45, 96), CONNECT),
    47: REDIRECTS,
    **dict.fromkeys((52, 56), RESET),
    55: WRITE,
}
# What they mean if no byte of a request was sent, and if one was.
_UNSENT = {TIMEOUT: CONNECT_TIMEOUT, RESET: CONNECT, WRITE: CONNECT}
_SENT = {INVALID_REQUEST: GARBLED}


def is_of_curl(exc: BaseException) -> bool:
    """Whether an exception is one of libcurl's."""
    return _ERROR in names(type(exc))


def phase_of_curl(exc: BaseException) -> Phase | None:
    """Return the phase for an exception's number; None for one without a number."""
    number = attribute(exc, "code")
    if not is_a(number, int) or not int(number):
        return None
    phase = _BY_NUMBER.get(int(number), BROKEN)
    if attribute(exc, "response") is not None:
        phase = _sent(exc, phase) if _may_have_sent(exc) else _unsent(exc, phase)
    # The response in such an exception is empty or incomplete, so do not look for another.
    return replace(phase, is_vague=False)


def may_have_sent(links: list[BaseException]) -> bool:
    """Whether libcurl may have sent a request, as far as its exceptions show.

    An exception without a response was not made by curl_cffi. An exception of a class that never
    has one was raised too deep in curl_cffi to know, unless another one wraps it.
    """
    of_curl = [link for link in links if is_of_curl(link)]
    telling = [link for link in of_curl if _ERROR_WITH_RESPONSE in names(type(link))]
    return any(map(_may_have_sent, telling)) if telling else bool(of_curl)


def _may_have_sent(exc: BaseException) -> bool:
    response = attribute(exc, "response")
    return response is not None and attribute(response, "request_size") != 0


def _unsent(exc: BaseException, phase: Phase) -> Phase:
    unsent = _UNSENT.get(phase, phase)
    return PROXY if unsent is CONNECT and _PROXY_ERROR in names(type(exc)) else unsent


def _sent(exc: BaseException, phase: Phase) -> Phase:
    if phase is INVALID_REQUEST and attribute(attribute(exc, "response"), "history"):
        return REDIRECTS
    return _SENT.get(phase, phase)

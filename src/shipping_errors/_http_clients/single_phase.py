"""Find the phase from one exception alone, without what it wraps."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

from shipping_errors._introspection import attribute, direct_links, is_a, names

from .curl import is_of_curl, phase_of_curl
from .exception_classes import PHASES
from .phases import (
    ABORTED,
    ANSWERED,
    BROKEN,
    CONNECT,
    CONNECT_TIMEOUT,
    GARBLED,
    INVALID_BODY,
    INVALID_REQUEST,
    NOT_TRANSPORT,
    POOL_TIMEOUT,
    PROXY,
    READ_TIMEOUT,
    REDIRECTS,
    REFUSED,
    REFUSED_TO_SEND,
    RESET,
    TIMEOUT,
    TLS,
    TLS_BROKEN,
    TRUNCATED,
    WAIT_TIMEOUT,
    WRITE_TIMEOUT,
)
from .tracebacks import (
    frames,
    phase_before_sending,
    was_sending_body,
    was_sending_headers,
    was_sending_when_gone,
    was_using_tls,
)

if TYPE_CHECKING:
    from types import FrameType

    from .phases import Phase

_LONGEST_TEXT = 1_000
_MOST_CAUSES = 10

_BY_ERRNO = {
    # Proof: only ``connect`` can be refused, and nothing can be sent before it succeeds.
    errno.ECONNREFUSED: REFUSED,
    errno.ECONNRESET: RESET,
    errno.ECONNABORTED: RESET,
    errno.EPIPE: RESET,
    errno.ENOTCONN: BROKEN,
    errno.ESHUTDOWN: BROKEN,
    errno.ETIMEDOUT: TIMEOUT,
    # A route can be lost while the client waits for the response, so these prove nothing.
    errno.ENETUNREACH: BROKEN,
    errno.EHOSTUNREACH: BROKEN,
    errno.ENETDOWN: BROKEN,
    errno.ENETRESET: BROKEN,
}
# Texts of vague exceptions of CPython, httpcore and urllib3.
_BY_TEXT = {
    "read operation timed out": READ_TIMEOUT,
    "write operation timed out": WRITE_TIMEOUT,
    "without sending a response": RESET,
    "without sending complete message body": TRUNCATED,
    "incomplete chunked read": TRUNCATED,
    "Response ended prematurely": TRUNCATED,
    "too many redirects": REDIRECTS,
}
# Only for CPython's exceptions: the text of others can quote a response, so it is no proof.
# Proof: CPython uses the first text only in a handshake, the second only for a response to CONNECT.
_NOTHING_SENT_BY_TEXT = {
    "The handshake operation timed out": TLS,
    "Tunnel connection failed: ": PROXY,
}
_PLAIN = frozenset({OSError, TimeoutError})
# Only for one class of tornado, whose text never quotes a response. Proof: it uses the first text
# before it looks for a connection, and the others while it makes one.
_TORNADO_TIMEOUT = "tornado.simple_httpclient.HTTPTimeoutError"
_TORNADO_BY_TEXT = {
    "Timeout in request queue": POOL_TIMEOUT,
    "Timeout while resolving": CONNECT_TIMEOUT,
    "Timeout while connecting": CONNECT_TIMEOUT,
    "Timeout during TLS handshake": TLS,
}
# Reasons for which our own side ends a handshake in OpenSSL, for use when no frame proves it. A
# server's alerts are not in the list: it can send them after it has the request. Nor is
# WRONG_VERSION_NUMBER: it can happen in the middle of a response.
_OWN_HANDSHAKE_REASON = re.compile(
    r"\b(CERTIFICATE_VERIFY_FAILED|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE"
    r"|NO_CIPHERS_AVAILABLE|DH_KEY_TOO_SMALL)\b"
)
_VERIFICATION_ERROR = "ssl.SSLCertVerificationError"
_HTTP2_ENDS = frozenset({"h2.events.StreamReset", "h2.events.ConnectionTerminated"})
_CANCELLED_ERROR = "asyncio.exceptions.CancelledError"
# If a client can't parse the response, it may report something else: aiohttp invents a status 400,
# requests says that a header of the request is wrong.
_MAY_BE_GARBLED = frozenset({ANSWERED, INVALID_REQUEST, TRUNCATED})
_TIMEOUTS = frozenset({TIMEOUT, READ_TIMEOUT, WAIT_TIMEOUT, WRITE_TIMEOUT})


def phase_of_class(exc: BaseException | None) -> Phase | None:
    """Return the phase of an exception's class, or of its nearest base that has one."""
    return next((PHASES[name] for name in names(type(exc)) if name in PHASES), None)


def text_of(exc: BaseException) -> str:
    """Return the texts among an exception's arguments."""
    return " ".join(part[:_LONGEST_TEXT] for part in exc.args if is_a(part, str))


def single_phase(exc: BaseException) -> Phase | None:
    """Return the phase that one exception shows, without what it wraps."""
    if is_of_curl(exc):
        return phase_of_curl(exc) or phase_of_class(exc)
    phase = _by_class(exc)
    if phase is None and not is_a(exc, OSError):
        return None
    if phase is not None and (phase.nothing_sent or phase is ANSWERED or phase is NOT_TRANSPORT):
        return phase
    stack = _stack(exc, phase)
    if phase is REFUSED_TO_SEND:
        return _refused_to_send(stack)
    return (
        _by_frames(stack, phase) or _by_own_side_of_tls(exc, stack, phase) or _by_text(exc, phase)
    )


def _by_class(exc: BaseException) -> Phase | None:
    phase = phase_of_class(exc)
    if phase in _MAY_BE_GARBLED and any(phase_of_class(it) is GARBLED for it in direct_links(exc)):
        return GARBLED
    return _BY_ERRNO.get(exc.errno or 0) if phase is None and is_a(exc, OSError) else phase


def _stack(exc: BaseException, phase: Phase | None) -> list[FrameType]:
    """Return the frames of an exception and of its causes, which are further in.

    A timeout's cause is the cancellation, which shows what was running. A wrapper's cause is
    diagnosed separately.
    """
    stack = frames(exc)
    if phase is BROKEN or phase is ABORTED:
        return stack
    for _ in range(_MOST_CAUSES):
        cause = exc.__cause__
        if cause is None or not _is_of_a_call(cause):
            break
        stack += frames(cause)
        exc = cause
    return stack


def _is_of_a_call(exc: BaseException) -> bool:
    is_cancellation = _CANCELLED_ERROR in names(type(exc))
    return is_cancellation or is_a(exc, OSError) or phase_of_class(exc) is not None


def _by_frames(stack: list[FrameType], phase: Phase | None) -> Phase | None:
    """Return the phase if a frame proves that nothing had been sent yet."""
    proven = phase_before_sending(stack)
    return CONNECT_TIMEOUT if proven is CONNECT and phase in _TIMEOUTS else proven


def _refused_to_send(stack: list[FrameType]) -> Phase:
    """Return what a client's protocol code refused to send; it uses one class for all cases.

    The proof for headers: the head of a request is complete before any byte of it is written.
    """
    is_gone = was_sending_when_gone(stack)
    if was_sending_headers(stack):
        return CONNECT if is_gone else INVALID_REQUEST
    if was_sending_body(stack):
        return RESET if is_gone else INVALID_BODY
    return NOT_TRANSPORT


def _by_own_side_of_tls(
    exc: BaseException, stack: list[FrameType], phase: Phase | None
) -> Phase | None:
    """Return the TLS handshake phase if our own side ended the handshake.

    The proof: only a handshake verifies certificates and agrees on a version. A server can ask for
    a second handshake later; then a frame that reads or writes shows it.
    """
    if phase is not TLS_BROKEN or was_using_tls(stack):
        return None
    is_own = _VERIFICATION_ERROR in names(type(exc)) or _OWN_HANDSHAKE_REASON.search(
        f"{attribute(exc, 'reason')} {text_of(exc)}"
    )
    return TLS if is_own else None


def _by_text(exc: BaseException, phase: Phase | None) -> Phase | None:
    told = _in_words(exc, _NOTHING_SENT_BY_TEXT) if type(exc) in _PLAIN else None
    if _TORNADO_TIMEOUT in names(type(exc)):
        told = _in_words(exc, _TORNADO_BY_TEXT)
    if told is None and phase is not None and phase.is_vague:
        told = RESET if _is_end_of_http2(exc) else _in_words(exc, _BY_TEXT)
    return told or phase


def _is_end_of_http2(exc: BaseException) -> bool:
    """Whether the server announced the end of an HTTP/2 stream or of the connection.

    A server that refuses a stream says that it did not process it. So it does for streams after
    the last one that it names. Only the server says so, and that is no proof.
    """
    return any(not _HTTP2_ENDS.isdisjoint(names(type(part))) for part in exc.args)


def _in_words(exc: BaseException, phases: dict[str, Phase]) -> Phase | None:
    text = text_of(exc)
    return next((phase for words, phase in phases.items() if words in text), None)

"""An exception becomes a finding: the response that it carries, or the phase at which a call ended.

Wrappers are opened along the links that the clients set on purpose. An implicit ``__context__`` is
none of them: it may be the failure of an earlier call, in whose ``except`` this one was made.
"""

from __future__ import annotations

import errno
import re
from itertools import chain
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from shipping_errors._http_status import category_of_status
from shipping_errors._introspection import all_links, attribute, direct_links, is_a, names
from shipping_errors._vocabulary import Outcome

from .exception_classes import PHASES
from .phases import (
    ANSWERED,
    BROKEN,
    CONNECT,
    CONNECT_TIMEOUT,
    GARBLED,
    NOT_TRANSPORT,
    PROXY,
    READ_TIMEOUT,
    REDIRECTS,
    REFUSED,
    RESET,
    TIMEOUT,
    TLS,
    TLS_BROKEN,
    TRUNCATED,
    WHILE_CONNECTING,
    WRITE_TIMEOUT,
)
from .responses import status_of
from .tracebacks import (
    earlier_requests,
    earlier_requests_of_this_call,
    was_connecting,
    was_shaking_hands,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .phases import Phase

_MOST_LINKS = 100
_LONGEST_TEXT = 1_000

_BY_ERRNO = {
    errno.ECONNREFUSED: REFUSED,
    errno.ECONNRESET: RESET,
    errno.ECONNABORTED: RESET,
    errno.EPIPE: RESET,
    errno.ENOTCONN: BROKEN,
    errno.ESHUTDOWN: BROKEN,
    errno.ETIMEDOUT: TIMEOUT,
    # The route can vanish while an error is awaited, so these do not prove that nothing was sent.
    errno.ENETUNREACH: BROKEN,
    errno.EHOSTUNREACH: BROKEN,
    errno.ENETDOWN: BROKEN,
    errno.ENETRESET: BROKEN,
}
# What vague exceptions say in words: CPython's own, httpcore's and urllib3's.
_BY_TEXT = {
    "read operation timed out": READ_TIMEOUT,
    "write operation timed out": WRITE_TIMEOUT,
    "without sending a response": RESET,
    "without sending complete message body": TRUNCATED,
    "incomplete chunked read": TRUNCATED,
    "Response ended prematurely": TRUNCATED,
    "too many redirects": REDIRECTS,
}
# CPython's alone. An answer's words, in the text of another exception, could not be trusted here.
_NOTHING_SENT_BY_TEXT = {
    "The handshake operation timed out": TLS,
    "Tunnel connection failed: ": PROXY,
}
_PLAIN = frozenset({OSError, TimeoutError})
# OpenSSL's reasons that only a handshake can have. Others, such as WRONG_VERSION_NUMBER, can come
# in the middle of an answer too, and then the traceback has to tell.
_HANDSHAKE_REASON = re.compile(
    r"\b(CERTIFICATE_VERIFY_FAILED|SSLV3_ALERT_HANDSHAKE_FAILURE|TLSV1_ALERT_PROTOCOL_VERSION"
    r"|TLSV1_UNRECOGNIZED_NAME|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|NO_CIPHERS_AVAILABLE"
    r"|NO_SHARED_CIPHER|DH_KEY_TOO_SMALL|UNSAFE_LEGACY_RENEGOTIATION_DISABLED)\b"
)
# Redirects that turn a POST into a GET: the POST itself may have been carried out.
_SEEN_OTHER = frozenset({301, 302, 303})
_ERROR_STATUS = re.compile(r"too many ([1-5][0-9]{2}) error responses")


class Failure(NamedTuple):
    """What an exception tells: the phase, and the response where the phase is ``ANSWERED``."""

    phase: Phase
    response: object = None
    by_cause: bool = False
    """Whether not the exception itself tells it, but one that it was raised from."""


def diagnose(exc: BaseException) -> Failure | None:
    """Find out what an exception tells; None where it is neither transport nor an error.

    It never raises.
    """
    try:
        return _search(exc, set())
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return None


def may_have_acted_before(exc: BaseException) -> bool:
    """Whether an earlier request of the same call may have taken effect, as far as is known."""
    try:
        return any(map(may_have_acted, chain.from_iterable(map(earlier_requests, all_links(exc)))))
    except Exception:  # noqa: BLE001 - as above
        return True


def may_have_acted_in_this_call() -> bool:
    """Whether that is so of the call in whose hook we are, if we are in one."""
    return any(map(may_have_acted, earlier_requests_of_this_call()))


def may_have_acted(earlier: object) -> bool:
    """Whether an earlier request may have taken effect: a response, or a record of urllib3's."""
    error, status = attribute(earlier, "error"), status_of(earlier)
    if is_a(error, BaseException):
        failure = diagnose(error)
        return failure is None or not failure.phase.nothing_sent
    category = category_of_status(status) if status is not None else None
    return status in _SEEN_OTHER or category is None or category.outcome is not Outcome.NOT_DONE


def _search(exc: BaseException, seen: set[int]) -> Failure | None:
    seen.add(id(exc))
    own = _own_phase(exc)
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
    """Return what the first link tells that tells more than the exception itself."""
    for link in _links(exc, own):
        if id(link) not in seen and len(seen) < _MOST_LINKS:
            failure = _search(link, seen)
            better = _better(own, failure) if failure is not None else None
            if better is not None:
                return better
    return None


def _better(own: Phase | None, failure: Failure) -> Failure | None:
    """Return what a cause adds to a vague phase; None where it adds nothing."""
    if own is None:
        return failure._replace(by_cause=True)
    if own is BROKEN:
        return failure if failure.phase is not NOT_TRANSPORT else None
    phase = (
        WHILE_CONNECTING.get(failure.phase, failure.phase) if own.nothing_sent else failure.phase
    )
    if phase.is_vague or (own.nothing_sent and not phase.nothing_sent):
        return None
    return Failure(phase, failure.response)


def _links(exc: BaseException, own: Phase | None) -> Iterator[BaseException]:
    """Yield what an exception wraps. An unknown class only has its ``__cause__``."""
    if own is not None:
        return direct_links(exc)
    return (link for link in (exc.__cause__,) if is_a(link, BaseException))


def _own_phase(exc: BaseException) -> Phase | None:
    """Return the phase that an exception tells by itself."""
    phase = _phase_of_class(exc)
    if phase is ANSWERED and _phase_of_class(exc.__cause__) is GARBLED:
        return GARBLED  # aiohttp makes up a status 400 for an answer that it can't parse
    if is_a(exc, OSError):
        phase = phase or _BY_ERRNO.get(exc.errno or 0)
        if phase is None or not phase.nothing_sent:
            phase = _while_connecting(exc, phase)
    if phase is not None and phase.is_vague:
        return _in_words(exc, _BY_TEXT) or phase
    return phase


def _phase_of_class(exc: BaseException | None) -> Phase | None:
    return next((PHASES[name] for name in names(type(exc)) if name in PHASES), None)


def _while_connecting(exc: OSError, phase: Phase | None) -> Phase | None:
    if was_shaking_hands(exc):
        return TLS
    if was_connecting(exc):
        return CONNECT_TIMEOUT if phase is TIMEOUT else CONNECT
    if phase is TLS_BROKEN and _HANDSHAKE_REASON.search(f"{attribute(exc, 'reason')} {_text(exc)}"):
        return TLS
    told = _in_words(exc, _NOTHING_SENT_BY_TEXT) if type(exc) in _PLAIN else None
    return told or phase


def _in_words(exc: BaseException, phases: dict[str, Phase]) -> Phase | None:
    text = _text(exc)
    return next((phase for words, phase in phases.items() if words in text), None)


def _text(exc: BaseException) -> str:
    return " ".join(part[:_LONGEST_TEXT] for part in exc.args if is_a(part, str))


def _response(exc: BaseException, own: Phase | None) -> object:
    """Return the response that an exception carries, or is; None where it has none."""
    for response in (attribute(exc, "response"), exc if own is ANSWERED else None):
        if status_of(response) is not None:
            return response
    told = _ERROR_STATUS.fullmatch(_text(exc)) if own is BROKEN else None
    return SimpleNamespace(status=int(told[1])) if told else None

"""How far a call got before it failed without a response.

A request that has not left this machine can be sent again; every other one may have taken effect.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from shipping_errors._vocabulary import Category, Outcome


@dataclass(frozen=True, slots=True)
class Phase:
    """A point at which a call can fail without a response."""

    name: str
    """The part after the colon in a rule such as ``transport:read_timeout``."""
    sentence: str
    """What happened, for people. A client's own text is not used: it may contain the API key."""
    category: Category = Category.NETWORK
    outcome: Outcome = Outcome.MAYBE_DONE
    is_vague: bool = False
    """Whether the exception's cause, if it has one, says more."""

    @property
    def nothing_sent(self) -> bool:
        """Whether the provider can't have seen the request."""
        return self.outcome is Outcome.NOT_DONE


def _before(name: str, sentence: str, *, is_vague: bool = False) -> Phase:
    """Make a phase in which no part of the request was sent."""
    return Phase(name, sentence, Category.NETWORK, Outcome.NOT_DONE, is_vague)


NAME_RESOLUTION = _before("name_resolution", "The host's name could not be resolved")
REFUSED = _before("refused", "The connection was refused")
CONNECT = _before("connect", "No connection could be made", is_vague=True)
CONNECT_TIMEOUT = _before("connect_timeout", "No connection was made in time", is_vague=True)
POOL_TIMEOUT = _before("pool_timeout", "No connection of the pool became free in time")
PROXY = _before("proxy", "The proxy made no connection")
TLS = _before("tls", "The TLS handshake failed")

READ_TIMEOUT = Phase("read_timeout", "No response came in time")
WAIT_TIMEOUT = replace(READ_TIMEOUT, is_vague=True)
"""For urllib3 and requests, which call a timeout in the TLS handshake a read timeout too."""
WRITE_TIMEOUT = Phase("write_timeout", "The request could not be sent in time")
TIMEOUT = Phase("timeout", "The call took too long", is_vague=True)
WRITE = Phase("write", "The connection broke while the request was sent")
RESET = Phase("reset", "The connection was closed before a response came")
TRUNCATED = Phase("truncated", "The response was cut off")
GARBLED = Phase("garbled", "The response was not HTTP, or could not be decoded", is_vague=True)
TLS_BROKEN = Phase("tls_broken", "The TLS connection broke", is_vague=True)
BROKEN = Phase("broken", "The call failed on the network", is_vague=True)
ABORTED = replace(BROKEN)
"""For a class that is not about connecting: only what it wraps can prove that nothing was sent."""

REDIRECTS = Phase(
    "redirects",
    "The provider's redirects can't be followed; check the address",
    Category.MALFORMED_REQUEST,
)
INVALID_REQUEST = Phase(
    "invalid_request",
    "The client refused to send this request; check its address, headers, body and certificates",
    Category.MALFORMED_REQUEST,
    Outcome.NOT_DONE,
)
INVALID_BODY = Phase(
    "invalid_body",
    "The client sent a part of the request and refused the rest; check the length of its body",
    Category.MALFORMED_REQUEST,
)
NOT_TRANSPORT = Phase(
    "none",
    "This says nothing about the call: no error, no failure on the network",
    Category.UNKNOWN,
)
REFUSED_TO_SEND = replace(NOT_TRANSPORT)
"""A part of a client refused to send something; the frames show what, and what was sent."""
ANSWERED = Phase("answered", "The provider responded", Category.UNKNOWN)
"""Not a failure without a response: the exception contains the response, or its status."""

WHILE_CONNECTING = {TIMEOUT: CONNECT_TIMEOUT, TLS_BROKEN: TLS}
"""What a phase becomes if the call was still connecting."""

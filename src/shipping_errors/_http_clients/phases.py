"""How far a call came that got no error.

What has not left this machine can be sent again; everything else may have taken effect.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from shipping_errors._vocabulary import Category, Outcome


@dataclass(frozen=True, slots=True)
class Phase:
    """A point at which a call can end without an error."""

    name: str
    """As in the rule ``transport:read_timeout``."""
    sentence: str
    """What happened, for people. A client's own text may show an address with the key in it."""
    category: Category = Category.NETWORK
    outcome: Outcome = Outcome.MAYBE_DONE
    is_vague: bool = False
    """Whether a cause, if there is one, says more."""

    @property
    def nothing_sent(self) -> bool:
        """Whether the provider can't have seen the request."""
        return self.outcome is Outcome.NOT_DONE


def _before(name: str, sentence: str, *, is_vague: bool = False) -> Phase:
    """Make a phase in which nothing of the request was sent."""
    return Phase(name, sentence, Category.NETWORK, Outcome.NOT_DONE, is_vague)


NAME_RESOLUTION = _before("name_resolution", "The host's name could not be resolved")
REFUSED = _before("refused", "The connection was refused")
CONNECT = _before("connect", "No connection could be made", is_vague=True)
CONNECT_TIMEOUT = _before("connect_timeout", "No connection was made in time", is_vague=True)
POOL_TIMEOUT = _before("pool_timeout", "No connection of the pool came free in time")
PROXY = _before("proxy", "The proxy made no connection")
TLS = _before("tls", "The TLS handshake failed")

READ_TIMEOUT = Phase("read_timeout", "No answer came in time")
WAIT_TIMEOUT = replace(READ_TIMEOUT, is_vague=True)
"""Of urllib3 and requests, which say "read" of a TLS handshake too."""
WRITE_TIMEOUT = Phase("write_timeout", "The request could not be sent in time")
TIMEOUT = Phase("timeout", "The call took too long", is_vague=True)
WRITE = Phase("write", "The connection broke while the request was sent")
RESET = Phase("reset", "The connection was closed before an answer came")
TRUNCATED = Phase("truncated", "The answer broke off")
GARBLED = Phase("garbled", "The answer was not HTTP, or could not be decoded", is_vague=True)
TLS_BROKEN = Phase("tls_broken", "The TLS connection broke", is_vague=True)
BROKEN = Phase("broken", "The call failed on its way", is_vague=True)
ABORTED = replace(BROKEN)
"""Not of making a connection, which has classes of its own: what it wraps has to prove that."""

REDIRECTS = Phase(
    "redirects",
    "The provider's redirects lead nowhere; check the address",
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
    "none", "This tells nothing of the call: no error, no failure on the way", Category.UNKNOWN
)
REFUSED_TO_SEND = replace(NOT_TRANSPORT)
"""Of a part of a client that refuses to send something; its frames tell what, and what was sent."""
ANSWERED = Phase("answered", "The provider answered", Category.UNKNOWN)
"""Not an end without an error: the exception holds the response, or its status."""

WHILE_CONNECTING = {TIMEOUT: CONNECT_TIMEOUT, TLS_BROKEN: TLS}
"""What a phase becomes when it is known that the call was still connecting."""

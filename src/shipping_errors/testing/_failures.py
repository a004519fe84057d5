"""Calls that get no response, for tests: as the exceptions of HTTP clients.

Each is made as its client makes it, with the same causes. The clients are imported only
when used.
"""

from __future__ import annotations

import errno
import os
import socket
import ssl
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

_HOST = "api.example"
_CUT_OFF = "peer closed connection without sending complete message body (received 9, expected 80)"


@dataclass(frozen=True, slots=True)
class TransportFailure:
    """A way in which a call gets no response."""

    name: str
    """As in the rule ``transport:read_timeout``."""


def name_resolution() -> TransportFailure:
    """Return the failure to resolve the host's name: nothing was sent."""
    return TransportFailure("name_resolution")


def refused() -> TransportFailure:
    """Return the refusal of the connection: nothing was sent."""
    return TransportFailure("refused")


def connect_timeout() -> TransportFailure:
    """Return that no connection was made in time: nothing was sent."""
    return TransportFailure("connect_timeout")


def tls() -> TransportFailure:
    """Return that the provider's certificate was not accepted: nothing was sent."""
    return TransportFailure("tls")


def read_timeout() -> TransportFailure:
    """Return that no response came in time: the request may have taken effect."""
    return TransportFailure("read_timeout")


def reset() -> TransportFailure:
    """Return that the connection was reset before a response: it may have taken effect."""
    return TransportFailure("reset")


def truncated() -> TransportFailure:
    """Return that the response ended too early: the request may have taken effect."""
    return TransportFailure("truncated")


_BENEATH: dict[str, Callable[[], Any]] = {
    "name_resolution": lambda: socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
    "refused": lambda: _of_system(errno.ECONNREFUSED),
    "tls": lambda: ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED]"),
    "reset": lambda: _of_system(errno.ECONNRESET),
}


def _of_system(number: int) -> OSError:
    return OSError(number, os.strerror(number))  # Python makes the subclass for the number


def httpx_exception(failure: TransportFailure, httpx: ModuleType) -> Exception:
    """Return what httpx raises; httpx2 has the same classes.

    What is beneath is its argument and not its cause, which ``respx`` would replace.
    """
    beneath = _BENEATH[failure.name]() if failure.name in _BENEATH else failure.name
    exc: Exception = {
        "name_resolution": httpx.ConnectError,
        "refused": httpx.ConnectError,
        "connect_timeout": httpx.ConnectTimeout,
        "tls": httpx.ConnectError,
        "read_timeout": httpx.ReadTimeout,
        "reset": httpx.ReadError,
        "truncated": httpx.RemoteProtocolError,
    }[failure.name](_CUT_OFF if failure.name == "truncated" else beneath)
    return exc


def requests_exception(failure: TransportFailure) -> Exception:
    """Return what requests raises, around the exceptions of urllib3."""
    import requests  # noqa: PLC0415 - an optional client

    kind, inner = {
        "name_resolution": (requests.ConnectionError, _not_connected),
        "refused": (requests.ConnectionError, _not_connected),
        "connect_timeout": (requests.ConnectTimeout, _not_connected),
        "tls": (requests.exceptions.SSLError, _not_connected),
        "read_timeout": (requests.ReadTimeout, _no_response),
        "reset": (requests.ConnectionError, _no_response),
        "truncated": (requests.exceptions.ChunkedEncodingError, _no_response),
    }[failure.name]
    return kind(inner(failure.name))


def _not_connected(name: str) -> Exception:
    """Return what urllib3 raises when it gives up connecting."""
    import urllib3  # noqa: PLC0415 - as above
    from urllib3.exceptions import (  # noqa: PLC0415 - as above
        ConnectTimeoutError,
        MaxRetryError,
        NameResolutionError,
        NewConnectionError,
        SSLError,
    )

    pool: Any = urllib3.HTTPSConnectionPool(_HOST)
    beneath = _BENEATH.get(name, TimeoutError)()
    makers: dict[str, Callable[[], Exception]] = {
        "name_resolution": lambda: NameResolutionError(_HOST, pool, beneath),
        "refused": lambda: NewConnectionError(pool, str(beneath)),
        "connect_timeout": lambda: ConnectTimeoutError(pool, "timed out"),
        "tls": lambda: SSLError(beneath),
    }
    reason = makers[name]()
    reason.__cause__ = beneath
    return MaxRetryError(pool, "/", reason)


def _no_response(name: str) -> Exception:
    """Return what urllib3 raises when a response does not come, or not whole."""
    import urllib3  # noqa: PLC0415 - as above
    from urllib3.exceptions import (  # noqa: PLC0415 - as above
        IncompleteRead,
        ProtocolError,
        ReadTimeoutError,
    )

    if name == "read_timeout":
        return ReadTimeoutError(urllib3.HTTPSConnectionPool(_HOST), "/", "Read timed out.")
    if name == "reset":
        return ProtocolError("Connection aborted.", _BENEATH[name]())
    incomplete: Exception = IncompleteRead(9, 71)
    return ProtocolError(f"Connection broken: {incomplete!r}", incomplete)


def aiohttp_exception(failure: TransportFailure) -> Exception:
    """Return what aiohttp raises."""
    import aiohttp  # noqa: PLC0415 - as above

    key: Any = SimpleNamespace(host=_HOST, port=443, is_ssl=True, ssl=True)
    beneath: Any = _BENEATH[failure.name]() if failure.name in _BENEATH else None
    makers: dict[str, Callable[[], Exception]] = {
        "name_resolution": lambda: aiohttp.ClientConnectorDNSError(key, beneath),
        "refused": lambda: aiohttp.ClientConnectorError(key, beneath),
        "connect_timeout": lambda: aiohttp.ConnectionTimeoutError(f"Connection timeout to {_HOST}"),
        "tls": lambda: aiohttp.ClientConnectorCertificateError(key, beneath),
        "read_timeout": lambda: aiohttp.SocketTimeoutError("Timeout on reading data from socket"),
        "reset": lambda: aiohttp.ClientOSError(*beneath.args),
        "truncated": lambda: aiohttp.ClientPayloadError("Response payload is not completed"),
    }
    exc = makers[failure.name]()
    exc.__cause__ = beneath
    return exc

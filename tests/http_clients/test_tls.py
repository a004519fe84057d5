"""What ends over TLS: before the request only the handshake can fail, after it anything can.

A server may send any alert after it has the whole request, by name even one of the handshake: it
asked for a certificate late, say.
"""

from __future__ import annotations

import contextlib
import ssl
import warnings
from typing import TYPE_CHECKING

import pytest

from shipping_errors import NormalizedError, Outcome, classify_exception

from .clients import CA
from .server import Server, read_whole, tls_handler

with warnings.catch_warnings(action="ignore"):  # of asyncore, which it would use for servers
    from tlslite.api import X509, TLSConnection, X509CertChain, parsePEMKey
    from tlslite.constants import AlertLevel
    from tlslite.messages import Alert

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    ErrorOf = Callable[..., NormalizedError]

ALERTS = {
    "handshake_failure": 40,
    "certificate_required": 116,
    "protocol_version": 70,
    "internal_error": 80,
    "unrecognized_name": 112,
}
CERTIFICATE = CA.issue_cert("127.0.0.1")
CHAIN = X509CertChain([X509().parse(CERTIFICATE.cert_chain_pems[0].bytes().decode())])
KEY = parsePEMKey(CERTIFICATE.private_key_pem.bytes().decode(), private=True)


class _OverTls:
    """A connection, as far as a request is read from it."""

    def __init__(self, tls: TLSConnection) -> None:
        self.tls = tls

    def recv(self, most: int) -> bytes:
        return bytes(self.tls.recv(most))


def _alerting(number: int) -> Callable[[Server, socket.socket], None]:
    def handle(server: Server, connection: socket.socket) -> None:
        tls = TLSConnection(connection)
        tls.handshakeServer(certChain=CHAIN, privateKey=KEY, alpn=[bytearray(b"http/1.1")])
        path = read_whole(_OverTls(tls))  # type: ignore[arg-type]
        server.received[path.strip("/")] += 1
        for _ in tls._sendMsg(Alert().create(number, AlertLevel.fatal)):
            pass
        with contextlib.suppress(OSError):
            connection.recv(
                1
            )  # until the client hangs up, or its end is a reset in the alert's place

    return handle


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_after_the_whole_request_proves_nothing(
    client: str, order: str, answer_of: ErrorOf, alert: str
) -> None:
    with Server(_alerting(ALERTS[alert])) as server:
        error = answer_of(client, server.url(order, "https"))

    assert server.received[order] >= 1
    assert error.category == "network"
    assert error.outcome is Outcome.MAYBE_DONE
    assert not error.safe_to_retry()


def _only_alert(number: int) -> Callable[[Server, socket.socket], None]:
    def handle(_: Server, connection: socket.socket) -> None:
        connection.recv(2_000)
        connection.sendall(bytes([21, 3, 3, 0, 2, 2, number]))

    return handle


@pytest.mark.parametrize("alert", ["handshake_failure", "unrecognized_name"])
def test_the_same_alert_in_the_handshake_is_safe(
    client: str, order: str, answer_of: ErrorOf, alert: str
) -> None:
    """The proof of the test above: here a frame of the handshake is on the stack."""
    with Server(_only_alert(ALERTS[alert])) as server:
        error = answer_of(client, server.url(order, "https"))

    assert error.category == "network"
    assert error.safe_to_retry()


def test_a_response_over_tls_is_read(client: str, order: str, answer_of: ErrorOf) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CERTIFICATE.configure_cert(context)
    with Server(tls_handler(context)) as server:
        error = answer_of(client, server.url(f"clickpost_key_wrong/{order}", "https"))

    assert server.received[order] == 1
    assert error.rule == "clickpost:301"


REASONS = ["CERTIFICATE_VERIFY_FAILED", "UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE"]


def _raised_by(name: str, exc: Exception) -> Exception:
    """Let a function of that name, in the module of the standard library, raise it."""
    place = {"__name__": "ssl", "exc": exc}
    exec(f"def {name}(): raise exc", place)  # noqa: S102 - this very line
    with pytest.raises(type(exc)) as caught:
        place[name]()  # type: ignore[operator]
    return caught.value


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("name", ["read", "recv_into", "write", "send"])
@pytest.mark.parametrize("kind", [ssl.SSLError, ssl.SSLCertVerificationError])
def test_reasons_of_our_own_side_prove_nothing_after_the_handshake(
    reason: str, name: str, kind: type[ssl.SSLError]
) -> None:
    """A server can ask for another handshake when it has the request."""
    exc = _raised_by(name, kind(1, f"[SSL: {reason}] (_ssl.c:1)"))

    assert classify_exception("clickpost", exc).outcome is Outcome.MAYBE_DONE


@pytest.mark.parametrize("reason", REASONS)
def test_reasons_of_our_own_side_are_of_the_handshake_where_no_frame_tells(reason: str) -> None:
    error = classify_exception("clickpost", ssl.SSLError(1, f"[SSL: {reason}] (_ssl.c:1)"))

    assert (error.rule, error.outcome) == ("transport:tls", Outcome.NOT_DONE)


@pytest.mark.parametrize("name", ["do_handshake", "_create"])
def test_any_reason_in_the_handshake_is_safe(name: str) -> None:
    exc = _raised_by(name, ssl.SSLError(1, "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] (_ssl.c:1)"))

    assert classify_exception("clickpost", exc).rule == "transport:tls"


def test_a_reset_in_the_handshake_is_safe() -> None:
    exc = _raised_by("do_handshake", ConnectionResetError())

    assert classify_exception("clickpost", exc).safe_to_retry()

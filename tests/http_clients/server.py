"""A server on the loopback that plays the three providers, and misbehaves on request.

The path says what it does and for which order: ``/slow_body/order-1``. It counts what reached it,
and which orders took effect. Where a request was read as a whole, the worst is assumed: the label
is bought before the server misbehaves.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

_LONGEST_STALL = 5.0


@dataclass(frozen=True)
class Answer:
    """A whole HTTP answer, and whether the label was bought before it was given."""

    status: int
    body: bytes
    bought: bool
    headers: dict[str, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Write it as HTTP."""
        headers = {"Content-Length": str(len(self.body)), "Connection": "close", **self.headers}
        lines = [f"HTTP/1.1 {self.status} X", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def _json(data: object) -> bytes:
    return json.dumps(data).encode()


ANSWERS = {
    "clickpost_done": Answer(200, _json({"meta": {"status": 200, "success": True}}), bought=True),
    "clickpost_exists": Answer(
        200,
        _json({"meta": {"status": 323, "success": False}, "result": {"waybill": "1"}}),
        bought=False,
    ),
    "clickpost_queued": Answer(202, _json({"meta": {"status": 202, "success": True}}), bought=True),
    "clickpost_carrier_down": Answer(200, _json({"meta": {"status": 322}}), bought=True),
    "clickpost_key_wrong": Answer(200, _json({"meta": {"status": 301}}), bought=False),
    "aftership_done": Answer(200, _json({"meta": {"code": 200}, "data": {"id": "1"}}), bought=True),
    "aftership_busy": Answer(
        200, _json({"meta": {"code": 4155, "retryable": True, "message": "busy"}}), bought=False
    ),
    "aftership_limited": Answer(
        429, _json({"meta": {"code": 429}, "data": {}}), bought=False, headers={"Retry-After": "7"}
    ),
    "limited": Answer(429, b"{}", bought=False),
    "pkge_done": Answer(200, _json({"code": 200, "payload": {}}), bought=True),
    "pkge_limited": Answer(
        429,
        _json({"code": 429, "payload": "slow down"}),
        bought=False,
        headers={"X-Rate-Limit-Reset": "3"},
    ),
    "html": Answer(
        502,
        b"<html><title>Bad Gateway</title></html>",
        bought=True,
        headers={"Content-Type": "text/html"},
    ),
    "html_with_200": Answer(200, b"<html><title>Sign in</title></html>", bought=True),
    "label": Answer(
        200, _json({"meta": {"status": 200}, "result": {"waybill": "W1"}}), bought=False
    ),
    "bad_data": Answer(400, _json({"detail": "no weight"}), bought=False),
    "no_label": Answer(200, _json({"meta": {"status": 404, "success": False}}), bought=False),
    "no_route": Answer(404, b"<html><title>Not Found</title></html>", bought=False),
    "empty": Answer(204, b"", bought=True),
    "broken_gzip": Answer(200, b"no gzip", bought=True, headers={"Content-Encoding": "gzip"}),
}


class Server:
    """Serves on a port of its own until it is closed; each connection has a thread."""

    def __init__(self, handle: Callable[[Server, socket.socket], None] | None = None) -> None:
        """Listen. ``handle`` replaces what is done with a connection."""
        self.received = Counter[str]()
        """How many requests for an order were read as a whole."""
        self.effects = Counter[str]()
        """How many labels were bought for an order."""
        self.plans: dict[str, list[str]] = {}
        """What to do with the requests for a path, one after the other: ``orders/7``."""
        self._handle = handle or _serve
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._start(self._accept)

    @classmethod
    def sending(cls, response: bytes) -> Self:
        """Make a server that reads each request as a whole and sends this. The path is the order."""

        def handle(server: Server, connection: socket.socket) -> None:
            order = read_whole(connection).strip("/")
            server.received[order] += 1
            server.buy(order)
            connection.sendall(response)
            connection.shutdown(socket.SHUT_WR)

        return cls(handle)

    @classmethod
    def redirecting(cls, status: int, location: str) -> Self:
        """Make a server that sends everybody on."""
        head = f"HTTP/1.1 {status} X\r\nLocation: {location}\r\nContent-Length: 0\r\n"
        return cls.sending(f"{head}Connection: close\r\n\r\n".encode())

    def url(self, path: str, scheme: str = "http") -> str:
        """Return the address of a path."""
        return f"{scheme}://127.0.0.1:{self.port}/{path}"

    def stall(self) -> None:
        """Do nothing until the server is closed."""
        self._closing.wait(_LONGEST_STALL)

    def wait_for(self, order: str) -> None:
        """Wait until a request for an order was read as a whole; fail if there is none."""
        for _ in range(500):
            if self.received[order]:
                return
            time.sleep(0.01)
        raise AssertionError(f"nothing arrived for {order}")

    def buy(self, order: str) -> None:
        """Let an order take effect."""
        self.effects[order] += 1

    def __enter__(self) -> Self:
        """Serve, until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of every connection, and wait for the threads."""
        self._closing.set()
        # A thread that waits in ``accept`` does not notice that the socket is closed.
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            pass
        for thread in self._threads:
            thread.join(_LONGEST_STALL)
        self._socket.close()

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            if self._closing.is_set():
                connection.close()
                return
            self._start(self._run, connection)

    def _run(self, connection: socket.socket) -> None:
        connection.settimeout(_LONGEST_STALL)
        with connection, contextlib.suppress(OSError):
            self._handle(self, connection)


def reset(connection: socket.socket) -> None:
    """Close a connection with a reset in place of a farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _serve(server: Server, connection: socket.socket) -> None:
    path = _first_line(connection)
    behaviour, _, order = path.strip("/").partition("/")
    if path.strip("/") in server.plans:
        behaviour = server.plans[path.strip("/")].pop(0)
    if behaviour == "reset_before":
        reset(connection)
        return
    _read_rest(connection)
    server.received[order] += 1
    if behaviour in ANSWERS:
        answer = ANSWERS[behaviour]
        if answer.bought:
            server.buy(order)
        connection.sendall(answer.encode())
        return
    server.buy(order)
    _MISBEHAVIOURS[behaviour](server, connection)


def read_whole(connection: socket.socket) -> str:
    """Read a request as a whole, and return its path."""
    path = _first_line(connection)
    _read_rest(connection)
    return path


def _first_line(connection: socket.socket) -> str:
    """Read the request line alone, byte by byte, so that the rest stays unread."""
    line = b""
    while not line.endswith(b"\r\n"):
        line += _some(connection, 1)
    return urlsplit(line.decode().split(" ")[1]).path


def _read_rest(connection: socket.socket) -> None:
    head = b"\r\n"
    while not head.endswith(b"\r\n\r\n"):
        head += _some(connection, 1)
    headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n") if b": " in line)
    if headers.get(b"transfer-encoding") == b"chunked":
        _read_chunks(connection)
    length = int(headers.get(b"content-length", b"0"))
    while length:
        length -= len(_some(connection, length))


def _read_chunks(connection: socket.socket) -> None:
    body = b""
    while not body.endswith(b"0\r\n\r\n"):
        body += _some(connection, 1)


def _some(connection: socket.socket, most: int) -> bytes:
    data = connection.recv(most)
    if not data:
        raise ConnectionResetError
    return data


def _slow_headers(server: Server, _: socket.socket) -> None:
    server.stall()


def _slow_body(server: Server, connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"meta"')
    server.stall()


def _reset_after(_: Server, connection: socket.socket) -> None:
    reset(connection)


def _close_after(_: Server, connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def _truncated(_: Server, connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"meta"')


def _truncated_chunks(_: Server, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n63\r\n{")


def _no_http(_: Server, connection: socket.socket) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")


def _redirect(status: int, path: str) -> Callable[[Server, socket.socket], None]:
    def redirect(server: Server, connection: socket.socket) -> None:
        location = path if "://" in path else server.url(path)
        head = f"HTTP/1.1 {status} X\r\nLocation: {location}\r\nContent-Length: 0\r\n"
        connection.sendall(f"{head}Connection: close\r\n\r\n".encode())

    return redirect


# Port 1 (tcpmux) is nobody's: what connects to it is refused.
NOWHERE = "http://127.0.0.1:1/"

_MISBEHAVIOURS: dict[str, Callable[[Server, socket.socket], None]] = {
    "slow_headers": _slow_headers,
    "slow_body": _slow_body,
    "reset_after": _reset_after,
    "close_after": _close_after,
    "truncated": _truncated,
    "truncated_chunks": _truncated_chunks,
    "no_http": _no_http,
    "redirect_nowhere": _redirect(303, NOWHERE),
    "redirect_to_limit": _redirect(303, "limited/other"),
    "redirect_to_key_wrong": _redirect(307, "clickpost_key_wrong/other"),
    "redirect_for_ever": _redirect(307, "redirect_for_ever/other"),
}


def _tls_no_tls(_: Server, connection: socket.socket) -> None:
    connection.recv(1_000)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def _tls_close(_: Server, connection: socket.socket) -> None:
    connection.recv(1_000)


def _tls_reset(_: Server, connection: socket.socket) -> None:
    connection.recv(1)
    reset(connection)


def _tls_silent(server: Server, _: socket.socket) -> None:
    server.stall()


TLS_FAILURES: dict[str, Callable[[Server, socket.socket], None]] = {
    "no_tls": _tls_no_tls,
    "close": _tls_close,
    "reset": _tls_reset,
    "silent": _tls_silent,
}


def tls_handler(context: ssl.SSLContext) -> Callable[[Server, socket.socket], None]:
    """Make a handler that serves over TLS."""

    def handle(server: Server, connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            _serve(server, secure)

    return handle


class Once:
    """A server that reads one request as a whole, drops it, and is gone: who comes next is refused.

    The worst is assumed: what arrived as a whole has bought a label.
    """

    def __init__(self, response: bytes = b"") -> None:
        """Listen. ``response`` is sent before the connection is dropped."""
        self.received = 0
        """How many requests arrived as a whole."""
        self._response = response
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(_LONGEST_STALL)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/labels"
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self._socket.accept()
            connection.settimeout(_LONGEST_STALL)
            self._socket.close()
            with connection:
                read_whole(connection)
                self.received += 1
                connection.sendall(self._response)
                connection.shutdown(socket.SHUT_WR)

    def __enter__(self) -> Self:
        """Serve, until the block ends."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for the thread."""
        self._socket.close()
        self._thread.join(_LONGEST_STALL)


@contextlib.contextmanager
def full_queue() -> Iterator[int]:
    """Listen on a port whose queue is full, so that connecting to it takes for ever."""
    with socket.socket() as listener, contextlib.ExitStack() as waiting:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port: int = listener.getsockname()[1]
        for _ in range(4):
            client = waiting.enter_context(socket.socket())
            client.settimeout(0)
            client.connect_ex(("127.0.0.1", port))
        yield port

"""Other libraries, with what this one gives them. They are in the extra ``integrations``.

pip install -e '.[test,integrations]'
pytest -m integrations
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEEDED = [
    "arq",
    "celery",
    "dramatiq",
    "easypost",
    "fakeredis",
    "fastapi",
    "huey",
    "lupa",
    "opentelemetry.sdk",
    "prometheus_client",
    "rq",
    "sentry_sdk",
    "shippo",
    "sp_api",
    "spapi",
    "structlog",
    "temporalio",
    "tracking",
]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> None:
    """Say what to install, where these tests are asked for and can't be imported."""
    asked_for = "integrations" in config.option.markexpr.split()
    missing = [name for name in NEEDED if asked_for and not _is_installed(name)]
    if missing and collection_path.name.startswith("test_"):
        raise pytest.UsageError(
            f"missing: {', '.join(missing)}; install the extra: pip install -e '.[integrations]'"
        )


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # the package around it is missing
        return False


@dataclass
class Loopback:
    """A server on the loopback that gives one reply, and counts the requests."""

    url: str
    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    requests: int = 0

    def reply(self, status: int, body: object, **headers: str) -> None:
        """Give this from now on: text, or anything that is JSON."""
        self.status, self.headers = (
            status,
            {name.replace("_", "-"): headers[name] for name in headers},
        )
        self.body = body.encode() if isinstance(body, str) else json.dumps(body).encode()


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    """Return a running server."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            running.requests += 1
            self.send_response(running.status)
            kind = "application/json" if running.body[:1] in b"[{" else "text/html"
            headers = {"Content-Type": kind, "Connection": "close", **running.headers}
            for name, value in {**headers, "Content-Length": str(len(running.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(running.body)

        do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        running = Loopback(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield running
        server.shutdown()
        thread.join()

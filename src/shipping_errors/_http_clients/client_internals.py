"""The private names of clients that this package uses, and what happens if one is missing.

A name is a function on the stack, with its module, or a variable in it. Clients can change such
names without notice. If a name is missing, a proof or a doubt is missing:

- without a name of ``before_sending``, the error of a call that sent nothing says "maybe done". The
  caller has to look the label up, but buys nothing twice;
- without any other name, an earlier request or a response is not found, and the error may wrongly
  say "nothing was done". So ``tests`` compare every name with the installed release.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from .phases import CONNECT, INVALID_REQUEST, PROXY, TLS, Phase

Function: TypeAlias = tuple[str, str]
"""A module, and a function or method in it."""


class Count(NamedTuple):
    """Where a retry layer stores the number of its tries, or a list with one item per try."""

    variable: str
    attribute: str | None
    first: int
    """The number, or the length of the list, at the first try."""


@dataclass(frozen=True, kw_only=True)
class Internals:
    """The private names of one client."""

    entries: frozenset[str] = frozenset()
    """Modules whose functions make a call. Everything that they call runs inside the call."""
    before_sending: dict[Function, Phase] = field(default_factory=dict)
    """While one of these runs, no part of the request was sent. The innermost one counts."""
    until: dict[Function, tuple[str, str]] = field(default_factory=dict)
    """For these, that is true from when the first variable is set until the second one is set."""
    after_handshake: frozenset[Function] = frozenset()
    """Read and write over TLS."""
    finding_it_gone: frozenset[Function] = frozenset()
    """Find that a connection was closed before something could be sent on it."""
    sending_headers: frozenset[Function] = frozenset()
    """Write the head of a request."""
    sending_body: frozenset[Function] = frozenset()
    """Write the body, which can run the caller's code: a generator, a file."""
    history: dict[Function, str] = field(default_factory=dict)
    """Store earlier responses in a variable: a list, an object that has one, or a response."""
    resending: frozenset[Function] = frozenset()
    """Send the same request again by themselves, and store that in variables (``tracebacks``)."""
    tries: dict[Function, Count] = field(default_factory=dict)
    """Call again and again, and count."""
    bodies: dict[str, str] = field(default_factory=dict)
    """Where a class of responses stores the body after reading; before, it is None or False.

    The public names would read from the network.
    """
    responses: frozenset[str] = frozenset()
    """Other classes that have the status of a response."""


SOCKET = Internals(
    # ``connect`` is in there; it returns, or raises, before there is anything to send on.
    before_sending={("socket", "create_connection"): CONNECT},
)
SSL = Internals(
    # The handshake comes before the first byte of a request, which can't be sent without its keys.
    # A server's alert can come at any time, so the text of an exception is no proof of it.
    before_sending={
        ("ssl", "do_handshake"): TLS,
        ("ssl", "_create"): TLS,  # wraps a socket that is connected, and does the handshake
        ("ssl", "create_default_context"): INVALID_REQUEST,  # its files are missing
    },
    after_handshake=frozenset(
        ("ssl", name)
        for name in ("read", "recv", "recv_into", "write", "send", "sendall", "unwrap")
    ),
)
ASYNCIO = Internals(
    # They end when the connection, and over TLS the handshake, is complete.
    before_sending={
        ("asyncio.base_events", "create_connection"): CONNECT,
        ("asyncio.base_events", "start_tls"): TLS,
        ("anyio._core._sockets", "connect_tcp"): CONNECT,
    },
)
HTTP_CLIENT = Internals(
    entries=frozenset({"http.client"}),
    # The connection is made, the tunnel opened and the handshake done before ``request`` goes on.
    before_sending={
        ("http.client", "connect"): CONNECT,
        ("http.client", "_tunnel"): PROXY,
    },
    sending_body=frozenset({("http.client", "_send_output"), ("http.client", "send")}),
    responses=frozenset({"http.client.HTTPResponse", "urllib.response.addinfourl"}),
)
URLLIB = Internals(
    entries=frozenset({"urllib.request"}),
    history={("urllib.request", "http_error_302"): "fp"},
)
XMLRPC = Internals(
    # It calls again where a connection that it kept is dead.
    tries={("xmlrpc.client", "request"): Count("i", None, 0)},
)


def _urllib3(module: str) -> Internals:
    """Name the parts of urllib3, and of its fork under another name."""
    return Internals(
        entries=frozenset({f"{module}.poolmanager", f"{module}.connectionpool"}),
        before_sending={
            (f"{module}.connection", "connect"): CONNECT,
            (f"{module}.connection", "_new_conn"): CONNECT,
            (f"{module}.contrib.socks", "_new_conn"): PROXY,
            (f"{module}.util.connection", "create_connection"): CONNECT,
            # It reads the files of certificates. The handshake is in ``ssl``, further in.
            (f"{module}.util.ssl_", "ssl_wrap_socket"): INVALID_REQUEST,
        },
        sending_body=frozenset({(f"{module}.connection", "request")}),
        history={(f"{module}.connectionpool", "urlopen"): "retries"},
    )


URLLIB3 = _urllib3("urllib3")
URLLIB3_ALONE = Internals(
    before_sending={
        ("urllib3.connection", "_tunnel"): PROXY,
        ("urllib3.contrib.pyopenssl", "wrap_socket"): TLS,
    },
    # The second one where urllib3-future has taken the place of urllib3.
    bodies=dict.fromkeys(
        ("urllib3.response.BaseHTTPResponse", "urllib3.response.HTTPResponse"), "_body"
    ),
)


def _requests(module: str) -> Internals:
    return Internals(
        entries=frozenset({f"{module}.sessions"}),
        before_sending={(f"{module}.adapters", "cert_verify"): INVALID_REQUEST},
        history={(f"{module}.sessions", "resolve_redirects"): "hist"},
        bodies={f"{module}.models.Response": "_content"},
    )


REQUESTS = _requests("requests")


def _httpx(module: str, core: str) -> Internals:
    """Name the parts of httpx and its core, and of their successors under other names."""
    kinds = ("_sync", "_async")
    http = [(f"{core}.{kind}.{version}") for kind in kinds for version in ("http11", "http2")]
    proxies = (
        (f"{core}._sync.http_proxy", "handle_request"),
        (f"{core}._async.http_proxy", "handle_async_request"),
    )
    return Internals(
        entries=frozenset({f"{module}._client"}),
        before_sending={
            **{(f"{core}.{kind}.connection", "_connect"): CONNECT for kind in kinds},
            **{(f"{core}.{kind}.socks_proxy", "_init_socks5_connection"): PROXY for kind in kinds},
            **dict.fromkeys(proxies, PROXY),
            (f"{module}._config", "create_ssl_context"): INVALID_REQUEST,
        },
        # ``handle_request`` opens the tunnel in its first call; the handshake that follows has an
        # exception class of its own.
        until=dict.fromkeys(proxies, ("connect_request", "connect_response")),
        sending_headers=frozenset((part, "_send_request_headers") for part in http),
        sending_body=frozenset((part, "_send_request_body") for part in http),
        history={(f"{module}._client", "_send_handling_redirects"): "history"},
        bodies={f"{module}.Response": "_content"},
    )


HTTPX = _httpx("httpx", "httpcore")
H2 = Internals(
    finding_it_gone=frozenset({("h2.connection", "process_input"), ("h2.stream", "process_input")})
)
HTTPX2 = _httpx("httpx2", "httpcore2")
AIOHTTP = Internals(
    entries=frozenset({"aiohttp.client"}),
    before_sending={
        # It waits for a place in the pool, too. What was sent follows in ``send``.
        ("aiohttp.connector", "connect"): CONNECT,
        ("aiohttp.connector", "_create_proxy_connection"): PROXY,
    },
    sending_body=frozenset(
        {("aiohttp.client_reqrep", "write_bytes"), ("aiohttp.client_reqrep", "send")}
    ),
    history={("aiohttp.client", "_request"): "history"},
    # An idempotent request, where a connection that was kept turns out to be dead.
    resending=frozenset({("aiohttp.client", "_request")}),
    bodies={"aiohttp.client_reqrep.ClientResponse": "_body"},
)
URLLIB3_FUTURE = _urllib3("urllib3_future")
URLLIB3_FUTURE_ALONE = Internals(
    entries=frozenset(
        {"urllib3_future._async.poolmanager", "urllib3_future._async.connectionpool"}
    ),
    before_sending={
        ("urllib3_future._async.connection", "connect"): CONNECT,
        ("urllib3_future.backend.hface", "_tunnel"): PROXY,
        ("urllib3_future.backend._async.hface", "_tunnel"): PROXY,
    },
    history={("urllib3_future._async.connectionpool", "urlopen"): "retries"},
    bodies={"urllib3_future.response.HTTPResponse": "_body"},
)
NIQUESTS = _requests("niquests")
NIQUESTS_ASYNC = Internals(
    entries=frozenset({"niquests.async_session"}),
    history={("niquests.async_session", "resolve_redirects"): "hist"},
)
CURL_CFFI = Internals(
    entries=frozenset({"curl_cffi.requests.session"}),
    tries={("curl_cffi.requests.session", "request"): Count("attempt", None, 0)},
    responses=frozenset({"curl_cffi.requests.models.Response"}),
)
TORNADO = Internals(
    entries=frozenset({"tornado.httpclient", "tornado.simple_httpclient"}),
    before_sending={("tornado.tcpclient", "connect"): CONNECT},
    sending_body=frozenset({("tornado.simple_httpclient", "_write_body")}),
    # The second one has the status of a redirect in ``code``, while it is followed.
    responses=frozenset(
        {"tornado.httpclient.HTTPResponse", "tornado.simple_httpclient._HTTPConnection"}
    ),
)
HTTPLIB2 = Internals(
    entries=frozenset({"httplib2"}),
    before_sending={("httplib2", "connect"): CONNECT},
    responses=frozenset({"httplib2.Response"}),
)

# Layers that call again and again, beneath the call or around the client.
TENACITY = Internals(
    tries={
        ("tenacity", "iter"): Count("retry_state", "attempt_number", 1),
        ("tenacity.asyncio", "iter"): Count("retry_state", "attempt_number", 1),
    }
)
BACKOFF = Internals(
    tries={
        ("backoff._sync", "retry"): Count("tries", None, 1),
        ("backoff._async", "retry"): Count("tries", None, 1),
    }
)
RETRYING = Internals(tries={("retrying", "call"): Count("attempt_number", None, 1)})
HTTPX_RETRIES = Internals(
    tries={
        ("httpx_retries.transport", "_retry_operation"): Count("retry", "attempts_made", 0),
        ("httpx_retries.transport", "_retry_operation_async"): Count("retry", "attempts_made", 0),
    }
)
AIOHTTP_RETRY = Internals(
    tries={("aiohttp_retry.client", "_do_request"): Count("current_attempt", None, 1)}
)
# Also the retries of Google's own clients. The list has the failure of each try.
GOOGLE_API_CORE = Internals(
    tries={
        ("google.api_core.retry.retry_unary", "retry_target"): Count("error_list", None, 1),
        ("google.api_core.retry.retry_unary_async", "retry_target"): Count("error_list", None, 1),
        ("google.api_core.retry.retry_streaming", "retry_target_stream"): Count(
            "error_list", None, 1
        ),
        ("google.api_core.retry.retry_streaming_async", "retry_target_stream"): Count(
            "error_list", None, 1
        ),
    }
)


ALL = (
    SOCKET,
    SSL,
    ASYNCIO,
    HTTP_CLIENT,
    URLLIB,
    XMLRPC,
    URLLIB3,
    URLLIB3_ALONE,
    REQUESTS,
    HTTPX,
    H2,
    HTTPX2,
    AIOHTTP,
    URLLIB3_FUTURE,
    URLLIB3_FUTURE_ALONE,
    NIQUESTS,
    NIQUESTS_ASYNC,
    CURL_CFFI,
    TORNADO,
    HTTPLIB2,
    TENACITY,
    BACKOFF,
    RETRYING,
    HTTPX_RETRIES,
    AIOHTTP_RETRY,
    GOOGLE_API_CORE,
)
ENTRIES = frozenset[str]().union(*(part.entries for part in ALL))
BEFORE_SENDING = {name: phase for part in ALL for name, phase in part.before_sending.items()}
UNTIL = {name: variables for part in ALL for name, variables in part.until.items()}
AFTER_HANDSHAKE = frozenset[Function]().union(*(part.after_handshake for part in ALL))
FINDING_IT_GONE = frozenset[Function]().union(*(part.finding_it_gone for part in ALL))
SENDING_HEADERS = frozenset[Function]().union(*(part.sending_headers for part in ALL))
SENDING_BODY = frozenset[Function]().union(*(part.sending_body for part in ALL))
HISTORY = {name: variable for part in ALL for name, variable in part.history.items()}
RESENDING = frozenset[Function]().union(*(part.resending for part in ALL))
TRIES = {name: count for part in ALL for name, count in part.tries.items()}
BODIES = {name: attribute for part in ALL for name, attribute in part.bodies.items()}
RESPONSES = frozenset(BODIES).union(*(part.responses for part in ALL))

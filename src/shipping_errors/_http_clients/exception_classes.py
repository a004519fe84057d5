"""The phase that each exception class of each client means.

Classes are listed by their full names, so that no client is imported: client by client, in the
order of the client's documentation. A class that is not listed has the phase of its nearest base.

If a phase means that nothing was sent, the proof is the place where the client raises the class. A
comment next to the class, or above several, names that place. Hooks, redirects and retries can
raise the same classes after something was sent: ``earlier_requests`` checks that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .phases import (
    ABORTED,
    ANSWERED,
    BROKEN,
    CONNECT,
    CONNECT_TIMEOUT,
    GARBLED,
    INVALID_REQUEST,
    NAME_RESOLUTION,
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
    WRITE,
    WRITE_TIMEOUT,
)

if TYPE_CHECKING:
    from .phases import Phase

_HTTPX = {
    "HTTPError": BROKEN,
    "RequestError": BROKEN,
    "TransportError": BROKEN,
    "TimeoutException": TIMEOUT,
    "ConnectTimeout": CONNECT_TIMEOUT,  # like ConnectError, below
    "ReadTimeout": READ_TIMEOUT,
    "WriteTimeout": WRITE_TIMEOUT,
    "PoolTimeout": POOL_TIMEOUT,  # while it waits for a connection that it could send on
    "NetworkError": BROKEN,
    "ConnectError": CONNECT,  # of the backend's ``connect_tcp`` and ``start_tls`` alone
    "ReadError": RESET,
    "WriteError": WRITE,
    "CloseError": BROKEN,
    "ProtocolError": GARBLED,
    "LocalProtocolError": REFUSED_TO_SEND,
    "RemoteProtocolError": GARBLED,
    "ProxyError": PROXY,  # of the answer to CONNECT, and of the negotiation of SOCKS, alone
    "UnsupportedProtocol": INVALID_REQUEST,  # before it looks for a connection
    "DecodingError": GARBLED,
    "TooManyRedirects": REDIRECTS,
    "HTTPStatusError": ANSWERED,
    "InvalidURL": INVALID_REQUEST,  # while it makes the request
    "CookieConflict": NOT_TRANSPORT,
    "StreamError": NOT_TRANSPORT,
    "StreamConsumed": NOT_TRANSPORT,
    "StreamClosed": NOT_TRANSPORT,
    "ResponseNotRead": NOT_TRANSPORT,
    "RequestNotRead": NOT_TRANSPORT,
}
_HTTPX2 = {**_HTTPX, "SSEError": GARBLED}
_HTTPCORE = {  # for the same reasons as those of httpx
    "ConnectionNotAvailable": BROKEN,
    "ProxyError": PROXY,
    "UnsupportedProtocol": INVALID_REQUEST,
    "ProtocolError": GARBLED,
    "RemoteProtocolError": GARBLED,
    "LocalProtocolError": REFUSED_TO_SEND,
    "TimeoutException": TIMEOUT,
    "PoolTimeout": POOL_TIMEOUT,
    "ConnectTimeout": CONNECT_TIMEOUT,
    "ReadTimeout": READ_TIMEOUT,
    "WriteTimeout": WRITE_TIMEOUT,
    "NetworkError": BROKEN,
    "ConnectError": CONNECT,
    "ReadError": RESET,
    "WriteError": WRITE,
}
# What httpx lets through as it is.
_HTTPX_PARTS = {
    "h11._util.LocalProtocolError": REFUSED_TO_SEND,
    "h11._util.RemoteProtocolError": GARBLED,
    # Of the negotiation with the proxy alone, before there is a connection to the provider.
    "socksio.exceptions.SOCKSError": PROXY,
    "socksio.exceptions.ProtocolError": PROXY,
}
# Those of a refused request are raised while it is prepared, or while its connection is looked for.
_REQUESTS = {
    "RequestException": BROKEN,
    "InvalidJSONError": INVALID_REQUEST,
    "JSONDecodeError": NOT_TRANSPORT,
    "HTTPError": ANSWERED,
    "ConnectionError": BROKEN,
    "ProxyError": BROKEN,  # urllib3's, below
    "SSLError": TLS_BROKEN,
    "Timeout": TIMEOUT,
    "ConnectTimeout": CONNECT_TIMEOUT,  # urllib3's ConnectTimeoutError
    "ReadTimeout": WAIT_TIMEOUT,
    "URLRequired": INVALID_REQUEST,
    "TooManyRedirects": REDIRECTS,
    "MissingSchema": INVALID_REQUEST,
    "InvalidSchema": INVALID_REQUEST,
    "InvalidURL": INVALID_REQUEST,
    "InvalidHeader": INVALID_REQUEST,  # unless urllib3's is inside, which is of a response
    "InvalidProxyURL": INVALID_REQUEST,
    "ChunkedEncodingError": TRUNCATED,
    "ContentDecodingError": GARBLED,
    "StreamConsumedError": NOT_TRANSPORT,
    "RetryError": BROKEN,
    "UnrewindableBodyError": NOT_TRANSPORT,
}
_NIQUESTS = {**_REQUESTS, "MultiplexingError": NOT_TRANSPORT}
_URLLIB3 = {
    "HTTPError": BROKEN,
    "PoolError": BROKEN,
    "RequestError": BROKEN,
    "SSLError": TLS_BROKEN,
    "ProxyError": BROKEN,  # also for a proxy that went away after it had the request
    "DecodeError": GARBLED,
    "ProtocolError": ABORTED,  # a refusal to connect has a class of its own, below
    "MaxRetryError": BROKEN,
    "HostChangedError": INVALID_REQUEST,
    "TimeoutStateError": NOT_TRANSPORT,
    "TimeoutError": TIMEOUT,
    "ReadTimeoutError": WAIT_TIMEOUT,
    # Of ``_new_conn`` alone, which makes the connection.
    "ConnectTimeoutError": CONNECT_TIMEOUT,
    "NewConnectionError": CONNECT,
    "NameResolutionError": NAME_RESOLUTION,
    "EmptyPoolError": POOL_TIMEOUT,  # while it waits for a connection that it could send on
    "FullPoolError": BROKEN,
    "ClosedPoolError": INVALID_REQUEST,  # when it takes a connection
    # While it looks for a pool of connections, for the first address or for a redirect's.
    "LocationValueError": INVALID_REQUEST,
    "LocationParseError": INVALID_REQUEST,
    "URLSchemeUnknown": INVALID_REQUEST,
    "ResponseError": BROKEN,
    "ResponseNotChunked": GARBLED,
    "BodyNotHttplibCompatible": NOT_TRANSPORT,
    "IncompleteRead": TRUNCATED,
    "InvalidChunkLength": TRUNCATED,
    "InvalidHeader": GARBLED,
    "ProxySchemeUnknown": INVALID_REQUEST,
    "ProxySchemeUnsupported": INVALID_REQUEST,
    "HeaderParsingError": GARBLED,
    "UnrewindableBodyError": NOT_TRANSPORT,
}
_URLLIB3_FUTURE = {
    **_URLLIB3,
    "EarlyResponse": BROKEN,
    "ResponseNotReady": BROKEN,
    "RecoverableError": BROKEN,
    "MustDowngradeError": BROKEN,
    "MustRedialError": BROKEN,
}
_URLLIB3_FUTURE_REST = {
    "contrib.resolver.protocols.DomainNameServerParseException": NAME_RESOLUTION,
    "contrib.ssa._gro.GenericSegmentOffloadUnsupported": NOT_TRANSPORT,
    "util.ssl_match_hostname.CertificateError": TLS,
    "util.traffic_police.TrafficPoliceFine": NOT_TRANSPORT,
    "util.traffic_police.AtomicTraffic": NOT_TRANSPORT,
    "util.traffic_police.OverwhelmedTraffic": NOT_TRANSPORT,
    "util.traffic_police.UnavailableTraffic": NOT_TRANSPORT,
}
# Those that end in "ConnectorError", and the like, are the connector's: it returns before anything
# is sent. ``ServerFingerprintMismatch`` and the certificate's are of its handshake.
_AIOHTTP = {
    "ClientError": BROKEN,
    "ClientResponseError": ANSWERED,
    "ContentTypeError": ANSWERED,
    "WSServerHandshakeError": ANSWERED,
    "ClientHttpProxyError": PROXY,
    "TooManyRedirects": REDIRECTS,
    "ClientConnectionError": ABORTED,  # a refusal to connect has a class of its own, below
    "ClientConnectionResetError": RESET,
    "ClientOSError": ABORTED,
    "ClientConnectorError": CONNECT,
    "ClientConnectorDNSError": NAME_RESOLUTION,
    "ClientProxyConnectionError": PROXY,
    "UnixClientConnectorError": CONNECT,
    "ClientSSLError": TLS,
    "ClientConnectorSSLError": TLS,
    "ClientConnectorCertificateError": TLS,
    "ServerConnectionError": BROKEN,
    "ServerDisconnectedError": RESET,
    "ServerTimeoutError": TIMEOUT,
    "ConnectionTimeoutError": CONNECT_TIMEOUT,
    "SocketTimeoutError": READ_TIMEOUT,
    "ServerFingerprintMismatch": TLS,
    "ClientPayloadError": TRUNCATED,
    "UploadAbortedError": WRITE,
    "InvalidURL": INVALID_REQUEST,
    "InvalidUrlClientError": INVALID_REQUEST,
    "RedirectClientError": REDIRECTS,
    "NonHttpUrlClientError": INVALID_REQUEST,
    "InvalidUrlRedirectClientError": REDIRECTS,
    "NonHttpUrlRedirectClientError": REDIRECTS,
    "WSMessageTypeError": NOT_TRANSPORT,
}
_AIOHTTP_PARSER = {
    "HttpProcessingError": GARBLED,
    "BadHttpMessage": GARBLED,
    "HttpBadRequest": GARBLED,
    "PayloadEncodingError": TRUNCATED,
    "ContentEncodingError": GARBLED,
    "TransferEncodingError": TRUNCATED,
    "ContentLengthError": TRUNCATED,
    "DecompressSizeError": GARBLED,
    "LineTooLong": GARBLED,
    "InvalidHeader": GARBLED,
    "BadStatusLine": GARBLED,
    "BadHttpMethod": GARBLED,
    "InvalidURLError": GARBLED,
}
_HTTP_CLIENT = {
    "HTTPException": BROKEN,
    "NotConnected": NOT_TRANSPORT,
    "InvalidURL": INVALID_REQUEST,
    "UnknownProtocol": GARBLED,
    "UnknownTransferEncoding": GARBLED,
    "UnimplementedFileMode": NOT_TRANSPORT,
    "IncompleteRead": TRUNCATED,
    "ImproperConnectionState": NOT_TRANSPORT,
    "CannotSendRequest": NOT_TRANSPORT,
    "CannotSendHeader": NOT_TRANSPORT,
    "ResponseNotReady": NOT_TRANSPORT,
    "BadStatusLine": GARBLED,
    "LineTooLong": GARBLED,
    "RemoteDisconnected": RESET,
}
_CURL_CFFI = {  # where it has no number
    "curl.CurlError": BROKEN,
    "fingerprints.FingerprintUpdateError": NOT_TRANSPORT,
    "requests.exceptions.RequestException": BROKEN,
    "requests.exceptions.CookieConflict": NOT_TRANSPORT,
    "requests.exceptions.SessionClosed": INVALID_REQUEST,  # when a call begins
    "requests.exceptions.ImpersonateError": INVALID_REQUEST,  # while it makes the request
    "requests.exceptions.InvalidJSONError": NOT_TRANSPORT,
    "requests.exceptions.JSONDecodeError": NOT_TRANSPORT,
    "requests.exceptions.HTTPError": ANSWERED,
    "requests.exceptions.IncompleteRead": TRUNCATED,
    "requests.exceptions.ConnectionError": BROKEN,
    "requests.exceptions.DNSError": BROKEN,
    "requests.exceptions.ProxyError": BROKEN,
    "requests.exceptions.SSLError": TLS_BROKEN,
    "requests.exceptions.CertificateVerifyError": TLS_BROKEN,
    "requests.exceptions.Timeout": TIMEOUT,
    "requests.exceptions.ConnectTimeout": TIMEOUT,
    "requests.exceptions.ReadTimeout": READ_TIMEOUT,
    "requests.exceptions.URLRequired": NOT_TRANSPORT,
    "requests.exceptions.TooManyRedirects": REDIRECTS,
    "requests.exceptions.MissingSchema": NOT_TRANSPORT,
    "requests.exceptions.InvalidSchema": NOT_TRANSPORT,
    "requests.exceptions.InvalidURL": NOT_TRANSPORT,
    "requests.exceptions.InvalidHeader": NOT_TRANSPORT,
    "requests.exceptions.InvalidProxyURL": NOT_TRANSPORT,
    "requests.exceptions.ChunkedEncodingError": TRUNCATED,
    "requests.exceptions.ContentDecodingError": GARBLED,
    "requests.exceptions.StreamConsumedError": NOT_TRANSPORT,
    "requests.exceptions.RetryError": BROKEN,
    "requests.exceptions.UnrewindableBodyError": NOT_TRANSPORT,
    "requests.exceptions.InterfaceError": BROKEN,
    "requests.websockets.WebSocketError": NOT_TRANSPORT,
    "requests.websockets.WebSocketClosed": NOT_TRANSPORT,
    "requests.websockets.WebSocketTimeout": NOT_TRANSPORT,
}
_TORNADO = {
    "httpclient.HTTPClientError": ANSWERED,
    "simple_httpclient.HTTPTimeoutError": TIMEOUT,
    "simple_httpclient.HTTPStreamClosedError": RESET,
    "curl_httpclient.CurlError": BROKEN,
    "iostream.StreamClosedError": BROKEN,
    "iostream.UnsatisfiableReadError": GARBLED,
    "iostream.StreamBufferFullError": GARBLED,
    "httputil.HTTPInputError": GARBLED,
    "httputil.HTTPOutputError": NOT_TRANSPORT,
    "http1connection._QuietException": NOT_TRANSPORT,
}
_HTTPLIB2 = {
    "error.HttpLib2Error": BROKEN,
    "error.HttpLib2ErrorWithResponse": ANSWERED,
    "error.RedirectMissingLocation": REDIRECTS,
    "error.RedirectLimit": REDIRECTS,
    "error.FailedToDecompressContent": GARBLED,
    "error.UnimplementedDigestAuthOptionError": ANSWERED,
    "error.UnimplementedHmacDigestAuthOptionError": ANSWERED,
    "error.MalformedHeader": GARBLED,
    "error.RelativeURIError": INVALID_REQUEST,  # while it reads the address
    "error.ServerNotFoundError": NAME_RESOLUTION,  # of ``connect`` alone
    "error.ProxiesUnavailableError": INVALID_REQUEST,  # of ``connect`` alone
    "decode.DecodeRatioError": GARBLED,
    "decode.DecodeLimitError": GARBLED,
}
_STANDARD = {
    "urllib.error.URLError": BROKEN,
    "urllib.error.HTTPError": ANSWERED,
    "urllib.error.ContentTooShortError": TRUNCATED,
    # There is no address yet to send anything to.
    "socket.gaierror": NAME_RESOLUTION,
    "socket.herror": NAME_RESOLUTION,
    "ssl.SSLError": TLS_BROKEN,
    "ssl.SSLZeroReturnError": TLS_BROKEN,
    "ssl.SSLWantReadError": TLS_BROKEN,
    "ssl.SSLWantWriteError": TLS_BROKEN,
    "ssl.SSLSyscallError": TLS_BROKEN,
    "ssl.SSLEOFError": TLS_BROKEN,
    "ssl.SSLCertVerificationError": TLS_BROKEN,  # see its reason
    "builtins.TimeoutError": TIMEOUT,
    "builtins.ConnectionError": BROKEN,
    "builtins.ConnectionRefusedError": REFUSED,  # only ``connect`` is refused
    "builtins.ConnectionResetError": RESET,
    "builtins.ConnectionAbortedError": RESET,
    "builtins.BrokenPipeError": RESET,
}
_REST = {
    "requests.cookies.CookieConflictError": NOT_TRANSPORT,
    "niquests.cookies.CookieConflictError": NOT_TRANSPORT,
    "urllib3.util.ssl_match_hostname.CertificateError": TLS,
    "aiohttp._websocket.models.WSHandshakeError": NOT_TRANSPORT,
    "aiohttp._websocket.models.WebSocketError": GARBLED,
    "aiohttp.compression_utils.TooManyMembersError": GARBLED,
    "aiohttp.payload.LookupError": INVALID_REQUEST,  # while it makes the request
    "aiohttp.streams.EofStream": TRUNCATED,
    "trio.TooSlowError": TIMEOUT,
}


PHASES: dict[str, Phase] = _STANDARD | _HTTPX_PARTS | _REST
"""The phase for each exception class, by its full name."""

for _module, _classes in {
    "httpx": _HTTPX,
    "httpcore": _HTTPCORE,
    "httpx2": _HTTPX2,
    "httpcore2": _HTTPCORE,
    "requests.exceptions": _REQUESTS,
    "urllib3.exceptions": _URLLIB3,
    "niquests.exceptions": _NIQUESTS,
    "urllib3_future.exceptions": _URLLIB3_FUTURE,
    "urllib3_future": _URLLIB3_FUTURE_REST,
    "aiohttp.client_exceptions": _AIOHTTP,
    "aiohttp.http_exceptions": _AIOHTTP_PARSER,
    "http.client": _HTTP_CLIENT,
    "curl_cffi": _CURL_CFFI,
    "tornado": _TORNADO,
    "httplib2": _HTTPLIB2,
}.items():
    PHASES.update({f"{_module}.{_name}": _phase for _name, _phase in _classes.items()})

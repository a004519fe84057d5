"""Take the status, the body and the headers from the response of any HTTP client.

A body is taken from the attribute in which the client stores it after reading. Nothing is read from
the network, with one exception: the standard library does not store the body, so its unread
responses are read (within their own timeout) and made readable again.
"""

from __future__ import annotations

import io
import zlib
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from shipping_errors._introspection import attribute, is_a, names

from .client_internals import BODIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors.typing import Body, Headers

_NO_BODY = (
    "The body was not read, or is gone (streamed, consumed or closed): read it first, "
    "for example with response.read(), and classify the response then."
)
"""Used in place of the body: a text that is not JSON, and so never a success."""

_READ_FROM_FILE = frozenset({"http.client.HTTPResponse", "urllib.response.addinfourl"})
_BODY_ATTRIBUTES = tuple(sorted(set(BODIES.values()), reverse=True))
_PUBLIC = ("content", "body", "data", "text")
_OF_TORNADO = "tornado.httpclient.HTTPResponse"
_MOST_PREVIOUS = 100
_LONGEST = 10_000_000
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_BODIES = (bytes, bytearray, memoryview, str, dict, list)


class Received(NamedTuple):
    """The parts of a response. If the body is not available, ``body`` is a text that says so."""

    status: int | None
    body: Body
    headers: Headers | None
    earlier: tuple[object, ...]
    """Earlier responses of the same call: redirects, and tries that the client made by itself."""


def receive(response: object) -> Received:
    """Return the parts of a response. It never raises, for any object."""
    # A response of httplib2 is a dict of its headers.
    headers = attribute(response, "headers") or (response if is_a(response, dict) else None)
    return Received(
        status_of(response), _body(response), cast("Headers | None", headers), _earlier(response)
    )


def status_of(response: object) -> int | None:
    """Return a response's HTTP status: ``status_code``, ``status`` or ``code``.

    Numbers that are not a status are ignored: before there is a response, libcurl has 0.
    """
    for name in ("status_code", "status", "code"):
        status = attribute(response, name)
        if is_a(status, int) and 100 <= int.__int__(status) <= 999:  # noqa: PLR2004 - three digits
            return int.__int__(status)
    return None


def _earlier(response: object) -> tuple[object, ...]:
    """Return the earlier responses of the call, as far as the client recorded them."""
    tries = (attribute(keeper, "retries") for keeper in (response, attribute(response, "raw")))
    histories = [attribute(keeper, "history") for keeper in (response, *tries)]
    kept = chain.from_iterable(it for it in histories if is_a(it, list, tuple))
    return (*kept, *_previous(response), *_redirected(response), *_tried(response))


def _previous(response: object) -> Iterator[object]:
    """Yield the responses in httplib2's ``previous``, which are nested."""
    for _ in range(_MOST_PREVIOUS):
        response = attribute(response, "previous")
        if status_of(response) is None:
            return
        yield response


def _redirected(response: object) -> Iterator[object]:
    """Yield tornado's request if it was redirected: the final URL differs from the first."""
    if _OF_TORNADO in names(type(response)):
        request = attribute(response, "request")
        if attribute(response, "effective_url") != attribute(request, "url"):
            yield request


def _tried(response: object) -> Iterator[object]:
    """Yield the record that httpx-retries has of earlier tries."""
    extensions = attribute(response, "extensions")
    retry = extensions.get("retry") if is_a(extensions, dict) else None
    if is_a(tries := attribute(retry, "attempts_made"), int) and tries > 0:
        yield retry


class _CachedBody(io.BytesIO):
    """A body that this module read and put back, so it is known to be complete."""


def _body(response: Any) -> Body:  # noqa: ANN401 - whatever it is given
    try:
        if _READ_FROM_FILE.isdisjoint(names(type(response))):
            return _kept_body(response)
        return _unpacked(_body_from_file(response), response)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return _NO_BODY


def _kept_body(response: object) -> Body:
    """Return the body that a client has stored."""
    is_client_s = not BODIES.keys().isdisjoint(names(type(response)))
    for name in _BODY_ATTRIBUTES:
        kept = getattr(response, name, _NO_BODY)
        # False means "not read" in requests and its successors; elsewhere None can mean anything.
        if kept is False or (kept is None and is_client_s):
            return _NO_BODY
        if isinstance(kept, (bytes, bytearray)):
            return kept
    for name in _PUBLIC:
        body = getattr(response, name, None)
        if isinstance(body, _BODIES):
            return body
    return _NO_BODY


def _body_from_file(response: Any) -> bytes:  # noqa: ANN401 - the standard library's, not imported
    """Read a response of the standard library, and leave it readable.

    Raises ``EOFError`` if it is not available in full.
    """
    while "http.client.HTTPResponse" not in names(type(response)):
        if hasattr(response, "seek") and not hasattr(response, "fp"):
            return _body_from_memory(response)
        response = response.fp
    if is_a(response.fp, _CachedBody):
        return response.fp.getvalue()
    if response.isclosed() or _is_partly_read(response):
        raise EOFError
    body: bytes = response.read()
    response.fp, response.chunked, response.length = _CachedBody(body), False, len(body)
    return body


def _is_partly_read(response: Any) -> bool:  # noqa: ANN401 - as above
    """Whether the caller has read a part, as far as can be seen: only a fragment would be left."""
    if response.chunked:
        return response.chunk_left is not None
    return response.length is not None and response.length != int(
        response.headers.get("Content-Length", response.length)
    )


def _body_from_memory(file: io.BytesIO) -> bytes:
    """Read the whole file of an ``HTTPError`` that the caller made."""
    place = file.tell()
    file.seek(0)
    body = file.read()
    file.seek(place)
    return body


def _unpacked(body: bytes, response: object) -> bytes:
    """Decompress a body; the standard library does not do it.

    Raises ``ValueError`` or ``zlib.error`` if that can't be done.
    """
    headers: Any = attribute(response, "headers")
    packing = str(headers.get("Content-Encoding", "") if headers else "").strip().casefold()
    if not body or packing in {"", "identity"}:
        return body
    if packing not in _PACKED:
        raise ValueError(packing)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: detect gzip or zlib
    plain = unpacker.decompress(body, _LONGEST)
    if not unpacker.eof:
        raise ValueError("it is cut off, or too large for the memory")
    return plain

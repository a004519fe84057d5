"""The response of any HTTP client becomes a status, a body and headers.

Bodies are taken from where the clients keep them once they are read. The network is asked for
nothing, with one exception: the standard library keeps no body, so its unread responses are read,
bounded by their own timeout, and made readable again.
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
"""It stands in place of a body: a text that is not JSON, and so never a success."""

_READ_FROM_FILE = frozenset({"http.client.HTTPResponse", "urllib.response.addinfourl"})
_BODY_ATTRIBUTES = tuple(sorted(set(BODIES.values()), reverse=True))
_PUBLIC = ("content", "body", "data", "text")
_OF_TORNADO = "tornado.httpclient.HTTPResponse"
_MOST_PREVIOUS = 100
_LONGEST = 10_000_000
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_BODIES = (bytes, bytearray, memoryview, str, dict, list)


class Received(NamedTuple):
    """What a response holds. ``body`` is a plain sentence where the body can't be had."""

    status: int | None
    body: Body
    headers: Headers | None
    earlier: tuple[object, ...]
    """What the client met before, on the same call: redirects, and tries that it made by itself."""


def receive(response: object) -> Received:
    """Take a response apart. It never raises, whatever it is given."""
    # The response of httplib2 is its headers, too.
    headers = attribute(response, "headers") or (response if is_a(response, dict) else None)
    return Received(
        status_of(response), _body(response), cast("Headers | None", headers), _earlier(response)
    )


def status_of(response: object) -> int | None:
    """Return a response's HTTP status: ``status_code``, ``status`` or ``code``.

    Numbers that are none are left out: before there is a response, libcurl has 0.
    """
    for name in ("status_code", "status", "code"):
        status = attribute(response, name)
        if is_a(status, int) and 100 <= int.__int__(status) <= 999:  # noqa: PLR2004 - three digits
            return int.__int__(status)
    return None


def _earlier(response: object) -> tuple[object, ...]:
    """Return what came before a response, as far as it is known, each in a client's own way."""
    tries = (attribute(keeper, "retries") for keeper in (response, attribute(response, "raw")))
    histories = [attribute(keeper, "history") for keeper in (response, *tries)]
    kept = chain.from_iterable(it for it in histories if is_a(it, list, tuple))
    return (*kept, *_previous(response), *_redirected(response), *_tried(response))


def _previous(response: object) -> Iterator[object]:
    """Yield what httplib2 has in ``previous``, one beneath the other."""
    for _ in range(_MOST_PREVIOUS):
        response = attribute(response, "previous")
        if status_of(response) is None:
            return
        yield response


def _redirected(response: object) -> Iterator[object]:
    """Yield what tornado tells: the address that answered is not the one that was asked."""
    if _OF_TORNADO in names(type(response)):
        request = attribute(response, "request")
        if attribute(response, "effective_url") != attribute(request, "url"):
            yield request


def _tried(response: object) -> Iterator[object]:
    """Yield what httpx-retries tells of the tries before."""
    extensions = attribute(response, "extensions")
    retry = extensions.get("retry") if is_a(extensions, dict) else None
    if is_a(tries := attribute(retry, "attempts_made"), int) and tries > 0:
        yield retry


class _CachedBody(io.BytesIO):
    """A body that was read here and put back, so that it is known to be whole."""


def _body(response: Any) -> Body:  # noqa: ANN401 - whatever it is given
    try:
        if _READ_FROM_FILE.isdisjoint(names(type(response))):
            return _kept_body(response)
        return _unpacked(_body_from_file(response), response)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return _NO_BODY


def _kept_body(response: object) -> Body:
    """Return the body that a client keeps."""
    is_client_s = not BODIES.keys().isdisjoint(names(type(response)))
    for name in _BODY_ATTRIBUTES:
        kept = getattr(response, name, _NO_BODY)
        # False is what requests has, and what was made after it; None may mean anything elsewhere.
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

    Raises ``EOFError`` where it can't be had as a whole.
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
    """Whether the caller took a part, as far as can be seen: what is left would be a fragment."""
    if response.chunked:
        return response.chunk_left is not None
    return response.length is not None and response.length != int(
        response.headers.get("Content-Length", response.length)
    )


def _body_from_memory(file: io.BytesIO) -> bytes:
    """Read the whole of an ``HTTPError``'s file that was made by hand."""
    place = file.tell()
    file.seek(0)
    body = file.read()
    file.seek(place)
    return body


def _unpacked(body: bytes, response: object) -> bytes:
    """Undo the packing that the caller asked for: the standard library does not.

    Raises ``ValueError`` or ``zlib.error`` where that can't be done.
    """
    headers: Any = attribute(response, "headers")
    packing = str(headers.get("Content-Encoding", "") if headers else "").strip().casefold()
    if not body or packing in {"", "identity"}:
        return body
    if packing not in _PACKED:
        raise ValueError(packing)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: the head tells which of them it is
    plain = unpacker.decompress(body, _LONGEST)
    if not unpacker.eof:
        raise ValueError("it is cut off, or would fill the memory")
    return plain

"""The response of any HTTP client becomes a status, a body and headers.

Bodies are taken from where the clients keep them once they are read. The network is asked for
nothing, with one exception: the standard library keeps no body, so its unread responses are read,
bounded by their own timeout, and made readable again.
"""

from __future__ import annotations

import io
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ._kinds import attribute, is_a, names

if TYPE_CHECKING:
    from ._types import Body, Headers

_NO_BODY = (
    "The body was not read, or is gone (streamed, consumed or closed): read it first, "
    "for example with response.read(), and classify the response then."
)
"""It stands in place of a body: a text that is not JSON, and so never a success."""

_READ_FROM_FILE = frozenset({"http.client.HTTPResponse", "urllib.response.addinfourl"})
# Where requests, httpx, aiohttp and urllib3 keep a body that they have read. Their public
# attributes would go to the network for one that they have not.
_KEPT = ("_content", "_body")
_PUBLIC = ("content", "body", "data", "text")
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
    headers = cast("Headers | None", attribute(response, "headers"))
    return Received(status_of(response), _body(response), headers, _earlier(response))


def status_of(response: object) -> int | None:
    """Return a response's HTTP status: ``status_code``, ``status`` or ``code``."""
    for name in ("status_code", "status", "code"):
        status = attribute(response, name)
        if is_a(status, int) and not is_a(status, bool):
            return int.__int__(status)
    return None


def _earlier(response: object) -> tuple[object, ...]:
    """Return the ``history`` of a response, and urllib3's own, which requests has in ``raw``."""
    retries = (attribute(keeper, "retries") for keeper in (response, attribute(response, "raw")))
    histories = [attribute(keeper, "history") for keeper in (response, *retries)]
    return tuple(chain.from_iterable(kept for kept in histories if is_a(kept, list, tuple)))


def _body(response: object) -> Body:
    try:
        if _READ_FROM_FILE.isdisjoint(names(type(response))):
            return _kept_body(response)
        return _body_from_file(response)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return _NO_BODY


def _kept_body(response: object) -> Body:
    """Return the body that a client keeps."""
    for name in _KEPT:
        kept = getattr(response, name, _NO_BODY)
        if kept is None or kept is False:
            return _NO_BODY
        if isinstance(kept, (bytes, bytearray)):
            return kept
    for name in _PUBLIC:
        body = getattr(response, name, None)
        if isinstance(body, _BODIES):
            return body
    return _NO_BODY


def _body_from_file(response: Any) -> Body:  # noqa: ANN401 - the standard library's, not imported
    """Read a response of the standard library, and leave it readable."""
    while "http.client.HTTPResponse" not in names(type(response)):
        if hasattr(response, "seek") and not hasattr(response, "fp"):
            return _body_from_memory(response)
        response = response.fp
    if response.isclosed():
        return _NO_BODY
    body: bytes = response.read()
    response.fp, response.chunked, response.length = io.BytesIO(body), False, len(body)
    return body


def _body_from_memory(file: io.BytesIO) -> bytes:
    """Read the whole of an ``HTTPError``'s file that was made by hand."""
    place = file.tell()
    file.seek(0)
    body = file.read()
    file.seek(place)
    return body

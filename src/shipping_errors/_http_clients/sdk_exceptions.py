"""The response, or the failed call, in an exception of a provider's SDK.

An SDK stores the response in attributes of its exceptions. All SDKs use similar names, and
exceptions that have nothing to do with a provider use them too. So the catalog names the classes
that contain a response of its provider.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import takewhile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from shipping_errors._introspection import all_links, attribute, is_a, names

from .responses import status_of
from .single_phase import single_phase
from .tracebacks import frames

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shipping_errors._classification.index import SdkClass

_RESPONSES = ("response", "raw_response", "http_response")
_STATUSES = ("status_code", "http_status", "status")
_BODIES = ("body", "http_body", "response_body", "json_body")
_HEADERS = ("headers", "response_headers", "response_header", "http_headers")
_STATUS_NUMBERS = range(100, 600)
_BODY_TYPES = (bytes, bytearray, memoryview, str, dict, list)


def named_in(sdk: Iterable[SdkClass], exc: BaseException) -> SdkClass | None:
    """Return the catalog's entry for an exception's class, or for its nearest base class."""
    by_name: dict[str, SdkClass] = {}
    for named in sdk:
        by_name.setdefault(named.exception, named)
    return next((by_name[name] for name in names(type(exc)) if name in by_name), None)


def response_of(exc: BaseException, named: SdkClass) -> object:
    """Return the response in an exception that a catalog names; None if there is none."""
    whole = _whole_response(exc)
    if whole is not None and not (named.status or named.body):
        return whole
    status = _status(exc, (named.status,) if named.status else _STATUSES)
    body = _body(exc, (named.body,) if named.body else _BODIES)
    if body is not None and named.body_key:
        body = {named.body_key: body}
    if status is None and body is None:
        return None
    attributes = (named.headers,) if named.headers else _HEADERS
    return _made_of(status, body, _headers(exc, attributes) or _headers(whole, ("headers",)))


def response_by_shape(exc: BaseException) -> object:
    """Return the response in an exception of the shape that SDKs use, or in what it wraps.

    That is a response object, or both a status and a body; None if there is neither. What a
    client's exception wraps is not searched: the client's exception itself says more.
    """
    with suppress(Exception):  # the caller is inside an except block: nothing may escape
        unknown = takewhile(lambda link: single_phase(link) is None, all_links(exc))
        found = map(_by_shape, unknown)
        return next((response for response in found if response is not None), None)
    return None


def failed_call_beneath(exc: BaseException) -> BaseException | None:
    """Return the client's exception if an SDK raised its own exception without a cause.

    The exception that was being handled may belong to an earlier call. It belongs to this call if
    the function that handled it also raised the new exception. Then that function is the outermost
    frame of the handled exception, and the innermost frame of the new one.
    """
    with suppress(Exception):  # as above
        raised, context = frames(exc), exc.__context__
        handled = frames(context) if context is not None else []
        return context if raised and handled and raised[-1] is handled[0] else None
    return None


def _by_shape(exc: BaseException) -> object:
    whole = _whole_response(exc)
    if whole is not None:
        return whole
    status, body = _status(exc, _STATUSES), _body(exc, _BODIES)
    if status is None or body is None:
        return None
    return _made_of(status, body, _headers(exc, _HEADERS))


def _whole_response(exc: BaseException) -> object:
    responses = (attribute(exc, name) for name in _RESPONSES)
    return next((found for found in responses if status_of(found) is not None), None)


def _made_of(status: int | None, body: Any, headers: dict[Any, Any]) -> object:  # noqa: ANN401 - of any form
    """Return a response; without a body it has no attribute for it, like one that is consumed."""
    response = SimpleNamespace(status_code=status, headers=headers)
    if body is not None:
        response.content = body
    return response


def _status(exc: BaseException, attributes: Iterable[str]) -> int | None:
    for name in attributes:
        status = attribute(exc, name)
        if is_a(status, int) and not is_a(status, bool) and int.__int__(status) in _STATUS_NUMBERS:
            return int.__int__(status)
    return None


def _body(exc: BaseException, attributes: Iterable[str]) -> object:
    values = (attribute(exc, name) for name in attributes)
    return next((value for value in values if is_a(value, *_BODY_TYPES)), None)


def _headers(holder: object, attributes: Iterable[str]) -> dict[Any, Any]:
    """Return headers; from a list of values, take the first."""
    for name in attributes:
        try:
            pairs: Any = getattr(holder, name).items()
            return {key: value[0] if type(value) is list else value for key, value in pairs}
        except Exception:  # noqa: BLE001, S112 - the caller is inside an except block
            continue
    return {}

"""The bodies that are measured: real ones of the tests by kind, large ones, and those of a log."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from providers.folders import CASES

from shipping_errors import NormalizedError, classify

_LONG = 20_000


class Response(NamedTuple):
    """What is classified, and by which kind it is reported."""

    kind: str
    provider: str
    status: int | None
    body: bytes
    headers: dict[str, str] | None = None


def real_responses() -> Iterator[Response]:
    """Yield the JSON responses of the tests."""
    for case in CASES:
        try:
            is_object = isinstance(json.loads(case.body.decode()), dict)
        except ValueError:
            continue  # no JSON: there is nothing to compare with
        if is_object:
            error = classify(case.provider, case.http_status, case.body, headers=case.headers)
            kind = _kind(error, has_headers=bool(case.headers))
            yield Response(kind, case.provider, case.http_status, case.body, case.headers)


def _kind(error: NormalizedError, *, has_headers: bool) -> str:
    if error.errors:
        return "listed errors"
    if has_headers or error.retry_after is not None:
        return "headers or a wait"
    if error.field_errors:
        return "field errors"
    return "plain error" if error.is_error else "success"


def large_responses() -> Iterator[Response]:
    """Yield large bodies, made up."""
    label = {"meta": {"code": 200}, "data": {"id": "1", "label": "QUJD" * (_LONG * 5 // 8)}}
    rate = {"service": "express", "total": {"amount": 12.5, "currency": "EUR"}, "days": 2}
    rates = [{**rate, "id": f"rate-{number}"} for number in range(550)]
    for kind, data in (
        ("label of 50 KB", label),
        ("rates of 50 KB", {"meta": {"code": 200}, "data": {"rates": rates}}),
        ("rates of 1 MB", {"meta": {"code": 200}, "data": {"rates": rates * 20}}),
    ):
        yield Response(kind, "aftership", 200, json.dumps(data).encode())


def log_responses(*, is_success: bool) -> list[Response]:
    """Return the different responses of a log: no body comes twice."""
    return [
        Response("", "aftership", 200, json.dumps(_logged(number, is_success)).encode())
        for number in range(2_000)
    ]


def _logged(number: int, is_success: bool) -> dict[str, object]:
    if is_success:
        label = {"id": f"label-{number}", "tracking_numbers": [f"1Z{number:08}"]}
        return {"meta": {"code": 200, "message": "OK"}, "data": label}
    message = f"Parcel {number} was not found at hub {number * 7}."
    return {"meta": {"code": 4155, "message": message, "retryable": True}, "data": {}}

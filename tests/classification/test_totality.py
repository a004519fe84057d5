"""Nothing but an unknown provider ever raises, whatever comes in."""

from __future__ import annotations

import json
import pickle
import sys
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from providers.folders import PROVIDERS

import shipping_errors
from shipping_errors import NormalizedError, classify

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = [
    "code", "data", "details", "detail", "error_message", "errors", "field", "info", "message",
    "meta", "path", "payload", "rates", "retryable", "status", "status_code", "success",
]  # fmt: skip
CODES = sorted(
    {
        code
        for name in PROVIDERS
        for row in shipping_errors.catalog(name).rows
        for code in row.all_codes()
    }
)

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(CODES)
    | st.sampled_from([code for code in CODES if code.isdecimal()]).map(int)
    | st.dates().map(str),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner),
    max_leaves=20,
)
objects = st.dictionaries(st.sampled_from(KEYS), anything)
bodies = (
    objects
    | anything
    | objects.map(lambda data: json.dumps(data).encode())
    | objects.map(json.dumps)
    | objects.map(lambda data: json.dumps(data).encode()[:-1])
    | st.binary()
    | st.text(st.characters())
    | st.binary().map(memoryview)
    | st.builds(lambda text: f"<html><title>{text}", st.text())
)
statuses = st.none() | st.integers() | st.integers(100, 599) | anything
names = st.sampled_from(["Date", "Retry-After", "X-RateLimit-Reset", "X-Rate-Limit-Reset"])
headers = st.none() | st.dictionaries(names | st.text(), st.text() | anything) | anything


LONG_FIELD_ERRORS = {
    "meta": {"code": 4104, "details": [{"path": "p" * 1_999, "info": "i" * 1_999}] * 3},
    "payload": {"errors": {"f" * 1_999: "x" * 1_999}},
}


def check(answer: NormalizedError) -> None:
    """Check what must hold of every answer."""
    assert NormalizedError.model_validate(dict(answer), strict=True) == answer
    assert NormalizedError.model_validate_json(answer.model_dump_json()) == answer
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert hash(answer) == hash(answer.model_copy())
    assert answer.message
    assert answer.message.splitlines() == [answer.message]
    assert len(answer.message) <= 2_300  # a text of the response, or a sentence of ours
    assert answer.retry_after is None or (answer.retryable and answer.retry_after >= 0)
    assert answer.is_error or answer.category in {"ok", "pending"}


@pytest.mark.parametrize("provider", PROVIDERS)
@settings(max_examples=400, deadline=None)
@given(status=statuses, body=bodies, headers=headers, now=st.none() | st.floats() | anything)
@example(status=200, body=b'{"meta":{"code":' + b"9" * 10_000 + b"}}", headers=None, now=None)
@example(status=200, body={"meta": {"code": 10**10_000}}, headers=None, now=10**10_000)
@example(status=200, body=b"[" * 200_000, headers=None, now=None)
@example(status=400, body=b'{"code":903,"payload":"31.02.2026 24:60"}', headers={}, now=None)
@example(status=400, body=b'{"code":903,"payload":"31.12.9999 23:59"}', headers={}, now=-1e300)
@example(status=422, body=LONG_FIELD_ERRORS, headers=None, now=None)
@example(status=429, body=b"", headers={"Date": "x", "Retry-After": "9" * 20}, now=None)
@example(status=429, body=b'{"code":429}', headers={"Retry-After": "-0"}, now=None)
def test_an_answer_is_given_and_valid(
    provider: str, status: Any, body: Any, headers: Any, now: Any
) -> None:
    check(classify(provider, status, body, headers=headers, now=now))


class Evil:
    """Raises at every touch that Python lets it notice."""

    def _raise(self, *_: object) -> Any:
        raise RuntimeError

    __str__ = __repr__ = __eq__ = __bool__ = __len__ = __iter__ = __getattr__ = _raise
    __hash__ = object.__hash__


class EvilDict(dict[str, Any]):
    get = items = __getitem__ = __contains__ = __iter__ = __len__ = __bool__ = Evil._raise


class EvilList(list[Any]):
    __iter__ = __getitem__ = __len__ = __bool__ = Evil._raise


class EvilText(str):
    __slots__ = ()
    strip = isprintable = __str__ = __len__ = Evil._raise


class EvilInt(int):
    __str__ = __int__ = __index__ = __eq__ = __le__ = __ge__ = Evil._raise
    __lt__ = __gt__ = __abs__ = __float__ = __bool__ = Evil._raise
    __hash__ = int.__hash__


class EvilFloat(float):
    __str__ = __int__ = __float__ = __abs__ = __lt__ = __gt__ = is_integer = Evil._raise


class EvilClass:
    """Raises where ``isinstance`` asks what it is."""

    @property
    def __class__(self) -> Any:
        raise RuntimeError

    @__class__.setter
    def __class__(self, _: Any) -> None:
        raise RuntimeError


class Liar:
    """Says that it is of another class, and has nothing of it."""

    def __init__(self, claimed: type) -> None:
        self._claimed = claimed

    @property
    def __class__(self) -> Any:
        return self._claimed

    @__class__.setter
    def __class__(self, _: Any) -> None:
        raise RuntimeError


CYCLE: dict[str, Any] = {}
CYCLE["meta"] = CYCLE["payload"] = CYCLE["errors"] = CYCLE
CYCLE["details"] = [CYCLE]
LOOP: list[Any] = []
LOOP.append(LOOP)
RELEASED = memoryview(b"{}")
RELEASED.release()

EVIL: dict[str, Callable[[], Any]] = {
    "object": Evil,
    "dict": lambda: EvilDict(a=1),
    "list": lambda: EvilList([1]),
    "text": lambda: EvilText("x"),
    "int": lambda: EvilInt(200),
    "float": lambda: EvilFloat(200.0),
    "class": EvilClass,
    "mock": lambda: Mock(spec=int),
    **{f"liar about {kind.__name__}": partial(Liar, kind) for kind in (dict, str, int, float)},
    "cycle": lambda: CYCLE,
    "loop": lambda: LOOP,
    "released": lambda: RELEASED,
}


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("kind", EVIL)
@pytest.mark.parametrize("place", ["body", "inside", "code", "message", "errors"])
def test_objects_that_raise_or_never_end_are_survived(provider: str, kind: str, place: str) -> None:
    thing = EVIL[kind]()
    body = {
        "body": thing,
        "inside": {"meta": thing, "payload": thing, "data": {"rates": thing}},
        "code": {"meta": {"code": thing, "status": thing}, "code": thing},
        "message": {"meta": {"message": thing, "code": 4104, "status": 400}, "payload": thing},
        "errors": {"meta": {"details": thing, "code": 4104}, "payload": {"errors": [thing]}},
    }[place]
    for status in (500, 429, 204):
        check(classify(provider, status, body, headers=thing, now=thing))
        check(classify(provider, status, b"", headers=thing, now=thing))
    check(classify(provider, 429, None, headers={"Retry-After": "3"}, now=thing))
    check(classify(provider, thing, body, headers=[("Retry-After", thing), (thing, "1"), thing]))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_full_stack_does_no_harm(provider: str) -> None:
    """An answer that is asked for deep in a recursion is given, or the recursion itself fails."""

    def dive(depth: int) -> NormalizedError:
        return dive(depth - 1) if depth else classify(provider, 200, b"[" * 500)

    check(dive(500))


def test_where_no_module_can_be_imported_a_date_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No file descriptors may be left, and it is imported late."""
    monkeypatch.setitem(sys.modules, "email.utils", None)
    headers = {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}
    assert classify("aftership", 429, None, headers=headers).retry_after is None

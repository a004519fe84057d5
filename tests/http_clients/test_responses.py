"""Responses that were not read, are gone, are of another make, or mean harm."""

from __future__ import annotations

import asyncio
import email.message
import gc
import gzip
import http
import http.client
import io
import json
import urllib.error
import urllib.request
import zlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock

import aiohttp
import httpx
import pytest
import requests
import urllib3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shipping_errors import (
    CarrierUnavailableError,
    Category,
    NormalizedError,
    Outcome,
    UnknownProviderError,
    classify_response,
    raise_for_error,
)

from .clients import POSTS, post_http_client

if TYPE_CHECKING:
    from collections.abc import Callable

    from .server import Server

BUSY = json.dumps({"meta": {"code": 4155, "retryable": True}}).encode()


def _is_told_to_read_it_first(answer: NormalizedError) -> bool:
    return answer.message.startswith("The body was not read, or is gone")


def _unread_httpx(url: str) -> NormalizedError:
    with httpx.Client() as client, client.stream("POST", url) as response:
        return classify_response("clickpost", response)


def _consumed_httpx(url: str) -> NormalizedError:
    with httpx.Client() as client, client.stream("POST", url) as response:
        for _ in response.iter_raw():
            pass
        return classify_response("clickpost", response)


def _closed_httpx(url: str) -> NormalizedError:
    with httpx.Client() as client, client.stream("POST", url) as response:
        response.close()
        return classify_response("clickpost", response)


def _unread_requests(url: str) -> NormalizedError:
    with requests.Session() as session, session.post(url, stream=True) as response:
        return classify_response("clickpost", response)


def _consumed_requests(url: str) -> NormalizedError:
    with requests.Session() as session, session.post(url, stream=True) as response:
        for _ in response.iter_content():
            pass
        return classify_response("clickpost", response)


def _unread_aiohttp(url: str) -> NormalizedError:
    async def call() -> NormalizedError:
        async with aiohttp.ClientSession() as session, session.post(url) as response:
            return classify_response("clickpost", response)

    return asyncio.run(call())


def _unread_urllib3(url: str) -> NormalizedError:
    with urllib3.PoolManager() as pool:
        response = pool.request("POST", url, preload_content=False)
        answer = classify_response("clickpost", response)
        response.close()
        return answer


def _consumed_urllib(url: str) -> NormalizedError:
    with urllib.request.urlopen(url, data=b"") as response:  # noqa: S310 - the loopback
        response.read()
        return classify_response("clickpost", response)


def _closed_http_client(url: str) -> NormalizedError:
    response = post_http_client(url)
    response.close()
    return classify_response("clickpost", response)


WITHOUT_BODY = [
    _unread_httpx,
    _consumed_httpx,
    _closed_httpx,
    _unread_requests,
    _consumed_requests,
    _unread_aiohttp,
    _unread_urllib3,
    _consumed_urllib,
    _closed_http_client,
]


@pytest.mark.parametrize("call", WITHOUT_BODY, ids=lambda call: call.__name__)
def test_a_2xx_whose_body_can_not_be_had_is_no_success(
    server: Server, order: str, call: Callable[[str], NormalizedError]
) -> None:
    answer = call(server.url(f"clickpost_done/{order}"))

    assert (answer.category, answer.http_status) == (Category.UNKNOWN, 200)
    assert answer.outcome is Outcome.MAYBE_DONE
    assert _is_told_to_read_it_first(answer)


@pytest.mark.parametrize("call", WITHOUT_BODY[:7], ids=lambda call: call.__name__)
def test_an_error_whose_body_can_not_be_had_is_answered_by_its_status(
    server: Server, order: str, call: Callable[[str], NormalizedError]
) -> None:
    answer = call(server.url(f"html/{order}"))

    assert (answer.category, answer.rule) == (Category.PROVIDER_UNAVAILABLE, "http:502")
    assert _is_told_to_read_it_first(answer)


@pytest.mark.parametrize("client", ["urllib", "http_client"])
def test_a_response_of_the_standard_library_can_still_be_read_by_the_caller(
    server: Server, order: str, client: str
) -> None:
    with POSTS[client](server.url(f"clickpost_carrier_down/{order}")) as response:
        first = classify_response("clickpost", response)
        second = classify_response("clickpost", response)

        assert first == second
        assert first.code == "322"
        assert response.read(7) + response.read() == b'{"meta": {"status": 322}}'


def test_an_http_error_can_still_be_read_by_the_caller(server: Server, order: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        POSTS["urllib"](server.url(f"aftership_limited/{order}"))
    with caught.value as error:
        answer = classify_response("aftership", error)

        assert (answer.code, answer.retry_after) == ("429", 7.0)
        assert json.load(error)["meta"] == {"code": 429}


def test_a_chunked_response_of_the_standard_library_can_still_be_read() -> None:
    sent = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    connection: Any = SimpleNamespace(makefile=lambda _: io.BytesIO(sent))
    response = http.client.HTTPResponse(connection)
    response.begin()

    assert classify_response("clickpost", response).http_status == 200
    assert response.read() == b"{}"


def _http_client_response(head: bytes, body: bytes) -> http.client.HTTPResponse:
    sent = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body
    connection: Any = SimpleNamespace(makefile=lambda _: io.BytesIO(sent))
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response


KEY_WRONG = b'{"meta":{"status":301}}'
FRAMED = {
    "length": (b"Content-Length: 23", KEY_WRONG),
    "chunks": (b"Transfer-Encoding: chunked", b"17\r\n" + KEY_WRONG + b"\r\n0\r\n\r\n"),
}


@pytest.mark.parametrize("framing", FRAMED)
def test_what_is_left_of_a_body_is_not_taken_for_the_body(framing: str) -> None:
    response = _http_client_response(*FRAMED[framing])
    response.read(5)
    answer = classify_response("clickpost", response)

    assert (answer.category, answer.code) == (Category.UNKNOWN, None)
    assert _is_told_to_read_it_first(answer)
    assert response.read() == KEY_WRONG[5:]


@pytest.mark.parametrize("framing", [*FRAMED, "until it closes"])
def test_a_body_that_was_classified_before_is_whole_wherever_the_caller_is(framing: str) -> None:
    response = _http_client_response(*FRAMED.get(framing, (b"X: y", KEY_WRONG)))
    first = classify_response("clickpost", response)
    response.read(5)

    assert first.code == "301"
    assert classify_response("clickpost", response) == first
    assert response.read() == KEY_WRONG[5:]


@pytest.mark.parametrize(
    ("packing", "pack"),
    [
        ("gzip", gzip.compress),
        ("X-GZip", gzip.compress),
        ("deflate", zlib.compress),
        ("identity", bytes),
    ],
)
def test_a_packed_body_is_unpacked_and_left_to_the_caller_as_it_came(
    packing: str, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(KEY_WRONG)
    response = _http_client_response(f"Content-Encoding: {packing}".encode(), packed)

    assert classify_response("clickpost", response).code == "301"
    assert response.read() == packed


@pytest.mark.parametrize(
    ("packing", "body"),
    [
        ("br", b"\x0b\x02\x80ab\x03"),
        ("gzip", b"no gzip"),
        ("gzip", gzip.compress(KEY_WRONG)[:-9]),
        ("gzip", gzip.compress(bytes(10_000_001))),
    ],
    ids=["unknown", "broken", "cut off", "a bomb"],
)
def test_a_body_that_can_not_be_unpacked_is_no_message(packing: str, body: bytes) -> None:
    response = _http_client_response(f"Content-Encoding: {packing}".encode(), body)

    assert _is_told_to_read_it_first(classify_response("clickpost", response))


def test_a_packed_answer_without_a_body_is_answered_by_its_status() -> None:
    response = _http_client_response(b"Content-Encoding: gzip\r\nContent-Length: 0", b"")

    assert not _is_told_to_read_it_first(classify_response("clickpost", response))


def _http_error(file: Any) -> urllib.error.HTTPError:
    return urllib.error.HTTPError("http://x", 503, "?", email.message.Message(), file)


def test_an_http_error_made_by_hand_is_read_from_its_beginning_and_left_in_its_place() -> None:
    with _http_error(io.BytesIO(b'xx{"detail": "down"}')) as error:
        error.fp.read(2)
        answer = classify_response("clickpost", error)

        assert answer.http_status == 503
        assert error.read() == b'{"detail": "down"}'


class _Unseekable:
    closed = False

    def read(self) -> bytes:
        raise AssertionError

    def close(self) -> None: ...


@pytest.mark.parametrize("file", [None, _Unseekable(), io.StringIO("x")])
def test_an_http_error_without_a_file_that_can_be_read_is_answered_by_its_status(
    file: object,
) -> None:
    with _http_error(file) as error:
        answer = classify_response("clickpost", error)

    assert answer.rule == "clickpost:503"


def test_a_closed_http_error_is_answered_by_its_status() -> None:
    error = _http_error(io.BytesIO(b"{}"))
    error.close()
    gc.collect()

    assert _is_told_to_read_it_first(classify_response("clickpost", error))


@pytest.mark.parametrize(
    "response",
    [
        SimpleNamespace(status_code=200, content=BUSY, headers={}),
        SimpleNamespace(status_code=200, content=bytearray(BUSY)),
        SimpleNamespace(status=200, body=BUSY, headers=None),
        SimpleNamespace(status="200 OK", status_code=200, data=BUSY),
        SimpleNamespace(code=200, text=BUSY.decode()),
        SimpleNamespace(status_code=200, _content=None, content=BUSY),
        SimpleNamespace(status_code=http.HTTPStatus.OK, content=json.loads(BUSY)),
        httpx.Response(200, content=BUSY),
        urllib3.HTTPResponse(status=200, body=BUSY),
    ],
    ids=lambda response: type(response).__name__,
)
def test_any_object_of_the_shape_of_a_response_will_do(response: object) -> None:
    answer = classify_response("aftership", response)

    assert (answer.http_status, answer.code, answer.category) == (200, "4155", Category.BUSY)


def test_what_was_made_after_requests_is_not_asked_for_a_body_that_was_not_read() -> None:
    asked = []

    class Response:
        status_code, _content = 200, False

        @property
        def content(self) -> bytes:
            asked.append(1)
            return BUSY

    assert _is_told_to_read_it_first(classify_response("aftership", Response()))
    assert not asked


class _Evil:
    def __getattribute__(self, name: str) -> object:
        raise RuntimeError(name)


class _EvilBody:
    status_code = 200

    @property
    def content(self) -> bytes:
        raise RuntimeError


@pytest.mark.parametrize(
    "make",
    [
        lambda: None,
        lambda: 1,
        object,
        MagicMock,
        _Evil,
        _EvilBody,
        lambda: SimpleNamespace(status=True),
    ],
)
def test_what_is_no_response_is_unknown(make: Callable[[], object]) -> None:
    answer = classify_response("clickpost", make())

    assert (answer.category, answer.rule) == (Category.UNKNOWN, "none")


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.binary(),
    st.lists(st.integers()),
    st.dictionaries(st.text(), st.integers()),
    st.builds(_Evil),
)


# The first text that is made builds a table of Unicode, which takes its time.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "status_code",
                "status",
                "code",
                "content",
                "body",
                "data",
                "text",
                "_content",
                "_body",
                "headers",
                "history",
            ]
        ),
        VALUES,
    )
)
def test_nothing_that_a_response_holds_makes_it_raise(fields: dict[str, Any]) -> None:
    assert isinstance(classify_response("pkge", SimpleNamespace(**fields)), NormalizedError)


@pytest.mark.parametrize(("status", "outcome"), [(303, "maybe_done"), (307, "not_done")])
def test_an_error_after_a_redirect_is_in_doubt_if_the_first_request_may_have_acted(
    status: int, outcome: str
) -> None:
    history = [httpx.Response(status)]

    answer = classify_response("clickpost", httpx.Response(429, content=b"{}", history=history))

    assert (answer.category, answer.outcome) == (Category.RATE_LIMITED, outcome)


def test_a_success_after_a_redirect_is_a_success() -> None:
    response = httpx.Response(200, json={"meta": {"code": 200}}, history=[httpx.Response(303)])

    assert classify_response("aftership", response).outcome is Outcome.DONE


@pytest.mark.parametrize(("code", "category"), [(200, "ok"), (3001, "pending")])
def test_what_is_no_error_is_returned(code: int, category: str) -> None:
    response = httpx.Response(200, json={"meta": {"code": code}})

    assert classify_response("aftership", response).category == category
    assert raise_for_error("aftership", response) is response


def test_an_error_inside_http_200_is_raised() -> None:
    response = httpx.Response(200, json={"meta": {"status": 322}})

    with pytest.raises(CarrierUnavailableError) as caught:
        raise_for_error("clickpost", response)
    assert caught.value.error == classify_response("clickpost", response)


def test_an_unknown_provider_is_told_about() -> None:
    with pytest.raises(UnknownProviderError):
        classify_response("clickpots", httpx.Response(200))

"""How long to wait: from headers, or from a date in the body."""

from __future__ import annotations

import time
from email.message import Message
from typing import Any

import pytest

from shipping_errors import classify

HUGE = pytest.param(10**5000, id="5001 digits")
NOW = 1_795_000_000.0  # Wed, 18 Nov 2026 11:06:40 GMT


def wait(headers: Any, *, provider: str = "aftership", status: int = 429, now: Any = NOW) -> Any:
    return classify(provider, status, None, headers=headers, now=now).retry_after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 1.5 ", 1.5),
        ("0", 0.0),
        ("-5", 0.0),
        (7, 7.0),
        (b"7", 7.0),
        ("Wed, 18 Nov 2026 11:07:40 GMT", 60.0),
        ("Wed, 18 Nov 2026 13:07:40 +0200", 60.0),
        ("Wed, 18 Nov 2026 11:07:40 -0000", 60.0),
        ("Wed, 18 Nov 2020 11:07:40 GMT", 0.0),
        ("1795000060", 60.0),
        ("1795000060000", 60.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: Any, seconds: float) -> None:
    assert wait({"Retry-After": value}) == seconds


@pytest.mark.parametrize(
    "value",
    ["", "soon", "nan", "inf", "1e5", "٣", "9" * 30, None, [], {}, True, HUGE, float("nan"),
     "Wed, 31 Feb 2026 11:07:40 GMT", "Wed, 18 Nov 99999 11:07:40 GMT", "x" * 200, "0x10", "1_000"],
)  # fmt: skip
def test_what_is_no_time_tells_nothing(value: Any) -> None:
    assert wait({"Retry-After": value}) is None
    assert wait({"Retry-After": value, "X-RateLimit-Reset": "9"}) == 9.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("30", 30.0), ("1795000030", 30.0), ("1795000030000", 30.0), ("1794999999", 0.0)],
)
@pytest.mark.parametrize("name", ["X-RateLimit-Reset", "x-ratelimit-reset", "rateLimit-reset"])
def test_a_reset_is_read_by_its_size(name: str, value: str, seconds: float) -> None:
    assert wait({name: value}) == seconds


def test_retry_after_goes_before_the_reset() -> None:
    assert wait({"X-RateLimit-Reset": "9", "Retry-After": "4"}) == 4.0


def test_a_reset_counts_only_where_a_limit_is_what_failed() -> None:
    assert wait({"X-Rate-Limit-Reset": "9"}, provider="pkge", status=429) == 9.0
    assert wait({"X-Rate-Limit-Reset": "9"}, provider="pkge", status=503) is None
    assert wait({"Retry-After": "9"}, provider="pkge", status=503) == 9.0


def test_only_what_is_retryable_has_a_wait() -> None:
    assert wait({"Retry-After": "9"}, status=401) is None


def test_the_servers_own_date_is_now() -> None:
    """Then a wrong clock on this machine does no harm."""
    date = "Wed, 18 Nov 2026 11:06:00 GMT"
    assert wait({"Date": date, "X-RateLimit-Reset": "1795000000"}, now=0) == 40.0


def test_without_a_date_the_clock_is_now() -> None:
    seconds = wait({"X-RateLimit-Reset": str(int(time.time()) + 1000)}, now=None)
    assert 0 < seconds <= 1000


@pytest.mark.parametrize("now", ["x", float("nan"), float("inf"), HUGE, [], object()])
def test_what_is_no_time_of_day_is_not_now(now: Any) -> None:
    assert 0 < wait({"X-RateLimit-Reset": str(int(time.time()) + 1000)}, now=now) <= 1000


class Hostile:
    """Headers that raise when they are looked at."""

    def items(self) -> Any:
        yield "Retry-After", "3"
        raise RuntimeError


MESSAGE = Message()
MESSAGE["Retry-After"] = "3"


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-AFTER ": "3"},
        {b"Retry-After": b"3"},
        [("Retry-After", "3"), ("Retry-After", "4")],
        (("Accept", "x"), (b"retry-after", b"3")),
        MESSAGE,
        Hostile(),
        {"Retry-After": "3", 5: 5, None: None},
    ],
)
def test_any_kind_of_headers_will_do(headers: Any) -> None:
    assert wait(headers) == 3.0


@pytest.mark.parametrize("headers", [None, {}, [], "", "text", 5, [1], [("a",)], object(), True])
def test_what_is_no_headers_tells_nothing(headers: Any) -> None:
    assert wait(headers) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Next check is possible on 18.11.2026 11:07", 20.0),
        ("на 18.11.2026 11:07.", 20.0),
        ("18.11.2026, 11:07:40", 60.0),
        ("18.11.2026 at 11:07", 20.0),
        ("20.11.2026", 132_800.0),
        ("2026-11-18T11:07:40Z", 60.0),
        ("2026-11-18 11:07:40", 60.0),
        ("2026-11-18T11:07:40.500+00:00", 60.5),
        ("2026-11-18T12:07:40+0100", 60.0),
        ("2026-11-20", 132_800.0),
        ("17.11.2026 18:30", 0.0),
        ("31.02.2026 10:00, or 18.11.2026 11:07", 20.0),
    ],
)
def test_a_date_is_found_whatever_the_words_around_it(text: str, seconds: float) -> None:
    answer = classify("pkge", 400, {"code": 903, "payload": text}, now=NOW)
    assert (answer.category, answer.retry_after) == ("rate_limited", seconds)


@pytest.mark.parametrize(
    "payload",
    ["", "delivered", "31.02.2026 10:00", "2026-13-01", "00.00.0000 00:00", "118.11.20261 11:07",
     "x" * 2000 + "18.11.2026 11:07", None, 5, {}, ["18.11.2026 11:07"], "18.11.2026 25:61"],
)  # fmt: skip
def test_without_a_date_that_exists_the_update_will_never_be_possible(payload: Any) -> None:
    answer = classify("pkge", 400, {"code": 903, "payload": payload}, now=NOW)
    assert (answer.category, answer.retryable) == ("state_conflict", False)


def test_the_date_in_the_body_goes_before_a_reset_that_every_answer_carries() -> None:
    body = {"code": 903, "payload": "18.11.2026 12:06:40"}
    answer = classify("pkge", 400, body, headers={"X-Rate-Limit-Reset": "1"}, now=NOW)
    assert answer.retry_after == 3600.0
    answer = classify("pkge", 400, body, headers={"Retry-After": "1"}, now=NOW)
    assert answer.retry_after == 1.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("999999999", None),
        ("1000000000", 0.0),
        ("1800000000", 5_000_000.0),
        ("99999999999", None),
        ("100000000000", 0.0),
        ("1800000000000", 5_000_000.0),
        ("1800000000000000", 5_000_000.0),
        ("1800000000000000000", 5_000_000.0),
        ("31622400", 31_622_400.0),
        ("31622401", None),
    ],
)
def test_sizes_part_seconds_from_epoch_seconds_and_those_from_milliseconds(
    value: str, seconds: float | None
) -> None:
    """From 1e9 on it is epoch seconds, from 1e11 on milliseconds, 1e14 micro-, 1e17 nanoseconds.

    More than 366 days is not believed: ``time.sleep`` raises on it.
    """
    assert wait({"X-RateLimit-Reset": value}) == seconds


def test_a_reset_counts_for_what_is_busy_too() -> None:
    headers = {"X-Rate-Limit-Reset": "9"}
    answer = classify("pkge", 400, {"code": 909, "payload": "x"}, headers=headers, now=NOW)
    assert (answer.category, answer.retry_after) == ("busy", 9.0)


@pytest.mark.parametrize(("status", "code"), [(400, 909), (400, 910), (429, 429), (503, 503)])
def test_a_date_in_the_body_counts_for_whatever_is_retryable(status: int, code: int) -> None:
    body = {"code": code, "payload": "Try on 18.11.2026 11:07"}
    assert classify("pkge", status, body, now=NOW).retry_after == 20.0


def test_the_servers_date_is_no_reset() -> None:
    headers = {"Date": "Wed, 18 Nov 2026 11:06:40 GMT"}
    for provider in ("aftership", "pkge"):
        assert wait(headers, provider=provider) is None


@pytest.mark.parametrize("value", [["5"], ("5", "9"), "5, 5", "5,5;w=1", b"5, 9"])
def test_of_a_header_that_came_twice_the_first_value_counts(value: Any) -> None:
    assert wait({"Retry-After": value}) == 5.0
    assert wait([("Retry-After", None), ("Retry-After", value)]) == 5.0

"""How long to wait before the next try: what headers and bodies say of it, in seconds from now."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

from shipping_errors._introspection import is_a

from .headers import by_lower_name

_EPOCH_UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (1e9, 1.0))
"""From which number on a time is in nanoseconds, micro-, milliseconds or seconds of the epoch."""
_FIRST_EPOCH = _EPOCH_UNITS[-1][0]
_LATEST_NOW = 1e11
_LONGEST_WAIT = 366 * 86_400.0
_LONGEST_HEADER = 100
_LONGEST_TEXT = 1_000

_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?")
_MONTH = re.compile(r"[A-Za-z]{3}")
_DAY_FIRST = (
    r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})"
    r"(\D{1,9}(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(:(?P<second>[0-9]{2}))?)?"
)
_ISO_8601 = (
    r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?)"
)
_YEAR = re.compile(r"[0-9]{4}")
_DATE = re.compile(rf"(?<![0-9])({_DAY_FIRST}|{_ISO_8601})(?![0-9])")


def find_date(text: str) -> float | None:
    """Return the first date in a text as epoch seconds; None where there is none that exists.

    ``DD.MM.YYYY HH:MM`` and ISO 8601, in UTC unless the text names an offset.
    """
    if _YEAR.search(text) is None:
        return None  # most texts, seen at once
    for match in _DATE.finditer(text[:_LONGEST_TEXT]):
        parts = match.groupdict()
        try:
            if parts["iso"]:
                date = datetime.fromisoformat(parts["iso"])
            else:
                names = ("year", "month", "day", "hour", "minute", "second")
                year, month, day, hour, minute, second = (int(parts[name] or 0) for name in names)
                date = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
            return _epoch(date)
        except (ValueError, OverflowError):
            continue
    return None


def seconds_to_wait(
    headers: object, said: str | None, resets: tuple[str, ...], now: object
) -> float | None:
    """Return the seconds to wait, never negative; None where nothing usable says.

    ``Retry-After`` (seconds or an HTTP date) counts first, then ``said``, the text of the body with
    a date or a number of seconds, then the first usable one of ``resets``, names of headers in
    lower case. The body goes before the reset since a provider may send the reset with every
    response, whatever failed. Times are compared with the response's own ``Date``, else with
    ``now`` (epoch seconds), else with this machine's clock. A wait of more than 366 days is not
    believed: ``time.sleep`` raises on it.
    """
    named = by_lower_name(headers, ("retry-after", "date", *resets))
    asked = named.get("retry-after")
    if asked is None and said is None and not resets:
        return None
    clock = (named.get("date"), now)  # not read yet, since most waits need none
    wait = _read_reset(asked, clock) if asked is not None else None
    if wait is None and asked is not None:
        at = _http_date(asked)
        wait = at - _read_clock(*clock) if at is not None else None
    if wait is None and said is not None:
        date = find_date(said)
        wait = _read_reset(said, clock) if date is None else date - _read_clock(*clock)
    for name in resets:
        if wait is None and name in named:
            wait = _read_reset(named[name], clock)
    return max(wait, 0.0) if wait is not None and wait <= _LONGEST_WAIT else None


def _read_clock(date_header: str | None, now: object) -> float:
    clock = _http_date(date_header)
    if clock is None:
        number = _plain_number(now)
        clock = float(number) if number is not None and abs(number) < _LATEST_NOW else time.time()
    return clock


def _plain_number(value: object) -> float | None:
    """Return a number without what its class makes of it, which may raise."""
    if is_a(value, float):
        return float.__float__(value)
    return int.__int__(value) if is_a(value, int) else None


def _read_reset(value: str, clock: tuple[str | None, object]) -> float | None:
    """Read a reset value by its size: a time since the epoch, or seconds from now."""
    first = value.partition(",")[0].strip()  # clients join a header that came twice
    if not _NUMBER.fullmatch(first):
        return None
    number = float(first)
    if number < _FIRST_EPOCH:
        return number
    per_second = next(unit for smallest, unit in _EPOCH_UNITS if number >= smallest)
    return number / per_second - _read_clock(*clock)


def _http_date(value: str | None) -> float | None:
    if not value or len(value) > _LONGEST_HEADER or _MONTH.search(value) is None:
        return None
    try:
        from email.utils import parsedate_to_datetime  # noqa: PLC0415 - slow, rarely needed

        return _epoch(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    except (ImportError, OSError):  # no file descriptors are left to import with
        return None


def _epoch(date: datetime) -> float:
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()

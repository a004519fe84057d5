"""How long to wait before the next try: what headers and bodies say of it, in seconds from now."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_EPOCH_MILLISECONDS_FROM = 1e11
_EPOCH_SECONDS_FROM = 1e9
_LARGEST_NUMBER = 1e18
_LONGEST_HEADER = 100
_LONGEST_TEXT = 1_000

_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?")
_DAY_FIRST = (
    r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})"
    r"(\D{1,9}(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(:(?P<second>[0-9]{2}))?)?"
)
_ISO_8601 = (
    r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?)"
)
_DATE = re.compile(rf"(?<![0-9])({_DAY_FIRST}|{_ISO_8601})(?![0-9])")


def find_date(text: str) -> float | None:
    """Return the first date in a text as epoch seconds; None where there is none that exists.

    ``DD.MM.YYYY HH:MM`` and ISO 8601, in UTC unless the text names an offset.
    """
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
    headers: object, date: float | None, reset_headers: Iterable[str], now: object
) -> float | None:
    """Return the seconds to wait, never negative; None where nothing usable says.

    ``Retry-After`` (seconds or an HTTP date) counts first, then ``date``, the epoch time that the
    body names, then the first usable one of ``reset_headers``. The body goes before the reset since
    a provider may send the reset with every error, whatever failed. Times are compared with the
    response's own ``Date``, else with ``now`` (epoch seconds), else with this machine's clock.
    """
    named = _by_lower_name(headers)
    clock = _clock(named.get("date"), now)
    asked = named.get("retry-after")
    wait = _read_reset(asked, clock)
    if wait is None:
        at = _http_date(asked)
        wait = at - clock if at is not None else None
    if wait is None and date is not None:
        wait = date - clock
    for name in reset_headers:
        if wait is None:
            wait = _read_reset(named.get(name.lower()), clock)
    return max(wait, 0.0) if wait is not None else None


def _by_lower_name(headers: object) -> dict[str, str]:
    """Return the headers of any mapping, or list of pairs, whose names and values are text."""
    named: dict[str, str] = {}
    try:
        pairs: Any = headers or ()
        for name, value in pairs.items() if hasattr(pairs, "items") else pairs:
            text = _text(value).strip()
            if text:
                named.setdefault(_text(name).strip().lower(), text)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return named
    return named


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, (list, tuple)) and value:
        return _text(value[0])
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and abs(value) < _LARGEST_NUMBER else ""


def _clock(date_header: str | None, now: object) -> float:
    clock = _http_date(date_header)
    if clock is None and isinstance(now, (int, float)) and abs(now) < _EPOCH_MILLISECONDS_FROM:
        clock = float(now)
    return time.time() if clock is None else clock


def _read_reset(value: str | None, clock: float) -> float | None:
    """Read a reset value by its size: epoch milliseconds, epoch seconds, or seconds from now."""
    first = (value or "").partition(",")[0].strip()  # clients join a header that came twice
    if not _NUMBER.fullmatch(first):
        return None
    number = float(first)
    if number >= _EPOCH_MILLISECONDS_FROM:
        return number / 1000 - clock
    return number - clock if number >= _EPOCH_SECONDS_FROM else number


def _http_date(value: str | None) -> float | None:
    if not value or len(value) > _LONGEST_HEADER:
        return None
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - slow to import, rarely needed

    try:
        return _epoch(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _epoch(date: datetime) -> float:
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()

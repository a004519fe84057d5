"""Times as logs write them: numbers since the epoch in any unit, ISO 8601, HTTP dates."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# From these numbers on, a time is in milliseconds, microseconds or nanoseconds: as seconds, such a
# number would be after the year 5000.
_UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))
_EARLIEST = datetime.min.replace(tzinfo=UTC).timestamp()
_LATEST = datetime.max.replace(tzinfo=UTC).timestamp()


def epoch_seconds(value: object) -> float | None:
    """Return a time in seconds since the epoch; None for a value that is not a time.

    A text without an offset is in UTC.
    """
    if isinstance(value, str):
        return _of_text(value.strip())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _of_number(value)
    return None


def _of_number(number: float) -> float | None:
    size = abs(number)
    per_second = next((unit for smallest, unit in _UNITS if size >= smallest), 1)
    try:
        seconds = number / per_second
    except OverflowError:
        return None
    return seconds if _EARLIEST <= seconds < _LATEST else None


def _of_text(text: str) -> float | None:
    for parse in (_iso_8601, _number, _http_date):
        try:
            return parse(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _iso_8601(text: str) -> float:
    return _timestamp(datetime.fromisoformat(text))


def _number(text: str) -> float | None:
    return _of_number(float(text))


def _http_date(text: str) -> float:
    return _timestamp(parsedate_to_datetime(text))


def _timestamp(date: datetime) -> float:
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()

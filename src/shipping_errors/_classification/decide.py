"""Which rule decides what an answer means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipping_errors._vocabulary import Category

from .index import UNKNOWN, verdict_for_status, verdict_for_success

if TYPE_CHECKING:
    from .body import Reading
    from .index import Index, Verdict

_OK = Category.OK
_FIRST_FAILURE = 400  # HTTP statuses from here on are failures


def decide(index: Index, status: int | None, reading: Reading) -> Verdict:
    """Choose the verdict: the code's row, else the status, else whether it can be a success."""
    code = reading.code
    if code is not None:
        row = index.by_code.get(code)
        if index.by_code_and_status:
            row = index.by_code_and_status.get((code, status), row)
        if row is not None and not (row.category is _OK and says_failure(status, reading)):
            return row
    if status is None:
        return UNKNOWN
    if status // 100 != 2:  # noqa: PLR2004 - HTTP's class of successes
        return index.by_status.get(status) or verdict_for_status(status) or UNKNOWN
    return verdict_for_success(status) if _is_success(index, reading) else UNKNOWN


def says_failure(status: int | None, reading: Reading) -> bool:
    """Whether an answer with the code of a success says failure all the same."""
    return reading.success is False or (status is not None and status >= _FIRST_FAILURE)


def _is_success(index: Index, reading: Reading) -> bool:
    """Whether a 2xx answer that no row explains is a success by the provider's own rule."""
    return not (
        index.code_in_every_answer
        or reading.code is not None
        or reading.odd_code
        or reading.success is False
        or reading.field_errors
        or reading.foreign
    )

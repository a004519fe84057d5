"""Find the mistakes of a retry rule that looks only at the HTTP status, as many clients have."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from shipping_errors._http_status import meaning_of_status
from shipping_errors._vocabulary import Outcome

if TYPE_CHECKING:
    from .counts import Group


class Mistake(StrEnum):
    """What is wrong with what the HTTP status says of a retry."""

    REPEATED = "repeated"
    """The status says that a retry can help; it can't."""
    GIVEN_UP = "given_up"
    """The status says that a retry can't help, or that nothing failed; it can help."""
    UNSAFE = "unsafe"
    """The status says that a retry can help, and it can; but the call may have taken effect."""


def mistake_of_status(group: Group) -> Mistake | None:
    """Return the mistake of a rule by the HTTP status alone; None if it is right."""
    repeats = _says_retry(group.status)
    if repeats and not group.retryable:
        return Mistake.REPEATED
    if group.retryable and not repeats:
        return Mistake.GIVEN_UP
    if repeats and group.outcome != Outcome.NOT_DONE:
        return Mistake.UNSAFE
    return None


def _says_retry(status: int | None) -> bool:
    meaning = None if status is None else meaning_of_status(status)
    return meaning is not None and meaning.retryable

"""What to do about an error, in a few words. The one place where they are chosen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ._vocabulary import Actor, Category, Outcome

if TYPE_CHECKING:
    from ._normalized_error import NormalizedError

_BY_OUTCOME = {
    Outcome.DONE: "it took effect; nothing to do",
    Outcome.PARTLY_DONE: "some of it took effect: look through the listed errors",
    Outcome.IN_PROGRESS: "accepted and not finished: poll, do not send it again",
    Outcome.ALREADY_DONE: "it is done already: look it up, do not send it again",
}
_BY_ACTOR = {
    Actor.NOBODY: "sending it again unchanged will not help",
    Actor.CALLER: "change the request: sent again unchanged it will fail again",
    Actor.ACCOUNT_OWNER: "the owner of the account has to act",
    Actor.PROVIDER: "the provider has to act",
    Actor.CARRIER: "the carrier has to act",
}
_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60))


def advice(error: NormalizedError) -> str:
    """Return what to do about an error, as half a sentence."""
    if error.outcome in _BY_OUTCOME:
        return _BY_OUTCOME[error.outcome]
    wait = "" if error.retry_after is None else f", in {_words(error.retry_after)}"
    if error.outcome is Outcome.MAYBE_DONE:
        again = f"look it up before sending it again{wait}"
        return f"it may have taken effect: {again if error.retryable else _look_it_up(error)}"
    if error.retryable:
        return f"it took no effect: send it again{wait or ', after a while'}"
    return _BY_ACTOR[error.category.actor]


def _words(seconds: float) -> str:
    """Say a time in the largest unit that it has two of, rounded up: sooner would be in vain."""
    for unit, length in _UNITS:
        if seconds > 2 * length:
            return f"{math.ceil(seconds / length)} {unit}"
    return f"{math.ceil(seconds)} s"


def _look_it_up(error: NormalizedError) -> str:
    if error.category is Category.UNKNOWN:
        return "look it up, do not send it again unchanged"
    return f"look it up; {_BY_ACTOR[error.category.actor]}"

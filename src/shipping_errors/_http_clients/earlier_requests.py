"""Whether an earlier request may have taken effect, although the last one did not.

A client, or a layer around it, can send more than one request for one call: it follows a redirect,
or tries again. A hook can fail after the response has come. Then the refusal of the last request
proves nothing about the earlier ones. This module can only turn "nothing was done" into "maybe
done", and never the other way round.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from shipping_errors._exceptions import ShippingError
from shipping_errors._http_status import meaning_of_status
from shipping_errors._introspection import all_links, attribute, is_a
from shipping_errors._vocabulary import Outcome

from . import curl
from .failures import diagnose
from .phases import ANSWERED, NOT_TRANSPORT
from .responses import status_of
from .tracebacks import (
    body_failed,
    frames,
    history_in,
    is_later_try,
    kept_failures,
    live_frames,
    phase_before_sending,
    responses_in,
    was_cleared,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_MOST_LINKS = 100
_MOST_CONTEXTS = 200


class Known(NamedTuple):
    """What is known about the end of a call."""

    by_response: bool
    """Whether it ended with a response, and not with a failure on the network."""
    response: object = None
    """That response, if it is available."""
    status: int | None = None
    """Its status, if it has one."""


def may_have_acted_before(exc: BaseException, known: Known) -> bool:
    """Whether an earlier request of the same call may have taken effect, as far as is known."""
    try:
        return _may_have_acted_before(exc, known)
    except Exception:  # noqa: BLE001 - the caller is inside an except block: nothing may escape
        return True


def may_have_acted_in_this_call() -> bool:
    """Whether an earlier request may have done it in the call whose hook is running, if any.

    A response has no history yet while the hooks run.
    """
    try:
        return any(map(may_have_acted, chain.from_iterable(map(history_in, live_frames()))))
    except Exception:  # noqa: BLE001 - as above
        return True


def may_have_acted(earlier: object) -> bool:
    """Whether an earlier request may have taken effect: a response, or a record of urllib3's."""
    error = attribute(earlier, "error")
    if is_a(error, BaseException):
        failure = diagnose(error)
        return failure is None or not failure.phase.nothing_sent
    status = status_of(earlier)
    meaning = meaning_of_status(status) if status is not None else None
    return meaning is None or meaning.outcome is not Outcome.NOT_DONE


def was_redirected(exc: BaseException) -> bool:
    """Whether the client was following a redirect, as far as is known."""
    try:
        stacks = [frames(link) for link in all_links(exc)]
        earlier = chain(_history(stacks), *map(responses_in, stacks))
        return any(_is_redirect(status_of(response)) for response in earlier)
    except Exception:  # noqa: BLE001 - as above
        return False


def _is_redirect(status: int | None) -> bool:
    return status is not None and status // 100 == 3  # noqa: PLR2004 - the class of redirects


def _may_have_acted_before(exc: BaseException, known: Known) -> bool:
    links = list(all_links(exc))
    others = chain(_contexts(links), _kept(links))
    return _show_more(links, known) or any(map(_context_may_have_acted, others))


def _show_more(links: list[BaseException], known: Known) -> bool:
    """Whether exceptions, or their frames, show more requests than the last one."""
    stacks = [frames(link) for link in links]
    return (
        len(links) >= _MOST_LINKS  # there may be more, which were not examined
        or any(map(_is_a_later_try, links))
        or any(map(was_cleared, stacks))
        or curl.may_have_sent(links)
        or _was_tried_before(stacks)
        or any(map(body_failed, stacks))
        or any(map(may_have_acted, _history(stacks)))
        or any(map(may_have_acted, _responses(stacks, known)))
    )


def _history(stacks: list[list[FrameType]]) -> Iterator[object]:
    return chain.from_iterable(history_in(frame) for stack in stacks for frame in stack)


def _responses(stacks: list[list[FrameType]], known: Known) -> list[object]:
    """Return the responses that came before what the call ended with."""
    found = {id(response): response for stack in stacks for response in responses_in(stack)}
    if known.by_response and found.pop(id(known.response), None) is None:
        _leave_out_last(found, known.status)
    return list(found.values())


def _leave_out_last(found: dict[int, object], status: int | None) -> None:
    """Leave out the last response if its status is the known one: then it is the known response."""
    if found and status in {None, status_of(list(found.values())[-1])}:
        found.popitem()


def _was_tried_before(stacks: list[list[FrameType]]) -> bool:
    """Whether a retry layer had called before. A loop that still runs called this code."""
    later = [frame for stack in stacks for frame in stack if is_later_try(frame)]
    if not later:
        return False
    running = set(map(id, live_frames()))
    return any(id(frame) not in running for frame in later)


def _kept(links: list[BaseException]) -> Iterator[BaseException]:
    """Yield the failures of other tries that a retry layer or a loop stores, and does not raise.

    Raises ``OverflowError`` if there are too many to examine.
    """
    seen, running = set(map(id, links)), set(map(id, live_frames()))
    for frame in chain.from_iterable(map(frames, links)):
        others = [] if id(frame) in running else kept_failures(frame)
        for failure in others:
            if is_a(failure, BaseException) and id(failure) not in seen:
                seen.add(id(failure))
                yield failure
            if len(seen) > _MOST_CONTEXTS:
                raise OverflowError


def _is_a_later_try(exc: BaseException) -> bool:
    """Whether an exception says so itself: tenacity's, and retrying's."""
    number = attribute(attribute(exc, "last_attempt"), "attempt_number")
    return type(number) is int and number > 1


def _contexts(links: list[BaseException]) -> Iterator[BaseException]:
    """Yield the exceptions that were being handled when these were raised, and those before them.

    Raises ``OverflowError`` if there are too many to examine.
    """
    waiting, seen = list(links), set(map(id, links))
    while waiting:
        link = waiting.pop()
        context = link.__context__
        if is_a(context, BaseException) and id(context) not in seen:
            seen.add(id(context))
            waiting.extend(it for it in all_links(context) if id(it) not in seen)
            waiting.append(context)
            if not _is_of_the_same_connecting(link, context):
                yield context
        if len(seen) > _MOST_CONTEXTS:
            raise OverflowError


def _is_of_the_same_connecting(exc: BaseException, context: BaseException) -> bool:
    """Whether another exception was being handled in a place that proves that nothing was sent.

    Clients do that when they try one address after another, or replace an exception by their own.
    """
    stack, handled = frames(exc), frames(context)
    place = (
        next((n for n, frame in enumerate(stack, 1) if frame is handled[0]), 0) if handled else 0
    )
    return phase_before_sending(stack[:place]) is not None


def _context_may_have_acted(context: BaseException) -> bool:
    """Whether what was being handled was another call's failure, such as that of a first try."""
    if is_a(context, ShippingError):
        return context.error.outcome is not Outcome.NOT_DONE
    failure = diagnose(context)
    if failure is None or failure.phase is NOT_TRANSPORT:
        return False
    if failure.phase is ANSWERED:
        acted = may_have_acted(failure.response)
    else:
        acted = not failure.phase.nothing_sent
    known = Known(failure.phase is ANSWERED, failure.response, status_of(failure.response))
    return acted or _show_more(list(all_links(context)), known)

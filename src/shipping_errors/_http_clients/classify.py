"""From what is in hand where a call is made to an answer: a response, or an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from shipping_errors._exceptions import ShippingError, shipping_error_beneath
from shipping_errors._introspection import is_a, short_name
from shipping_errors._vocabulary import Outcome, RetryBasis

from .failures import (
    examine,
    may_have_acted,
    may_have_acted_before,
    may_have_acted_in_this_call,
)
from .phases import ANSWERED, INVALID_REQUEST, NOT_TRANSPORT
from .responses import receive

if TYPE_CHECKING:
    from shipping_errors._normalized_error import NormalizedError
    from shipping_errors.typing import Body, Headers

    from .failures import Finding
    from .phases import Phase

    class Classify(Protocol):
        """The method of a classifier."""

        def __call__(
            self,
            provider: str,
            http_status: int | None,
            body: Body | None,
            *,
            headers: Headers | None = None,
        ) -> NormalizedError:
            """Say what a provider's answer means."""
            ...


def of_response(classify: Classify, provider: str, response: object) -> NormalizedError:
    """Classify a response."""
    received = receive(response)
    answer = classify(provider, received.status, received.body, headers=received.headers)
    if answer.outcome is not Outcome.NOT_DONE:
        return answer
    acted = any(map(may_have_acted, received.earlier)) or may_have_acted_in_this_call()
    return _in_doubt(answer) if acted else answer


def of_exception(classify: Classify, provider: str, exc: BaseException) -> NormalizedError:
    """Classify an exception; ``unknown`` where it tells nothing of the call."""
    unknown = classify(provider, None, None)
    if is_a(exc, ShippingError):
        return of_shipping_error(exc)
    found = examine(exc)
    beneath = shipping_error_beneath(exc) if found is None or found.by_cause else None
    if beneath is not None:
        return of_shipping_error(beneath)
    if found is None or found.phase is NOT_TRANSPORT:
        message = f"{short_name(type(exc))} tells nothing of what became of the call."
        return _update(unknown, message=message)
    return _of_finding(classify, provider, exc, found)


def error_of_exception(
    classify: Classify, provider: str, exc: BaseException
) -> NormalizedError | None:
    """Classify an exception; None where it is not itself about a call, or about one without error.

    None for a ``ShippingError`` too, unless there is more doubt than it says.

    Nor is a request that the client refused to send: that is a mistake in the caller's program.
    """
    if is_a(exc, ShippingError):
        answer = of_shipping_error(exc)
        return answer if answer is not exc.error else None
    found = examine(exc)
    if found is None or found.by_cause or found.phase in {NOT_TRANSPORT, INVALID_REQUEST}:
        return None
    answer = _of_finding(classify, provider, exc, found)
    return answer if answer.is_error else None


def of_shipping_error(exc: ShippingError) -> NormalizedError:
    """Return its answer, in doubt where it came out of a client that had sent a request before."""
    return _unless_acted_before(exc.error, exc)


def _of_finding(
    classify: Classify, provider: str, exc: BaseException, found: Finding
) -> NormalizedError:
    if found.phase is ANSWERED:
        answer = of_response(classify, provider, found.response)
    else:
        answer = _of_phase(classify(provider, None, None), found.phase, exc)
    return _unless_acted_before(answer, exc)


def _of_phase(unknown: NormalizedError, phase: Phase, exc: BaseException) -> NormalizedError:
    return _update(
        unknown,
        category=phase.category,
        retryable=phase.category.retryable,
        retry_basis=RetryBasis.INFERRED,
        outcome=phase.outcome,
        # The name alone: an exception's text may show an address, with the key in it.
        message=f"{phase.sentence} ({short_name(type(exc))}).",
        rule=f"transport:{phase.name}",
    )


def _unless_acted_before(answer: NormalizedError, exc: BaseException) -> NormalizedError:
    is_sure = answer.outcome is not Outcome.NOT_DONE or not may_have_acted_before(exc)
    return answer if is_sure else _in_doubt(answer)


def _in_doubt(answer: NormalizedError) -> NormalizedError:
    """Doubt that nothing was done: an earlier request of the same call may have done it."""
    return _update(answer, outcome=Outcome.MAYBE_DONE)


def _update(answer: NormalizedError, **fields: Any) -> NormalizedError:  # noqa: ANN401 - any field's
    return answer.model_copy(update=fields)

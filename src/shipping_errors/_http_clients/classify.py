"""From what is in hand where a call is made to an error: a response, or an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from shipping_errors._exceptions import ShippingError, shipping_error_beneath
from shipping_errors._introspection import is_a, short_name
from shipping_errors._vocabulary import Outcome, RetryBasis

from .earlier_requests import (
    Known,
    may_have_acted,
    may_have_acted_before,
    may_have_acted_in_this_call,
    was_redirected,
)
from .failures import Failure, diagnose
from .phases import ANSWERED, INVALID_REQUEST, NOT_TRANSPORT, REDIRECTS
from .responses import receive

if TYPE_CHECKING:
    from shipping_errors._normalized_error import NormalizedError
    from shipping_errors.typing import Body, Headers

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


_TRANSPORT = "transport:"


def of_response(classify: Classify, provider: str, response: object) -> NormalizedError:
    """Classify a response."""
    received = receive(response)
    error = classify(provider, received.status, received.body, headers=received.headers)
    if error.outcome is not Outcome.NOT_DONE:
        return error
    acted = any(map(may_have_acted, received.earlier)) or may_have_acted_in_this_call()
    return _in_doubt(error) if acted else error


def of_exception(classify: Classify, provider: str, exc: BaseException) -> NormalizedError:
    """Classify an exception; ``unknown`` where it tells nothing of the call."""
    unknown = classify(provider, None, None)
    if is_a(exc, ShippingError):
        return of_shipping_error(exc)
    failure = _diagnose(exc)
    beneath = shipping_error_beneath(exc) if failure is None or failure.by_cause else None
    if beneath is not None:
        return of_shipping_error(beneath)
    if failure is None or failure.phase is NOT_TRANSPORT:
        message = f"{short_name(type(exc))} tells nothing of what became of the call."
        return _update(unknown, message=message)
    return _of_failure(classify, provider, exc, failure)


def error_of_exception(
    classify: Classify, provider: str, exc: BaseException
) -> NormalizedError | None:
    """Classify an exception; None where it is not itself about a call, or about one without error.

    None for a ``ShippingError`` too, unless there is more doubt than it says.

    Nor is a request that the client refused to send: that is a mistake in the caller's program.
    """
    if is_a(exc, ShippingError):
        error = of_shipping_error(exc)
        return error if error is not exc.error else None
    failure = _diagnose(exc)
    if failure is None or failure.by_cause or failure.phase in {NOT_TRANSPORT, INVALID_REQUEST}:
        return None
    error = _of_failure(classify, provider, exc, failure)
    return error if error.is_error else None


def of_shipping_error(exc: ShippingError) -> NormalizedError:
    """Return its error, in doubt where it came out of a client that had sent a request before."""
    error = exc.error
    known = Known(by_response=not error.rule.startswith(_TRANSPORT))
    acted = error.outcome is Outcome.NOT_DONE and may_have_acted_before(exc, known)
    return _in_doubt(error) if acted else error


def _diagnose(exc: BaseException) -> Failure | None:
    """Find out what an exception tells. A redirect that can't be followed is no refused request."""
    failure = diagnose(exc)
    if failure is not None and failure.phase is INVALID_REQUEST and was_redirected(exc):
        return Failure(REDIRECTS, by_cause=failure.by_cause)
    return failure


def _of_failure(
    classify: Classify, provider: str, exc: BaseException, failure: Failure
) -> NormalizedError:
    known = Known(failure.phase is ANSWERED, failure.response)
    if failure.phase is not ANSWERED:
        acted = failure.phase.nothing_sent and may_have_acted_before(exc, known)
        return _of_phase(classify(provider, None, None), failure.phase, exc, acted=acted)
    error = of_response(classify, provider, failure.response)
    acted = error.outcome is Outcome.NOT_DONE and may_have_acted_before(exc, known)
    return _in_doubt(error) if acted else error


def _of_phase(
    unknown: NormalizedError, phase: Phase, exc: BaseException, *, acted: bool
) -> NormalizedError:
    what_of_it = ""
    if phase.nothing_sent:
        what_of_it = "; an earlier request may have acted" if acted else "; nothing was sent"
    return _update(
        unknown,
        category=phase.category,
        retryable=phase.category.retryable,
        retry_basis=RetryBasis.INFERRED,
        outcome=Outcome.MAYBE_DONE if acted else phase.outcome,
        # The name alone: an exception's text may show an address, with the key in it.
        message=f"{phase.sentence}{what_of_it} ({short_name(type(exc))}).",
        rule=f"{_TRANSPORT}{phase.name}",
    )


def _in_doubt(error: NormalizedError) -> NormalizedError:
    """Doubt that nothing was done: an earlier request of the same call may have done it."""
    return _update(error, outcome=Outcome.MAYBE_DONE)


def _update(error: NormalizedError, **fields: Any) -> NormalizedError:  # noqa: ANN401 - any field's
    return error.model_copy(update=fields)

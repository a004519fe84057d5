"""Turn a client's response, or the exception that a call raised, into an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from shipping_errors._exceptions import ShippingError, shipping_error_beneath
from shipping_errors._introspection import attribute, is_a, short_name
from shipping_errors._normalized_error import NormalizedError
from shipping_errors._vocabulary import Category, Outcome, RetryBasis

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
from .sdk_exceptions import failed_call_beneath, named_in, response_by_shape, response_of
from .single_phase import single_phase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shipping_errors._classification.index import SdkClass
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
            """Classify a provider's response."""
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


def of_exception(
    classify: Classify, provider: str, exc: BaseException, sdk: Iterable[SdkClass] = ()
) -> NormalizedError:
    """Classify an exception; the category is ``unknown`` if it says nothing about a call.

    ``provider`` is the provider's id, as in all functions below.
    ``sdk`` are the classes that the provider's catalog names.
    """
    if is_a(exc, ShippingError):
        return of_shipping_error(exc) or _tells_nothing(provider, exc)
    by_sdk = _of_named(classify, provider, exc, sdk)
    if by_sdk is not None:
        return by_sdk
    failure = _diagnose(exc)
    if failure is None or failure.by_cause:
        beneath = shipping_error_beneath(exc)
        error = of_shipping_error(beneath) if beneath is not None else None
        if error is not None:
            return error
        response = response_by_shape(exc)
        failure = Failure(ANSWERED, response) if response is not None else failure
    if failure is None or failure.phase is NOT_TRANSPORT:
        return _tells_nothing(provider, exc)
    return _of_failure(classify, provider, exc, failure)


def error_of_exception(
    classify: Classify, provider: str, exc: BaseException, sdk: Iterable[SdkClass] = ()
) -> NormalizedError | None:
    """Classify an exception of a failed call; None for any other exception.

    Only two kinds count: exceptions of HTTP clients, and classes that the provider's catalog
    names. Exceptions of other packages can contain a response too, but may be about something else.

    None also if the response is a success, and if the client refused to send the request: that
    is a mistake in the caller's program. A ``ShippingError`` gives None as well, unless an earlier
    request of the call makes its outcome less certain.
    """
    if is_a(exc, ShippingError):
        doubted = of_shipping_error(exc)
        return doubted if doubted is not exc.error else None
    error = _of_named(classify, provider, exc, sdk) or _of_client(classify, provider, exc)
    return error if error is not None and error.is_error else None


def of_shipping_error(exc: ShippingError) -> NormalizedError | None:
    """Return its error, as "maybe done" if the client had sent an earlier request.

    None if the exception has lost its error.
    """
    error = attribute(exc, "error")
    if not is_a(error, NormalizedError):
        return None
    known = Known(not error.rule.startswith(_TRANSPORT), status=error.http_status)
    acted = error.outcome is Outcome.NOT_DONE and may_have_acted_before(exc, known)
    return _in_doubt(error) if acted else error


def _of_client(classify: Classify, provider: str, exc: BaseException) -> NormalizedError | None:
    """Classify a client's exception; None for any other, and for a request that it refused."""
    failure = _diagnose(exc)
    if failure is None or failure.by_cause or failure.phase in {NOT_TRANSPORT, INVALID_REQUEST}:
        return None
    if failure.phase is ANSWERED and single_phase(exc) is None:
        return None
    return _of_failure(classify, provider, exc, failure)


def _of_named(
    classify: Classify, provider: str, exc: BaseException, sdk: Iterable[SdkClass]
) -> NormalizedError | None:
    """Classify an exception of the provider's SDK; None for any other, or if it says nothing.

    If it has no response, classify the client's exception because of which the SDK raised it.
    """
    named = named_in(sdk, exc)
    if named is None:
        return None
    response = response_of(exc, named)
    if response is not None:
        return _of_failure(classify, provider, exc, Failure(ANSWERED, response))
    beneath = failed_call_beneath(exc)
    error = _of_client(classify, provider, beneath) if beneath is not None else None
    if error is None or error.outcome is not Outcome.NOT_DONE:
        return error
    # The SDK may have called the client more than once.
    acted = may_have_acted_before(exc, Known(by_response=False))
    return _in_doubt(error) if acted else error


def _tells_nothing(provider: str, exc: BaseException) -> NormalizedError:
    return _without_response(
        provider,
        category=Category.UNKNOWN,
        outcome=Category.UNKNOWN.outcome,
        message=f"{short_name(type(exc))} says nothing about the call.",
        rule="none",
    )


def _diagnose(exc: BaseException) -> Failure | None:
    """Diagnose an exception; a redirect that can't be followed is not a refused request."""
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
        return _of_phase(provider, failure.phase, exc, acted=acted)
    error = of_response(classify, provider, failure.response)
    known = known._replace(status=error.http_status)
    acted = error.outcome is Outcome.NOT_DONE and may_have_acted_before(exc, known)
    return _in_doubt(error) if acted else error


def _of_phase(provider: str, phase: Phase, exc: BaseException, *, acted: bool) -> NormalizedError:
    what_of_it = ""
    if phase.nothing_sent:
        what_of_it = "; an earlier request may have acted" if acted else "; nothing was sent"
    return _without_response(
        provider,
        category=phase.category,
        outcome=Outcome.MAYBE_DONE if acted else phase.outcome,
        # Only the name: an exception's text may contain a URL with the API key in it.
        message=f"{phase.sentence}{what_of_it} ({short_name(type(exc))}).",
        rule=f"{_TRANSPORT}{phase.name}",
    )


def _without_response(
    provider: str, *, category: Category, outcome: Outcome, message: str, rule: str
) -> NormalizedError:
    return NormalizedError(
        provider=provider,
        http_status=None,
        code=None,
        category=category,
        retryable=category.retryable,
        retry_basis=RetryBasis.INFERRED,
        retry_after=None,
        outcome=outcome,
        message=message,
        documentation=None,
        field_errors=(),
        rule=rule,
        source_url=None,
    )


def _in_doubt(error: NormalizedError) -> NormalizedError:
    """Say "maybe done": an earlier request of the same call may have taken effect."""
    return error.model_copy(update={"outcome": Outcome.MAYBE_DONE})

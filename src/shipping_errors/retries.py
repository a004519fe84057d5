"""Hooks for retry loops: whether to try again, and how long to wait.

``should_retry`` is for any loop and any job queue; there are hooks for stamina (``on=``) and
tenacity (``retry=`` and ``wait=``), of which none is imported. Each reads the error in a
``ShippingError``, or, with ``provider``, in a client's own exception too. Other exceptions are not
repeated, whatever caused them: the call itself may have been carried out.

They say yes where ``error.safe_to_retry(idempotent)`` does, unless the provider asks to wait longer
than ``limit`` seconds: then the error is raised at once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

from shipping_errors import as_shipping_errors
from shipping_errors._http_clients.classify import of_shipping_error

from ._exceptions import ShippingError
from ._introspection import is_a

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._classifier import Classifier
    from ._normalized_error import NormalizedError

    class RetryState(Protocol):
        """What is needed of tenacity's ``RetryCallState``."""

        @property
        def outcome(self) -> Any:  # noqa: ANN401 - tenacity's ``Future``, or None
            """How the last try ended."""
            ...

    Reader = Callable[[object], NormalizedError | None]


def should_retry(
    exc: object,
    *,
    idempotent: bool,
    limit: float = 60.0,
    provider: str | None = None,
    classifier: Classifier | None = None,
) -> bool | float:
    """Say whether a call that raised this may be repeated, and after how long.

    It returns False (raise the error), the seconds that the provider asks to wait, or True where it
    asks for nothing. The result is true in ``if`` exactly where the call may be repeated: a wait
    of no time is True. The arguments are those of ``stamina_hook``, and so is what it raises.
    """
    wait = stamina_hook(
        idempotent=idempotent, limit=limit, provider=provider, classifier=classifier
    )(exc)
    return True if wait == 0 and wait is not False else wait


def stamina_hook(
    *,
    idempotent: bool,
    limit: float = 60.0,
    provider: str | None = None,
    classifier: Classifier | None = None,
) -> Callable[[object], bool | float]:
    """Make a hook for stamina's ``on=``.

    It returns False (raise the error), True (wait as stamina does by itself), or the seconds that
    the provider asks to wait. With ``provider`` it reads a client's own exceptions too, by
    ``classifier`` if one is given. Raises ``UnknownProviderError``, ``ValueError`` for a limit
    that is no number of seconds, and ``TypeError`` for a classifier without a provider.
    """
    read, longest = _reader(provider, classifier), _seconds(limit)

    def hook(exc: object) -> bool | float:
        error = read(exc)
        if error is None or not _may_be_repeated(error, idempotent, longest):
            return False
        return True if error.retry_after is None else error.retry_after

    return hook


def tenacity_retry(
    *,
    idempotent: bool,
    limit: float = 60.0,
    provider: str | None = None,
    classifier: Classifier | None = None,
) -> Callable[[RetryState], bool]:
    """Make a predicate for tenacity's ``retry=``; the arguments are those of ``stamina_hook``.

    Use it with ``reraise=True``, so that the error itself comes out in the end.
    """
    read, longest = _reader(provider, classifier), _seconds(limit)

    def predicate(state: RetryState) -> bool:
        error = read(_exception(state))
        return error is not None and _may_be_repeated(error, idempotent, longest)

    return predicate


def tenacity_wait(
    fallback: Callable[[Any], float] | float,
    *,
    idempotent: bool,
    limit: float = 60.0,
    provider: str | None = None,
    classifier: Classifier | None = None,
) -> Callable[[RetryState], float]:
    """Make a wait for tenacity's ``wait=``: what the provider asks for, in seconds.

    ``fallback`` is a wait of tenacity's, or seconds, for responses that ask for nothing. The other
    arguments are those of ``tenacity_retry``; give both the same. Where ``retry=`` is not that
    one and would repeat what must not be repeated, the wait raises the error instead.
    """
    read, longest = _reader(provider, classifier), _seconds(limit)

    def wait(state: RetryState) -> float:
        exc = _exception(state)
        error = read(exc)
        if error is not None and not _may_be_repeated(error, idempotent, longest):
            raise exc
        if error is None or error.retry_after is None:
            return fallback(state) if callable(fallback) else fallback
        return error.retry_after

    return wait


def _reader(provider: str | None, classifier: Classifier | None) -> Reader:
    """Return a function that finds the error of an exception; None where it has none."""
    if provider is None and classifier is not None:
        raise TypeError("a classifier is of no use here without a provider; give both")
    # A misspelt provider is to show now, and not in the middle of an outage.
    convert = classifier.as_shipping_errors if classifier else as_shipping_errors
    error_of = convert(provider).error_of if provider is not None else None

    def read(exc: object) -> NormalizedError | None:
        if is_a(exc, ShippingError):
            return of_shipping_error(exc)
        return error_of(exc) if error_of is not None and is_a(exc, Exception) else None

    return read


def _may_be_repeated(error: NormalizedError, idempotent: bool, longest: float) -> bool:
    return error.safe_to_retry(idempotent) and (error.retry_after or 0.0) <= longest


def _exception(state: RetryState) -> Any:  # noqa: ANN401 - tenacity's ``Future`` says so
    """Return what the last try raised; None if it returned something."""
    return state.outcome.exception() if state.outcome is not None else None


def _seconds(limit: float) -> float:
    if math.isnan(limit) or limit < 0:
        raise ValueError(f"a limit is a number of seconds, not {limit!r}")
    return limit

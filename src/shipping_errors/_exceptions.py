"""The exceptions for responses and failures that are errors.

ShippingError
├── MalformedRequestError
├── InvalidDataError
├── NotFoundError
├── AlreadyDoneError
├── StateConflictError
├── BusyError
├── UnserviceableError
├── AuthenticationError
├── PermissionDeniedError
├── CarrierAccountError
├── RateLimitedError
├── QuotaExceededError
├── PaymentError
├── CarrierError
├── CarrierUnavailableError
├── ProviderError
├── ProviderUnavailableError
├── NetworkError
└── UnknownError

One flat class for each category. Whether to try again is never a matter of class: ask
``exc.error.safe_to_retry()``.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import Any, Self, TypeGuard, cast

from pydantic import ValidationError

from ._advice import advice
from ._introspection import all_links, is_a, names
from ._normalized_error import NormalizedError
from ._scalars import looks_like_code
from ._vocabulary import Category

_SYSTEM_MODULES = ("builtins.", "socket.", "ssl.")


class ShippingError(Exception):
    """A provider's error is an error, or none came. ``error`` says what is known of it.

    ``ShippingError(error)`` makes an instance of the class for the error's category. In place of
    the error it takes its plain data, as task queues that store JSON give it back.
    """

    error: NormalizedError
    """What went wrong, whether to try again, whether it took effect, who has to act."""

    def __new__(
        cls, error: NormalizedError | dict[str, Any], *_args: object, **_kwargs: object
    ) -> Self:
        """Choose the class by the category, unless a subclass was named, which may take more."""
        kind = _CLASSES.get(_as_error(cls, error).category, cls) if cls is ShippingError else cls
        return cast("Self", super().__new__(kind, error))

    def __init__(self, error: NormalizedError | dict[str, Any]) -> None:
        """Take the error, or its plain data; raises ``TypeError`` for anything else."""
        self.error = _as_error(type(self), error)
        super().__init__(self.error)

    def __str__(self) -> str:
        """Return who sent what, what it means, and what to do. It never raises."""
        try:
            return _text(self.error)
        except Exception:  # noqa: BLE001 - a log or a traceback is being written
            return "what it says is lost: its error is missing or incomplete"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with the error, and with what the operating system said in its causes.

        Everything else is left out: a client's exception has the request, with the key and
        addresses, and a text can have anything in it.
        """
        cause = _bare_cause(self)
        state = {**self.__dict__, "__cause__": cause} if cause is not None else self.__dict__
        return type(self), (self.error,), state


def _as_error(cls: type, error: object) -> NormalizedError:
    """Return the error; make it out of its plain data."""
    if is_a(error, NormalizedError):
        return error
    name = cls.__name__
    if not is_a(error, dict):
        raise TypeError(
            f"{name} takes what classify returns, or its plain data, not {type(error).__name__!r}; "
            f'in a test write {name}(classify("clickpost", 429, None))'
        )
    try:
        return NormalizedError.model_validate(error)
    except ValidationError as exc:
        # Pydantic's own text shows the values, which may be personal data.
        problem = exc.errors(include_url=False, include_context=False, include_input=False)[0]
        path = ".".join(map(str, problem["loc"]))
    raise TypeError(
        f"{name} takes the plain data of a NormalizedError: {path}: {problem['msg']}; "
        "it may come from another release of shipping-errors"
    )


def _text(error: NormalizedError) -> str:
    status = f"HTTP {error.http_status}" if error.http_status is not None else ""
    head = " ".join(filter(None, [error.provider, _code(error) or status, error.category]))
    return f"{head}: {error.message.rstrip('.')} ({advice(error)})"


def _code(error: NormalizedError) -> str | None:
    """Return the code, unless it may be any text: a row knows it, or it is formed like a code."""
    is_known = error.rule == f"{error.provider}:{error.code}"
    return error.code if error.code and (is_known or looks_like_code(error.code)) else None


def shipping_error_beneath(exc: BaseException) -> ShippingError | None:
    """Return the ``ShippingError`` that an exception wraps, if there is one."""
    with suppress(Exception):  # the caller is inside an except block: nothing may escape
        return next((link for link in all_links(exc) if is_a(link, ShippingError)), None)
    return None


def _bare_cause(exc: BaseException) -> OSError | None:
    """Return a copy of the first cause that is an exception of the operating system."""
    with suppress(Exception):  # as above
        return next((_bare(link) for link in all_links(exc) if _is_systems_own(link)), None)
    return None


def _is_systems_own(exc: BaseException) -> TypeGuard[OSError]:
    return is_a(exc, OSError) and next(names(type(exc))).startswith(_SYSTEM_MODULES)


def _bare(exc: OSError) -> OSError:
    """Copy an exception's class and number. Its text may have come from anywhere."""
    number, is_built_in = exc.errno, next(names(type(exc))).startswith("builtins.")
    # The numbers of ``socket.gaierror`` and ``ssl.SSLError`` are others.
    if type(number) is int and number in errno.errorcode and is_built_in:
        return type(exc)(number, os.strerror(number))
    return type(exc)()


class MalformedRequestError(ShippingError):
    """The call itself is wrong (JSON, route, method, media type): an integration bug."""


class InvalidDataError(ShippingError):
    """The call is well formed; a field value or a combination is refused."""


class NotFoundError(ShippingError):
    """Something that the request names does not exist, or no longer does."""


class AlreadyDoneError(ShippingError):
    """It exists already, or it is in the wanted state already."""


class StateConflictError(ShippingError):
    """It exists, but its present state forbids the operation."""


class BusyError(ShippingError):
    """Another operation is at work on it, or has taken the slot."""


class UnserviceableError(ShippingError):
    """The carrier or service can't do this for this shipment, lane or option: choose another."""


class AuthenticationError(ShippingError):
    """The provider does not know the caller: key missing, wrong or expired."""


class PermissionDeniedError(ShippingError):
    """The provider knows the caller and says no: scope, feature, plan, registration."""


class CarrierAccountError(ShippingError):
    """The carrier account behind the provider is missing, wrong, inactive or ambiguous."""


class RateLimitedError(ShippingError):
    """Too many calls per time; the same call passes after a wait."""


class QuotaExceededError(ShippingError):
    """An allowance or a pool of numbers is used up; a short wait does not help."""


class PaymentError(ShippingError):
    """Money is missing or refused: balance, card, prepaid account."""


class CarrierError(ShippingError):
    """The carrier reported a failure and gave no cause."""


class CarrierUnavailableError(ShippingError):
    """The carrier was down or unreachable for the moment."""


class ProviderError(ShippingError):
    """The provider broke while handling the call."""


class ProviderUnavailableError(ShippingError):
    """The provider, or a system that it needs, is down or overloaded for the moment."""


class NetworkError(ShippingError):
    """No complete response came back: DNS, connect, TLS, reset, timeout."""


class UnknownError(ShippingError):
    """Nothing in the catalog or the fallback fits."""


_CLASSES: dict[Category, type[ShippingError]] = {
    Category.MALFORMED_REQUEST: MalformedRequestError,
    Category.INVALID_DATA: InvalidDataError,
    Category.NOT_FOUND: NotFoundError,
    Category.ALREADY_DONE: AlreadyDoneError,
    Category.STATE_CONFLICT: StateConflictError,
    Category.BUSY: BusyError,
    Category.UNSERVICEABLE: UnserviceableError,
    Category.AUTHENTICATION: AuthenticationError,
    Category.PERMISSION: PermissionDeniedError,
    Category.CARRIER_ACCOUNT: CarrierAccountError,
    Category.RATE_LIMITED: RateLimitedError,
    Category.QUOTA_EXCEEDED: QuotaExceededError,
    Category.PAYMENT: PaymentError,
    Category.CARRIER_ERROR: CarrierError,
    Category.CARRIER_UNAVAILABLE: CarrierUnavailableError,
    Category.PROVIDER_ERROR: ProviderError,
    Category.PROVIDER_UNAVAILABLE: ProviderUnavailableError,
    Category.NETWORK: NetworkError,
    Category.UNKNOWN: UnknownError,
}

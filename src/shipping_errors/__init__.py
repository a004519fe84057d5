"""One vocabulary for the errors of shipping APIs.

>>> from shipping_errors import classify
>>> error = classify("aftership", 200, b'{"meta": {"code": 4155, "retryable": true}}')
>>> error.category, error.retryable, error.outcome
(<Category.BUSY: 'busy'>, True, <Outcome.NOT_DONE: 'not_done'>)
"""

from ._classifier import Classifier
from ._errors import CatalogError, UnknownProviderError
from ._exceptions import (
    AlreadyDoneError,
    AuthenticationError,
    BusyError,
    CarrierAccountError,
    CarrierError,
    CarrierUnavailableError,
    InvalidDataError,
    MalformedRequestError,
    NetworkError,
    NotFoundError,
    PaymentError,
    PermissionDeniedError,
    ProviderError,
    ProviderUnavailableError,
    QuotaExceededError,
    RateLimitedError,
    ShippingError,
    StateConflictError,
    UnknownError,
    UnserviceableError,
)
from ._normalized_error import FieldError, NormalizedError
from ._vocabulary import Actor, Category, Outcome, RetryBasis

_default = Classifier()
as_shipping_errors = _default.as_shipping_errors
catalog = _default.catalog
classify = _default.classify
classify_exception = _default.classify_exception
classify_response = _default.classify_response
providers = _default.providers
raise_for_error = _default.raise_for_error

__all__ = [
    "Actor",
    "AlreadyDoneError",
    "AuthenticationError",
    "BusyError",
    "CarrierAccountError",
    "CarrierError",
    "CarrierUnavailableError",
    "CatalogError",
    "Category",
    "Classifier",
    "FieldError",
    "InvalidDataError",
    "MalformedRequestError",
    "NetworkError",
    "NormalizedError",
    "NotFoundError",
    "Outcome",
    "PaymentError",
    "PermissionDeniedError",
    "ProviderError",
    "ProviderUnavailableError",
    "QuotaExceededError",
    "RateLimitedError",
    "RetryBasis",
    "ShippingError",
    "StateConflictError",
    "UnknownError",
    "UnknownProviderError",
    "UnserviceableError",
    "as_shipping_errors",
    "catalog",
    "classify",
    "classify_exception",
    "classify_response",
    "providers",
    "raise_for_error",
]

# Tracebacks, pickles and help name the public place, whatever the private modules are called.
for _name in __all__:
    if isinstance(globals()[_name], type):
        globals()[_name].__module__ = __name__

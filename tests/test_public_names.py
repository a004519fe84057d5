"""The public names are the contract."""

from __future__ import annotations

import inspect

import shipping_errors

PUBLIC = {
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
}


def test_these_are_the_public_names() -> None:
    names = {
        name
        for name, value in vars(shipping_errors).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert names == PUBLIC
    assert shipping_errors.__all__ == sorted(shipping_errors.__all__)
    assert set(shipping_errors.__all__) == PUBLIC


def test_every_public_thing_is_documented_and_names_the_public_place() -> None:
    for name in PUBLIC:
        thing = getattr(shipping_errors, name)
        assert inspect.getdoc(thing)
        if inspect.isclass(thing):
            assert thing.__module__ == "shipping_errors"

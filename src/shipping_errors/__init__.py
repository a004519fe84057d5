"""One vocabulary for the errors of shipping APIs.

>>> from shipping_errors import classify
>>> error = classify("aftership", 200, b'{"meta": {"code": 4155, "retryable": true}}')
>>> error.category, error.retryable, error.outcome
(<Category.BUSY: 'busy'>, True, <Outcome.NOT_DONE: 'not_done'>)
"""

from ._answer import FieldError, NormalizedError
from ._classifier import Classifier
from ._errors import CatalogError, UnknownProviderError
from ._vocabulary import Actor, Category, Outcome, RetryBasis

_default = Classifier()
catalog = _default.catalog
classify = _default.classify
providers = _default.providers

__all__ = [
    "Actor",
    "CatalogError",
    "Category",
    "Classifier",
    "FieldError",
    "NormalizedError",
    "Outcome",
    "RetryBasis",
    "UnknownProviderError",
    "catalog",
    "classify",
    "providers",
]

# Tracebacks, pickles and help name the public place, whatever the private modules are called.
for _name in __all__:
    if isinstance(globals()[_name], type):
        globals()[_name].__module__ = __name__

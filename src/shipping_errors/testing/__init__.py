"""Sample responses of every provider, for tests of your own error handling.

>>> from shipping_errors.testing import sample_response
>>> sample = sample_response("aftership", "4155")
>>> sample.status, sample.json()["meta"]["code"], sample.json()["meta"]["retryable"]
(200, 4155, True)
"""

from ._adapters import add_responses, answer_route, httpx_transport
from ._samples import SampleResponse, all_samples, sample_response

__all__ = [
    "SampleResponse",
    "add_responses",
    "all_samples",
    "answer_route",
    "httpx_transport",
    "sample_response",
]

# Tracebacks and help name the public place, whatever the private modules are called.
for _name in __all__:
    globals()[_name].__module__ = __name__

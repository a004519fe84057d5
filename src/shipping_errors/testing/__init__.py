"""Sample responses of every provider, and failed calls, for tests of your own error handling.

>>> from shipping_errors.testing import sample_response
>>> sample = sample_response("aftership", "4155")
>>> sample.status, sample.json()["meta"]["code"], sample.json()["meta"]["retryable"]
(200, 4155, True)
"""

from ._adapters import (
    add_aioresponses,
    add_httpx_responses,
    add_responses,
    answer_route,
    httpx2_transport,
    httpx_transport,
)
from ._failures import (
    TransportFailure,
    connect_timeout,
    name_resolution,
    read_timeout,
    refused,
    reset,
    tls,
    truncated,
)
from ._samples import SampleResponse, all_samples, sample_response

__all__ = [
    "SampleResponse",
    "TransportFailure",
    "add_aioresponses",
    "add_httpx_responses",
    "add_responses",
    "all_samples",
    "answer_route",
    "connect_timeout",
    "httpx2_transport",
    "httpx_transport",
    "name_resolution",
    "read_timeout",
    "refused",
    "reset",
    "sample_response",
    "tls",
    "truncated",
]

# Tracebacks and help name the public place, whatever the private modules are called.
for _name in __all__:
    globals()[_name].__module__ = __name__

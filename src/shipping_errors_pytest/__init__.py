"""Pytest fixtures with sample responses.

A package of its own, since pytest imports it in every project that has ``shipping-errors``
installed: it imports that package only in a test that asks for a fixture.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shipping_errors import Classifier
    from shipping_errors.testing import SampleResponse

__all__ = ["shipping_errors_classifier", "shipping_errors_sample", "shipping_errors_samples"]


@pytest.fixture(scope="session")
def shipping_errors_classifier() -> Classifier:
    """Return the classifier whose catalogs the samples come from; override it to have your own."""
    from shipping_errors import Classifier  # noqa: PLC0415 - see above

    return Classifier()


@pytest.fixture
def shipping_errors_sample(
    shipping_errors_classifier: Classifier,
) -> Callable[..., SampleResponse]:
    """Return ``sample_response(provider, code, ...)`` of ``shipping_errors.testing``."""
    from shipping_errors.testing import sample_response  # noqa: PLC0415 - see above

    return partial(sample_response, classifier=shipping_errors_classifier)


@pytest.fixture
def shipping_errors_samples(
    shipping_errors_classifier: Classifier,
) -> Callable[[str], Iterator[SampleResponse]]:
    """Return ``all_samples(provider)`` of ``shipping_errors.testing``."""
    from shipping_errors.testing import all_samples  # noqa: PLC0415 - see above

    return partial(all_samples, classifier=shipping_errors_classifier)

"""What an older release has stored can still be loaded: task queues and logs outlive an upgrade.

The files of ``data/release_0_1_0`` were written by that release, which knew no listed errors.
"""

from __future__ import annotations

import pickle
from pathlib import Path

from shipping_errors import Category, FieldError, NormalizedError, ShippingError

STORED = Path(__file__).parent / "data" / "release_0_1_0"


def check(error: NormalizedError) -> None:
    """Check that an error is as it was stored, without listed errors."""
    assert (error.provider, error.code) == ("aftership_shipping", "4104")
    assert error.category is Category.INVALID_DATA
    assert error.field_errors == (FieldError("data.parcels.0.weight", "is missing"),)
    assert (error.errors, error.item) == ((), None)
    assert NormalizedError.model_validate_json(error.model_dump_json()) == error
    assert pickle.loads(pickle.dumps(error)) == error


def test_a_stored_pickle_loads() -> None:
    check(pickle.loads((STORED / "error.pickle").read_bytes()))


def test_a_stored_json_loads() -> None:
    check(NormalizedError.model_validate_json((STORED / "error.json").read_text("utf-8")))


def test_a_stored_exception_loads() -> None:
    exc = pickle.loads((STORED / "exception.pickle").read_bytes())
    assert isinstance(exc, ShippingError)
    check(exc.error)
    assert "4104" in str(exc)

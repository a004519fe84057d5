"""What must hold whatever the bytes are: ``tools/fuzz.py`` searches for bytes for which it does not.

The first byte chooses the provider, the second the status, the rest is the body.
"""

from __future__ import annotations

import math
import pickle
import re

from shipping_errors import Classifier, NormalizedError, classify

# Bodies of JSON, XML, lists and texts. New ones are added at the end: the corpus counts on the order.
PROVIDERS = (
    "aftership_shipping",
    "clickpost",
    "shopify_tracking_app",
    "canada_post",
    "ups",
    "usps",
    "bring_booking",
    "parcelbroker_uk",
    "landmark_global",
    "shippo",
    "17track",
    "trackingmore",
    "shopify_admin_shipping",
    "amazon_sp_api",
    "fedex",
    "easypost",
)
STATUSES = (200, 201, 207, 400, 401, 404, 409, 422, 429, 500, 503, None)
UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
PRIVATE = Classifier(private=True)


def check(data: bytes) -> None:
    """Classify and explain a response; raises where what came out is not as promised."""
    if len(data) < 2:
        return
    provider, status = PROVIDERS[data[0] % len(PROVIDERS)], STATUSES[data[1] % len(STATUSES)]
    body = data[2:]
    error = classify(provider, status, body)
    for found in (error, *error.errors):
        check_error(found)
    assert NormalizedError.model_validate_json(error.model_dump_json()) == error
    assert pickle.loads(pickle.dumps(error)) == error
    text = body.decode("utf-8", "replace")
    check_error(classify(provider, status, text))
    kept = PRIVATE.classify(provider, status, body)
    assert kept.labels() == error.labels()
    assert not kept.field_errors
    PRIVATE.explain(provider, status, body)


def check_error(error: NormalizedError) -> None:
    """Check the promises that each error keeps."""
    assert error.message
    texts = [error.message, error.item or "", error.code or "", error.rule]
    texts += [text for field in error.field_errors for text in (field.path, field.message)]
    for text in texts:
        assert UNFIT.search(text) is None, ascii(text)
    wait = error.retry_after
    assert wait is None or (error.retryable and 0 <= wait < math.inf)
    assert not error.safe_to_retry() or error.outcome == "not_done"

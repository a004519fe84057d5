"""Bodies of every form, for property tests."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from providers.folders import PROVIDERS

from shipping_errors.testing import all_samples

BODIES = [sample.text for name in PROVIDERS for sample in list(all_samples(name))[:40]]


def json_values() -> st.SearchStrategy[Any]:
    keys = st.sampled_from(
        ["meta", "code", "status", "message", "success", "data", "errors", "payload", "details",
         "retryable", "path", "info", "field", "rates", "error_message", "x"]
    )  # fmt: skip
    leaves = st.one_of(
        st.none(), st.booleans(), st.integers(-5, 5000), st.floats(), st.text(max_size=8),
        st.sampled_from(["4155", "322", "903", " 500 ", "18.11.2030 10:00"]),
    )  # fmt: skip
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4)
    )


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Return a body: any JSON, a provider's own with a change somewhere, or any text."""
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return json.dumps(draw(json_values()))
    if kind == 1:
        return draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
    body = draw(st.sampled_from(BODIES))
    place = draw(st.integers(0, len(body)))
    if kind == 2:
        return body[:place] + draw(st.sampled_from(list('{}[]",:0\\ x\n\x00é'))) + body[place + 1 :]
    return body[:place]

"""What the providers really send is answered rightly, in whatever form the body comes."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from wire_facts import FACTS, NOW, Fact

from shipping_errors import FieldError, NormalizedError, classify


def facts(error: NormalizedError) -> dict[str, Any]:
    return {
        **error.model_dump(),
        "is_error": error.is_error,
        "field_errors": [(field.path, field.message) for field in error.field_errors],
    }


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.provider}-{fact.name}")
def test_a_real_body_is_answered_rightly(fact: Fact) -> None:
    error = classify(fact.provider, fact.http_status, fact.body, headers=fact.headers, now=NOW)
    said = facts(error)
    assert {key: said[key] for key in fact.expected} == fact.expected


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.provider}-{fact.name}")
def test_the_form_of_the_body_makes_no_difference(fact: Fact) -> None:
    """Bytes, bytearray, memoryview, text, either with a byte order mark, and decoded JSON."""
    forms: list[Any] = [
        bytearray(fact.body),
        memoryview(fact.body),
        fact.body.decode(),
        b"\xef\xbb\xbf" + fact.body,
        "\ufeff" + fact.body.decode(),
        b" \r\n" + fact.body + b"\n",
    ]
    with contextlib.suppress(ValueError):
        forms.append(json.loads(fact.body))
    whole = classify(fact.provider, fact.http_status, fact.body, headers=fact.headers, now=NOW)
    for form in forms:
        again = classify(fact.provider, fact.http_status, form, headers=fact.headers, now=NOW)
        assert again == whole


def test_field_errors_are_paths_and_messages() -> None:
    body = {"meta": {"code": 4104, "details": [{"path": "data.x", "info": "too long"}]}}
    (error,) = classify("aftership", 200, body).field_errors
    assert error == FieldError("data.x", "too long")
    assert (error.path, error.message) == ("data.x", "too long")

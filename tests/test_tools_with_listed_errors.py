"""What works with one error works with the errors that a body lists, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from user_catalogs import classifier, write

from shipping_errors import Category, Classifier, Outcome, ShippingError
from shipping_errors.retries import should_retry, stamina_hook
from shipping_errors.testing import all_samples, sample_response

if TYPE_CHECKING:
    from pathlib import Path

    from shipping_errors import NormalizedError

ROW = 'source: {document: D, url: "https://acme.example", retrieved: 2026-11-23}\n    rows:'
ACME = f"""\
provider: acme
title: Acme
envelope:
  facts: {{api: api}}
  errors:
    - {{at: "errors[]", code: [code], message: [text], item: [parcel], results: [done]}}
  code_in_every_answer: false
tables:
  - title: Errors
    {ROW}
      - {{code: BUSY, retryable: true, wait: 7, judged: {{category: busy}}}}
      - {{code: DOWN, judged: {{category: provider_error}}}}
      - {{code: BAD, judged: {{category: invalid_data}}}}
      - {{code: BAD, when: {{api: track}}, judged: {{category: not_found}}}}
      - {{like: "val_{{}}", judged: {{category: invalid_data}}}}
"""


def body(*codes: str, **more: object) -> dict[str, Any]:
    listed = [{"code": code, "parcel": f"P{at}"} for at, code in enumerate(codes)]
    return {"errors": listed, **more}


def response(*codes: str, status: int = 400, **more: object) -> httpx.Response:
    return httpx.Response(status, json=body(*codes, **more))


def error_of(by: Classifier, *codes: str) -> ShippingError:
    with pytest.raises(ShippingError) as caught:
        by.raise_for_error("acme", response(*codes))
    return caught.value


def test_raise_for_error_raises_the_leading_error_with_all_of_them(tmp_path: Path) -> None:
    raised = error_of(classifier(tmp_path, ACME), "BUSY", "BAD")
    assert (raised.error.rule, raised.error.item) == ("acme:BAD", "P1")
    assert [each.rule for each in raised.error.errors] == ["acme:BUSY", "acme:BAD"]


def test_raise_for_error_returns_a_response_that_succeeded_in_part(tmp_path: Path) -> None:
    by = classifier(tmp_path, ACME)
    partly = response("BAD", status=200, done=[1])
    assert by.raise_for_error("acme", partly) is partly
    assert by.classify_response("acme", partly).category is Category.PARTIAL


@pytest.mark.parametrize(
    ("codes", "idempotent", "expected"),
    [
        (("BUSY", "BUSY"), False, 7.0),
        (("BUSY", "BAD"), True, False),  # a repeat does not cure all of them
        (("BUSY", "DOWN"), False, False),  # one of them may have taken effect
        (("BUSY", "DOWN"), True, 7.0),
    ],
)
def test_the_retry_hooks_repeat_only_what_all_listed_errors_allow(
    tmp_path: Path, codes: tuple[str, ...], idempotent: bool, expected: float | bool
) -> None:
    raised = error_of(classifier(tmp_path, ACME), *codes)
    assert should_retry(raised, idempotent=idempotent) == expected
    hook = stamina_hook(idempotent=idempotent)(raised)
    assert bool(hook) is bool(expected)


def test_on_unmapped_is_called_for_each_listed_error_that_no_row_knows(tmp_path: Path) -> None:
    told: list[NormalizedError] = []
    by = Classifier(catalogs=[write(tmp_path, ACME)], on_unmapped=told.append)
    by.classify("acme", 400, body("NEW", "BAD", "val_x", "OTHER"))
    assert [(error.code, error.item) for error in told] == [("NEW", "P0"), ("OTHER", "P3")]


def test_an_extension_adds_places_behind_those_of_the_catalog(tmp_path: Path) -> None:
    more = 'extends: acme\nenvelope: {errors: [{at: "faults[]", code: [number]}]}\n'
    by = classifier(tmp_path, ACME, more)
    assert by.classify("acme", 400, {"faults": [{"number": "BAD"}]}).rule == "acme:BAD"
    both = {**body("BUSY"), "faults": [{"number": "BAD"}]}
    assert [each.code for each in by.classify("acme", 400, both).errors] == ["BUSY"]


def test_a_row_of_an_extension_replaces_rows_with_its_conditions_or_all_of_its_code(
    tmp_path: Path,
) -> None:
    def extended(row: str) -> list[Category]:
        more = f"extends: acme\ntables:\n  - title: More\n    {ROW}\n      - {row}\n"
        by = classifier(tmp_path, ACME, more)
        bodies = (body("BAD"), body("BAD", api="track"))
        return [by.classify("acme", 400, each).category for each in bodies]

    conditional = "{code: BAD, when: {api: track}, judged: {category: payment}}"
    assert extended(conditional) == ["invalid_data", "payment"]
    assert extended("{code: BAD, judged: {category: payment}}") == ["payment", "payment"]


def test_the_fixtures_make_samples_with_further_listed_errors(
    shipping_errors_sample: Any, shipping_errors_samples: Any
) -> None:
    sample = shipping_errors_sample("fedex", "NOT.FOUND.ERROR", beside=["SERVICE.UNAVAILABLE"])
    assert sample == sample_response("fedex", "NOT.FOUND.ERROR", beside=["SERVICE.UNAVAILABLE"])
    error = Classifier().classify("fedex", sample.status, sample.body)
    assert [each.code for each in error.errors] == ["SERVICE.UNAVAILABLE"]
    assert error.outcome is not Outcome.DONE
    assert len(list(shipping_errors_samples("fedex"))) == len(list(all_samples("fedex")))

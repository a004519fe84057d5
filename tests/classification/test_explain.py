"""An explanation says what ``classify`` says, and how that came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from user_catalogs import classifier, extension, provider

import shipping_errors
from shipping_errors import Classifier, UnknownProviderError
from shipping_errors.testing import all_samples

if TYPE_CHECKING:
    from pathlib import Path

    from shipping_errors import Category
    from shipping_errors._classification.candidates import Candidate
    from shipping_errors._classification.explain import Explanation


def told(
    name: str, status: int | None, body: object, classifier: Classifier | None = None
) -> Explanation:
    """Explain, with the built-in catalogs."""
    return (classifier or Classifier()).explain(name, status, body)


def decided(candidates: tuple[Candidate, ...]) -> tuple[str, Category]:
    """Return the one rule that decided, and its category."""
    (rule,) = [rule for rule in candidates if rule.decided]
    return rule.rule, rule.category


def rules(explanation: Explanation) -> list[tuple[bool, str, str]]:
    """Return what was asked, in order: whether it decided, its name, and why."""
    return [(rule.decided, rule.rule, rule.reason) for rule in explanation.rules]


@pytest.mark.parametrize("name", shipping_errors.providers())
@pytest.mark.parametrize("status", [None, 200, 404, 503])
def test_an_explanation_gives_the_answer_of_classify(name: str, status: int | None) -> None:
    by = Classifier()
    for sample in all_samples(name):
        at = sample.status if status is None else status
        explanation = by.explain(name, at, sample.body, headers=sample.headers, now=0)
        answer = shipping_errors.classify(name, at, sample.body, headers=sample.headers, now=0)
        assert explanation.error == answer
        own, *listed = [decided(part.rules) for part in (explanation, *explanation.listed)]
        assert listed == [(each.rule, each.category) for each in answer.errors]
        assert (answer.rule, answer.category) in (own, *listed)


def test_what_was_read_is_told_with_its_place() -> None:
    body = {
        "meta": {"status": 301, "success": False, "message": {"a": ["wrong"]}},
        "status_code": 400,
        "message": "No",
    }
    found = told("clickpost", 200, body).found
    assert [(item.field, item.path, item.value, item.counts) for item in found] == [
        ("code", "meta.status", "301", True),
        ("code", "status_code", "400", False),
        ("message", "message", "No", True),
        ("success", "meta.success", "false", True),
        ("field_errors", "meta.message", "a: wrong", True),
    ]


def test_a_body_that_is_not_json_is_told_as_such() -> None:
    (found,) = told("aftership", 502, "<title>Bad Gateway</title>").found
    assert (found.path, found.value) == ("(not a JSON object)", "Bad Gateway")
    assert told("aftership", 502, "<p>").found[0].value == "nothing for people"


def test_a_codes_row_counts_before_the_status() -> None:
    assert rules(told("clickpost", 404, {"meta": {"status": 301}})) == [
        (True, "clickpost:301", "the row for code 301"),
        (False, "clickpost:404", "clickpost:301 counts before it"),
        (False, "http:404", "clickpost:301 counts before it"),
    ]


def test_a_contradicted_success_loses_to_the_status() -> None:
    assert rules(told("clickpost", 500, {"meta": {"status": 200}})) == [
        (False, "clickpost:200", "it means success, and the response has HTTP 500"),
        (True, "clickpost:500", "the rows for code 200 are out, so the HTTP status decides"),
        (False, "http:500", "clickpost:500 counts before it"),
    ]
    assert rules(told("clickpost", None, {"meta": {"status": 200, "success": False}})) == [
        (
            False,
            "clickpost:200",
            "it means success, and the response has a success flag that is false",
        ),
        (True, "none", "no rule is left"),
    ]


def test_a_rule_is_told_once_where_code_and_status_lead_to_it() -> None:
    assert rules(told("aftership", 401, {"meta": {"code": 401}})) == [
        (True, "aftership_shipping:401", "the row for code 401"),
        (False, "http:401", "aftership_shipping:401 counts before it"),
    ]


def test_an_unknown_code_leaves_it_to_the_status() -> None:
    assert rules(told("clickpost", 429, {"meta": {"status": 9999}})) == [
        (True, "clickpost:429", "no row knows code 9999, so the HTTP status decides"),
        (False, "http:429", "clickpost:429 counts before it"),
    ]
    assert rules(told("aftership", 418, None)) == [
        (True, "http:418", "the body has no code, so the HTTP status decides")
    ]


@pytest.mark.parametrize(
    ("name", "body", "doubt"),
    [
        ("clickpost", {"meta": {"status": 9999}}, "no row knows code 9999"),
        ("clickpost", {"success": False}, "the success flag is false"),
        ("clickpost", {"meta": {"message": {"a": "b"}}}, "the body lists refused fields"),
        ("clickpost", "hello", "the body is not JSON"),
        ("pkge", {}, "every response of Shopify tracking app (PKGE) has a code, and this has none"),
    ],
)
def test_why_a_2xx_status_is_no_proof_of_success(name: str, body: object, doubt: str) -> None:
    assert rules(told(name, 200, body)) == [
        (False, "http:200", f"http:200 is no proof: {doubt}"),
        (True, "none", "no rule is left"),
    ]


def test_a_success_without_a_code_is_explained_by_its_status() -> None:
    assert rules(told("clickpost", 201, {"token": "x"})) == [
        (True, "http:201", "the body has no code, so the HTTP status decides")
    ]


def test_a_row_with_a_variant_tells_which_one_counts() -> None:
    dated = told("pkge", 400, {"code": 903, "payload": "on 21.11.2026 18:30"}).rules[:2]
    assert [(rule.category, rule.decided, rule.reason) for rule in dated] == [
        ("rate_limited", True, "a date is in the body"),
        ("state_conflict", False, "a date is in the body"),
    ]
    plain = told("pkge", 400, {"code": 903, "payload": "delivered"}).rules[:2]
    assert [(rule.category, rule.decided, rule.reason) for rule in plain] == [
        ("rate_limited", False, "no date is in the body"),
        ("state_conflict", True, "no date is in the body"),
    ]


def test_of_several_rows_of_a_code_the_losers_say_why(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(provider(
        "acme",
        "{code: E1, judged: {category: busy}}",
        "{code: E1, http: 402, judged: {category: payment}}",
        '{code: E1, http: "500-504", judged: {category: provider_error}}',
        "{code: E2, http: 400, judged: {category: busy}}",
        "{code: E2, http: 401, judged: {category: busy}}",
    ))  # fmt: skip
    library = Classifier(catalogs=[tmp_path])
    assert rules(told("acme", 402, {"code": "E1"}, library))[:3] == [
        (True, "acme:E1", "the row for code E1; it is for HTTP 402"),
        (False, "acme:E1", "it is for HTTP 500-504"),
        (False, "acme:E1", "the row that names the HTTP status counts first"),
    ]
    assert rules(told("acme", 400, {"code": "E1"}, library))[0] == (
        False,
        "acme:E1",
        "it is for HTTP 402",
    )


def test_a_replaced_row_is_among_the_losers(tmp_path: Path) -> None:
    classifier(tmp_path, extension("clickpost", '{code: "322", judged: {category: pending}}'))
    explanation = told("clickpost", 200, {"meta": {"status": 322}}, Classifier(catalogs=[tmp_path]))
    assert [(rule.decided, rule.category, rule.retryable) for rule in explanation.rules[:2]] == [
        (True, "pending", False),
        (False, "carrier_unavailable", True),
    ]
    assert explanation.rules[1].reason == (
        "replaced by an extension; it is from 'Order Creation Error Code' at "
        "https://docs.clickpost.ai/docs/error-codes"
    )


def test_it_tells_what_would_have_been_said_without_the_catalog() -> None:
    bare = told("aftership", 200, {"meta": {"code": 4155}}).without_catalog
    assert (bare.provider, bare.rule, bare.code) == ("aftership_shipping", "none", None)
    assert told("aftership", 503, None).without_catalog.rule == "http:503"


def test_an_unknown_provider_can_not_be_explained() -> None:
    with pytest.raises(UnknownProviderError):
        told("nobody", 200, None)


def test_aftership_is_shipping_and_a_body_of_tracking_is_told() -> None:
    """Both APIs have the same form of body, and their codes mean other things."""
    tracking = {"meta": {"code": 4003, "message": "Tracking already exists.", "type": "BadRequest"}}
    shipping = {"meta": {"code": 4703, "message": "down", "retryable": True}}
    found = told("aftership", 400, tracking)
    assert found.error.provider == "aftership_shipping"
    assert found.hint is not None
    assert "'aftership_tracking'" in found.hint
    for name, body in (
        ("aftership", shipping),
        ("aftership", "<html>"),
        ("aftership", {"meta": 1}),
        ("aftership_tracking", tracking),
        ("clickpost", tracking),
    ):
        assert told(name, 400, body).hint is None


def test_an_error_where_the_catalog_does_not_look_is_told() -> None:
    assert rules(told("clickpost", 200, {"error": "no"}))[0] == (
        False,
        "http:200",
        "http:200 is no proof: the body has an error where the catalog does not look",
    )
    reason = rules(told("pkge", 200, {"code": 200, "error": "no"}))[0][2]
    assert (
        reason == "it means success, and the response has an error where the catalog does not look"
    )


LISTS = """\
provider: acme
title: Acme
envelope:
  facts: {kind: meta.kind, always: {is: x}}
  errors: [{at: "errors[]", code: [code], message: [text], item: [parcel], results: [done]}]
  code_in_every_answer: false
tables:
  - title: Errors
    language: en
    source: {document: D, url: "https://acme.example", retrieved: 2026-11-23, kind: copy}
    rows:
      - {code: E1, when: {kind: track}, judged: {category: not_found}}
      - {code: E1, text: "Wait {}", retryable: true, wait: 9, judged: {category: busy}}
      - {code: E2, judged: {category: already_done}}
      - {like: "val_{}", judged: {category: invalid_data}}
      - {code: E3, judged: {category: busy}}
"""


@pytest.mark.parametrize(
    ("codes", "more", "lead"),
    [
        (["E3", "val_a"], {}, "acme:val_{} leads: a repeat does not cure it"),
        (["E3", "E3"], {}, "acme:E3 leads: it is the first of those that a repeat cures"),
        (
            ["val_a", "val_b"],
            {},
            "acme:val_{} leads: it is the first of those that a repeat does not cure",
        ),
        (["E2"], {}, "acme:E2 leads: there is nothing else that a row knows"),
        (
            ["E3"],
            {"done": [1]},
            "none: some of it succeeded, and the listed errors are about the rest",
        ),
    ],
)
def test_it_tells_which_listed_error_leads_and_why(
    tmp_path: Path, codes: list[str], more: dict[str, object], lead: str
) -> None:
    body = {"errors": [{"code": code} for code in codes], **more}
    explanation = told("acme", 200, body, classifier(tmp_path, LISTS))
    assert explanation.lead == lead
    assert explanation.source_kind == (None if more else "copy")


def test_facts_conditions_and_waits_of_listed_errors_are_told(tmp_path: Path) -> None:
    error = {"code": "E1", "text": "Wait a bit", "parcel": "P1"}
    by = classifier(tmp_path, LISTS)
    explanation = told("acme", 400, {"meta": {"kind": "ship"}, "errors": [error]}, by)
    found = {each.field: (each.path, each.value) for each in explanation.found}
    assert found["fact kind"] == ("meta.kind", "ship")
    assert found["fact always"] == ("(always)", "x")
    assert found["errors"] == ("errors[]", "E1")
    (listed,) = explanation.listed
    assert (listed.item, explanation.error.retry_after) == ("P1", 9.0)
    assert [(rule.decided, rule.reason) for rule in listed.rules[:2]] == [
        (False, "it is for kind is track"),
        (True, "the row for code E1; it is for a message that fits its text"),
    ]

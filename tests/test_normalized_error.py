"""A ``NormalizedError`` is a value: frozen, hashable, comparable, and it survives any journey."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from providers.folders import CASES
from pydantic import ValidationError

from shipping_errors import Actor, Category, NormalizedError, Outcome, classify, providers

ANSWERS = [
    classify(case.provider, case.http_status, case.body, headers=case.headers, now=case.now)
    for case in CASES
]
ANSWER = ANSWERS[0]
FIELDS = [
    "provider",
    "http_status",
    "code",
    "category",
    "retryable",
    "retry_basis",
    "retry_after",
    "outcome",
    "message",
    "documentation",
    "field_errors",
    "rule",
    "source_url",
    "errors",
    "item",
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.rule)
def test_an_answer_is_what_validation_would_have_made(answer: NormalizedError) -> None:
    """It is assembled unchecked, for speed: here it is checked."""
    fields = answer.model_dump()
    checked = NormalizedError.model_validate(dict(answer), strict=True)
    assert checked == answer
    assert list(fields) == FIELDS
    assert [type(value) for value in checked.__dict__.values()] == [
        type(value) for value in answer.__dict__.values()
    ]
    assert checked.model_fields_set == answer.model_fields_set
    assert repr(checked) == repr(answer)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.rule)
def test_an_answer_survives_pickle_json_and_copies(answer: NormalizedError) -> None:
    for journey in (
        *(pickle.loads(pickle.dumps(answer, n)) for n in range(2, pickle.HIGHEST_PROTOCOL + 1)),
        NormalizedError.model_validate_json(answer.model_dump_json()),
        NormalizedError.model_validate(answer.model_dump(mode="json")),
        copy.copy(answer),
        copy.deepcopy(answer),
        answer.model_copy(),
    ):
        assert journey == answer
        assert hash(journey) == hash(answer)
        assert journey.category is answer.category


def test_different_answers_differ() -> None:
    assert len(set(ANSWERS)) > len(ANSWERS) / 2
    assert ANSWERS[1] != ANSWER


@pytest.mark.parametrize("field", FIELDS)
def test_an_answer_is_frozen(field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        setattr(ANSWER, field, None)
    assert [error["loc"] for error in caught.value.errors()] == [(field,)]


def test_a_pickle_names_the_public_place() -> None:
    """So that a private module can be renamed while answers wait in a queue."""
    assert b"shipping_errors._" not in pickle.dumps(ANSWERS)


@pytest.mark.parametrize("wait", [-1, float("nan"), float("inf")])
def test_a_wait_is_a_number_of_seconds(wait: float) -> None:
    with pytest.raises(ValidationError) as caught:
        NormalizedError.model_validate({**ANSWER.model_dump(), "retry_after": wait})
    assert [error["loc"] for error in caught.value.errors()] == [("retry_after",)]


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("retryable", [True, False])
def test_safe_to_retry_needs_a_retryable_error_that_cannot_act_twice(
    outcome: Outcome, retryable: Any
) -> None:
    answer = ANSWERS[1].model_copy(update={"outcome": outcome, "retryable": retryable})
    assert answer.safe_to_retry() is (retryable and outcome == "not_done")
    assert answer.safe_to_retry(idempotent=True) is retryable


def test_what_is_no_error_is_never_sent_again() -> None:
    """Whatever the response's own flag says: what is pending is polled."""
    for code in (200, 3001):
        answer = classify("aftership", 200, {"meta": {"code": code, "retryable": True}})
        assert answer.retryable
        assert not answer.safe_to_retry(idempotent=True)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.rule)
def test_labels_are_texts_from_closed_sets(answer: NormalizedError) -> None:
    labels = answer.labels()
    assert labels.pop("provider") in providers()
    assert labels.pop("category") in set(Category)
    assert labels.pop("outcome") in set(Outcome)
    assert labels.pop("actor") in set(Actor)
    assert labels.pop("retryable") in {"true", "false"}
    assert labels.pop("http_status") in {"none", *map(str, range(100, 1000))}
    assert labels.pop("rule") == answer.rule
    assert labels == {}


def test_labels_are_plain_text() -> None:
    """Not every library for metrics knows what to do with an enumeration."""
    assert {type(text) for answer in ANSWERS for text in answer.labels().values()} == {str}


def test_labels_hold_nothing_that_the_provider_sent() -> None:
    body = {"meta": {"status": "SECRET", "message": {"SECRET": ["SECRET"]}}}
    answer = classify("clickpost", 400, body)
    assert "SECRET" in answer.model_dump_json()
    assert "SECRET" not in str(answer.labels())


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.rule)
def test_the_plain_data_of_an_answer_is_json_and_the_answer_again(answer: NormalizedError) -> None:
    """kombu, which serializes for Celery, looks for this method."""
    assert NormalizedError.model_validate(json.loads(json.dumps(answer.__json__()))) == answer

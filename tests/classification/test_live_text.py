"""A private classifier: nothing that a response holds comes out, and nothing else changes."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from providers.folders import CASES, Case
from user_catalogs import SOURCE, write

from shipping_errors import (
    Category,
    Classifier,
    NetworkError,
    NormalizedError,
    ShippingError,
    classify,
)

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE = Classifier(private=True)
LIVE_FIELDS = ("message", "field_errors", "item", "code", "errors")
SECRET = "Anna Person, 1 Example Road"  # noqa: S105 - no password


def spoilt(data: Any) -> Any:
    """Put the secret in the place of every text, the codes included."""
    if isinstance(data, dict):
        return {key: spoilt(value) for key, value in data.items()}
    if isinstance(data, list):
        return [spoilt(value) for value in data]
    return SECRET if isinstance(data, str) else data


def errors_of(case: Case, body: object) -> tuple[NormalizedError, NormalizedError]:
    """Return the error of an ordinary classifier, and that of a private one."""
    now = case.now
    ordinary = classify(case.provider, case.http_status, body, headers=case.headers, now=now)
    private = PRIVATE.classify(case.provider, case.http_status, body, headers=case.headers, now=now)
    return ordinary, private


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.provider}-{case.name}")
def test_nothing_but_the_live_text_is_left_out(case: Case) -> None:
    ordinary, private = errors_of(case, case.body)
    same = set(NormalizedError.model_fields) - set(LIVE_FIELDS)
    assert private.model_dump(include=same) == ordinary.model_dump(include=same)
    assert private.labels() == ordinary.labels()
    assert private.message == (private.documentation or private.category.description)
    assert (private.field_errors, private.item) == ((), None)
    assert private.code in {ordinary.code, None}
    assert len(private.errors) == len(ordinary.errors)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.provider}-{case.name}")
def test_no_text_of_a_body_comes_out(case: Case) -> None:
    try:
        body = spoilt(json.loads(case.body))
    except ValueError:
        body = SECRET
    _, private = errors_of(case, body)
    shown = [repr(private), private.model_dump_json()]
    if private.is_error:
        shown += [str(ShippingError(private)), repr(ShippingError(private))]
    assert not any(SECRET in text for text in shown)


LISTED = f"""
provider: acme
title: Acme
envelope:
  code_in_every_answer: false
  errors:
    - {{at: "errors[]", code: [code], message: [text], item: [parcel], field: [field]}}
tables:
  - title: Errors
    {SOURCE}
    rows:
      - {{code: E1, message: "A documented text", judged: {{category: busy}}}}
      - {{code: "no such parcel", message: "Another", judged: {{category: not_found}}}}
      - {{like: "bad {{}}", message: "A third", judged: {{category: invalid_data}}}}
"""
BODY = {
    "errors": [
        {"code": "E1", "text": SECRET, "parcel": SECRET, "field": "zip"},
        {"code": "no such parcel", "text": SECRET},
        {"code": f"bad {SECRET}", "text": SECRET},
        {"code": "UNKNOWN:7", "text": SECRET},
        {"code": SECRET, "text": SECRET},
    ]
}


def test_listed_errors_are_private_too_and_codes_stay_where_they_are_codes(
    tmp_path: Path,
) -> None:
    known = Classifier(catalogs=[write(tmp_path, LISTED)], private=True)
    error = known.classify("acme", 400, BODY)
    assert SECRET not in repr(error)
    assert [(each.code, each.message) for each in error.errors] == [
        ("E1", "A documented text"),
        ("no such parcel", "Another"),
        (None, "A third"),
        ("UNKNOWN:7", Category.INVALID_DATA.description),
        (None, Category.INVALID_DATA.description),
    ]


def test_what_is_asked_for_is_kept_and_is_in_no_exceptions_text(tmp_path: Path) -> None:
    known = Classifier(
        catalogs=[write(tmp_path, LISTED)], private=True, keep=["field_errors", "item"]
    )
    error = known.classify("acme", 400, BODY)
    assert error.errors[0].item == SECRET
    assert [field.path for field in error.field_errors] == ["zip"]
    assert SECRET not in str(ShippingError(error))
    only = Classifier(catalogs=[tmp_path], private=True, keep=("item",)).classify("acme", 400, BODY)
    assert (only.errors[0].item, only.field_errors) == (SECRET, ())


def test_a_failed_call_keeps_its_sentence() -> None:
    """It is ours, and shows no address."""
    refused = httpx.ConnectError("no connection to https://api.example/?key=SECRET")
    refused.__cause__ = ConnectionRefusedError(111, "refused")
    ordinary = Classifier().classify_exception("clickpost", refused)
    with pytest.raises(NetworkError) as caught, PRIVATE.as_shipping_errors("clickpost"):
        raise refused
    assert caught.value.error == ordinary
    assert PRIVATE.classify_exception("clickpost", ValueError(SECRET)).message == (
        Classifier().classify_exception("clickpost", ValueError(SECRET)).message
    )


def test_what_is_told_of_unmapped_codes_is_private_too() -> None:
    seen: list[NormalizedError] = []
    known = Classifier(private=True, on_unmapped=seen.append)
    known.classify("clickpost", 200, {"meta": {"status": 398, "message": SECRET}})
    assert [error.code for error in seen] == ["398"]
    assert SECRET not in repr(seen)


def test_it_stays_private_in_another_process() -> None:
    for known in (PRIVATE, Classifier(private=True, keep=["item"]), Classifier()):
        twin = pickle.loads(pickle.dumps(known))
        body = {"meta": {"message": SECRET}}
        assert twin.classify("clickpost", 400, body) == known.classify("clickpost", 400, body)
        assert twin._kept == known._kept


@pytest.mark.parametrize(
    ("arguments", "kind", "text"),
    [
        ({"private": True, "keep": "item"}, TypeError, r"write keep=\['item'\]"),
        ({"private": True, "keep": ["message"]}, ValueError, "'item', not 'message'"),
        ({"keep": ["item"]}, ValueError, "of no use without private=True"),
    ],
)
def test_what_can_not_be_kept_is_refused(arguments: Any, kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match=text):
        Classifier(**arguments)


def test_an_empty_list_keeps_nothing() -> None:
    assert Classifier(keep=[])._kept is None
    assert Classifier(private=True, keep=iter(()))._kept == frozenset()

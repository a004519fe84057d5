"""What the providers really send gets the right error, in whatever form the body comes."""

from __future__ import annotations

import contextlib
import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from shipping_errors import NormalizedError, classify

from .folders import CASES, PROVIDERS, Case, folder

if TYPE_CHECKING:
    from collections.abc import Iterable

ERROR_KEYS = {"error", "errors", "Error", "Errors", "fault", "Fault"}
"""Keys under which most of the world's APIs report an error."""


def said(error: NormalizedError, names: Iterable[str]) -> dict[str, Any]:
    """Return what ``expected`` may name."""
    found: dict[str, Any] = {}
    for name in names:
        value = getattr(error, name)
        if name == "field_errors":
            value = [[field.path, field.message] for field in value]
        found[name] = value
    return found


def of_case(case: Case, provider: str, body: Any) -> NormalizedError:
    return classify(provider, case.http_status, body, headers=case.headers, now=case.now)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.provider}-{case.name}")
def test_a_body_that_a_provider_sends_gets_the_right_error(case: Case) -> None:
    error = of_case(case, case.provider, case.body)
    expected = {**case.expected}
    listed = expected.pop("errors", None)
    assert said(error, expected) == expected
    if listed is not None:
        assert len(error.errors) == len(listed)
        for one, wanted in zip(error.errors, listed, strict=True):
            assert said(one, wanted) == wanted


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.provider}-{case.name}")
def test_the_form_of_the_body_makes_no_difference(case: Case) -> None:
    """Bytes, bytearray, memoryview, text, either with a byte order mark, and decoded JSON."""
    whole = of_case(case, case.provider, case.body)
    for form in forms(case.body):
        assert of_case(case, case.provider, form) == whole


def forms(body: bytes) -> Iterable[Any]:
    yield bytearray(body)
    yield memoryview(body)
    with contextlib.suppress(ValueError):
        yield json.loads(body)
    with contextlib.suppress(UnicodeDecodeError):
        text = body.decode()
        yield from (text, "\ufeff" + text, b"\xef\xbb\xbf" + body, b" \r\n" + body + b"\n")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_cases_of_a_provider_prove_that_its_catalog_reads(provider: str) -> None:
    """At least an error by a row, a success, a rate limit, and the page of a gateway."""
    cases = folder(provider).cases
    errors = [(case, of_case(case, provider, case.body)) for case in cases]
    assert len({case.name for case in cases}) == len(cases)
    assert all(case.source.strip() for case in cases)
    assert any(error.is_error and error.rule.startswith(f"{provider}:") for _, error in errors)
    assert any(error.category == "ok" for _, error in errors)
    assert any(error.category == "rate_limited" for _, error in errors)
    assert any(case.body.lstrip()[:1] == b"<" for case, _ in errors if case.http_status == 502)


def holds_an_error(body: bytes) -> bool:
    """Whether a body has something under one of the common keys.

    Of JSON an object, or one of those in a list; of XML a child of the root, or the root itself.
    """
    with contextlib.suppress(ValueError):
        data = json.loads(body)
        objects = data if isinstance(data, list) else [data]
        return any(
            isinstance(each, dict) and any(each.get(key) for key in ERROR_KEYS) for each in objects
        )
    with contextlib.suppress(ET.ParseError):
        root = ET.fromstring(body)  # noqa: S314 - the tests' own bodies
        return any(
            each.tag.rpartition("}")[2] in ERROR_KEYS and (each.text or len(each))
            for each in (root, *root)
        )
    return False


def test_the_common_keys_are_seen_in_json_and_in_xml() -> None:
    """Both are among what providers send, so that the tests below have something to find."""
    bodies = [case.body.lstrip() for case in CASES if holds_an_error(case.body)]
    assert {body[:1] for body in bodies} >= {b"{", b"<"}


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "body",
    [
        b'[{"id": 1}, {"errors": [{"text": "no"}]}]',
        b"<answer><errors><error>no</error></errors></answer>",
        b"<Error><Code>AccessDenied</Code></Error>",
        b'<e:Fault xmlns:e="urn:e">no</e:Fault>',
    ],
)
def test_an_error_in_a_foreign_form_is_no_success(provider: str, body: bytes) -> None:
    assert classify(provider, 200, body).category != "ok"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_body_of_another_provider_never_raises_and_no_error_becomes_a_success(
    provider: str,
) -> None:
    """A caller may name the wrong provider, and a gateway may answer in its own form."""
    for case in CASES:
        error = of_case(case, provider, case.body)
        assert isinstance(error, NormalizedError)
        if case.provider != provider and holds_an_error(case.body):
            assert error.category != "ok", case

"""The decoder that skips what nobody reads is equal to the full one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from providers.folders import PROVIDERS

from shipping_errors import Classifier
from shipping_errors._bulk.skipping_decoder import skipping_decoder
from shipping_errors._bulk.step import NO_CLOCK, step_of
from shipping_errors._classification.parse import parse_body
from shipping_errors.testing import all_samples

from .bodies import bodies

if TYPE_CHECKING:
    from shipping_errors._classification.index import Index

NOT_DECODED = (msgspec.DecodeError, ValueError, TypeError, AttributeError)
DEFAULT = Classifier()
INDEXES = {name: DEFAULT._index(name) for name in PROVIDERS}
DECODERS = {name: skipping_decoder(index.envelope) for name, index in INDEXES.items()}


def check(provider: str, body: str | bytes) -> None:
    """Compare the two, where the skipping one decodes the body at all."""
    index: Index = INDEXES[provider]
    try:
        parsed = index.parse_object(DECODERS[provider](body))
    except NOT_DECODED:
        return  # then the full one is asked
    assert parsed == parse_body(index, body)


@settings(max_examples=1_500, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PROVIDERS), bodies())
@example("clickpost", '{"x": "\\ud83d", "meta": {"status": 301}}')
@example("clickpost", '{"x": NaN, "meta": {"status": 301}}')
@example("clickpost", '{"m\\u0065ta": {"status": 301}}')
@example("clickpost", '{"meta": {"status": 301}, "meta": {"status": 302}}')
@example("clickpost", '{"meta": {"status": -0}}')
@example("clickpost", '{"meta": {"status": 123456789012345678901234567890}}')
@example("clickpost", '{"meta": {"status": 301.0}}')
@example("clickpost", f'{{"x": {"[" * 300}{"]" * 300}, "meta": {{"status": 301}}}}')
@example("clickpost", '{"x": "\t", "meta": {"status": 301}}')
@example("clickpost", '{"meta": null, "status_code": 301}')
@example("clickpost", '{"data": {"rates": {}}, "meta": {"status": 301}}')
def test_it_finds_the_same_in_every_text(provider: str, body: str) -> None:
    check(provider, body)
    check(provider, body.encode("utf-8", "surrogatepass"))


@settings(max_examples=500)
@given(st.sampled_from(PROVIDERS), bodies(), st.integers(0, 100), st.binary(max_size=3))
def test_it_finds_the_same_in_bytes_that_are_no_text(
    provider: str, body: str, place: int, inserted: bytes
) -> None:
    encoded = body.encode("utf-8", "surrogatepass")
    check(provider, encoded[:place] + inserted + encoded[place:])


def test_most_bodies_are_decoded_by_it() -> None:
    """Else it would be equal by never answering."""
    count, failed = 0, []
    for name in PROVIDERS:
        for sample in list(all_samples(name))[:300]:
            count += 1
            try:
                DECODERS[name](sample.body)
            except NOT_DECODED:
                failed.append(sample)
    xml = {"<"}
    json_failures = [sample for sample in failed if sample.text[:1] not in xml]
    assert len(json_failures) < count / 20, json_failures[:3]


def test_what_is_skipped_is_checked_all_the_same() -> None:
    for skipped in ('"\\x"', "01", "[1,]", "{1: 2}", '"\n"', "nul"):
        with pytest.raises(NOT_DECODED):
            DECODERS["clickpost"](f'{{"skipped": {skipped}, "meta": {{"status": 301}}}}')


def test_nothing_is_made_of_what_no_path_leads_to() -> None:
    body: dict[str, Any] = {"meta": {"status": 301, "x": 1}, "y": {"meta": 5}}
    assert DECODERS["clickpost"](json.dumps(body)) == {"meta": {"status": 301}}


@pytest.mark.parametrize("text", [True, False])
def test_a_message_is_read_without_text_only_where_a_row_needs_it(text: bool) -> None:
    """Clickpost's rows go by codes alone; some of Shippo's go by the message."""
    body = b'{"meta": {"status": 301, "message": "Said by the provider"}}'
    by_code = step_of(INDEXES["clickpost"], text=text)(200, body, None, NO_CLOCK)
    detail = b'{"detail": "Said by the provider"}'
    by_text = step_of(INDEXES["shippo"], text=text)(400, detail, None, NO_CLOCK)

    assert (by_code["message"] == "Said by the provider") is text
    assert by_text["message"] == "Said by the provider"

"""The generated parser reads every body as the plain one does, by any envelope, and never raises."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shipping_errors._catalog_format.compiled import compile_catalog
from shipping_errors._catalog_format.models import Catalog, Envelope
from shipping_errors._classification.compiled_parser import compile_parser
from shipping_errors._classification.compose import compose
from shipping_errors._classification.envelope import read_envelope
from shipping_errors._classification.index import build_index
from shipping_errors._classification.parse import parse_body
from shipping_errors._classification.plain_parser import parse_plainly
from shipping_errors._normalized_error import NormalizedError

# Few keys and few values, so that paths lead somewhere and rows are met.
KEYS = st.sampled_from(["a", "b", "code", "errors", "fault", "@x", "#text"])
TEXTS = st.sampled_from(
    ["", " ", "E1", "E2", "7", "VAL_9", "7: no", "no", "ok", "true", "<html>", "é"]
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.sampled_from([0, 1, 7, -1, 10**30, 1.0, 7.5, float("nan")]), TEXTS
)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, DATA, max_size=4)


def joined(*steps: Any) -> st.SearchStrategy[str]:
    """Draw a path of such steps."""
    return st.lists(st.sampled_from(steps), min_size=1, max_size=3).map(
        lambda parts: ".".join(parts).replace(".[]", "[]")
    )


STEPS = ("a", "b", "code", "errors", "a[]", "errors[]")
PATHS = joined(*STEPS)
ERRORS_PATHS = joined(*STEPS, "*")
LIKES = st.sampled_from(["VAL_{}", "{#}: {}", "{}: no", "E{#}"])
TEXT_PATHS = PATHS | st.fixed_dictionaries({"at": PATHS, "like": LIKES})
INNER_PATHS = st.just(".") | PATHS
INNER_TEXTS = INNER_PATHS | st.fixed_dictionaries({"at": INNER_PATHS, "like": LIKES})
WORDS = st.dictionaries(st.sampled_from(["ok", "no", "7"]), st.booleans(), min_size=1)
FLAGS = PATHS | st.fixed_dictionaries({"at": PATHS, "words": WORDS})
FIELD_ERRORS = st.lists(
    st.fixed_dictionaries(
        {"at": PATHS},
        optional={"path": KEYS, "message": KEYS, "map": st.booleans()},
    ),
    max_size=2,
)


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Draw a short list."""
    return st.lists(strategy, max_size=2)


FACTS = st.dictionaries(
    st.sampled_from(["api", "kind"]),
    PATHS | st.just("*") | st.just({"is": "tracking"}),
    max_size=2,
)
KEY = st.just("*")


def with_the_key_that_it_reads(place: dict[str, Any]) -> dict[str, Any]:
    """Add ``*`` to the path of a place that reads the key which it matches."""
    return {**place, "at": f"*.{place['at']}"} if "*" not in place["at"] else place


PLACES = st.fixed_dictionaries(
    {"at": ERRORS_PATHS, "message": st.lists(INNER_TEXTS, min_size=1, max_size=2)},
    optional={
        "code": some(INNER_TEXTS | KEY | st.fixed_dictionaries({"at": KEY, "like": LIKES})),
        "retryable": some(FLAGS),
        "retry_date": some(INNER_TEXTS),
        "field_errors": FIELD_ERRORS,
        "field": some(INNER_PATHS | KEY),
        "item": some(PATHS | KEY),
        "facts": FACTS,
        "results": st.just(True) | some(PATHS),  # noqa: FBT003 - a value of a catalog
    },
).map(lambda place: with_the_key_that_it_reads(place) if "*" in repr(place) else place)
ENVELOPES = st.fixed_dictionaries(
    {"code_in_every_answer": st.booleans()},
    optional={
        "code": some(TEXT_PATHS),
        "message": some(TEXT_PATHS),
        "success": some(FLAGS),
        "retryable": some(FLAGS),
        "retry_date": some(TEXT_PATHS),
        "facts": FACTS,
        "errors": some(PLACES),
        "field_errors": FIELD_ERRORS,
        "success_codes": st.just([]) | st.just(["0"]),
        "success_can_be_empty": st.booleans(),
        "xml": st.just("root"),
    },
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "judged": st.sampled_from(
                [{"category": "ok"}, {"category": "busy"}, {"category": "payment"}]
            )
        },
        optional={
            "http": st.sampled_from([200, 400, "500-504"]),
            "text": st.sampled_from(["no", "{}: no", "7: {}"]),
            "when": st.sampled_from([{"api": ["tracking"]}, {"kind": ["E1", "7"]}]),
            "retryable": st.booleans(),
        },
    ),
    max_size=5,
).flatmap(
    lambda rows: st.tuples(
        *(
            st.sampled_from(["E1", "7", "0", "like"]).map(lambda key, row=row: _keyed(row, key))
            for row in rows
        )
    )
)


def _keyed(row: dict[str, Any], key: str) -> dict[str, Any]:
    return {**row, **({"like": "VAL_{}"} if key == "like" else {"code": key})}


def catalog_of(envelope: dict[str, Any], rows: Any) -> Catalog:
    """Make a catalog; its duplicates do no harm here."""
    source = {"document": "d", "url": "https://x.example", "retrieved": "2026-11-25"}
    first = {"code": "E9", "judged": {"category": "busy"}}
    table = {"title": "t", "language": "en", "source": source, "rows": [first, *rows]}
    return Catalog.model_validate(
        {"provider": "p", "title": "P", "envelope": envelope, "tables": [table]}
    )


@settings(max_examples=600, deadline=None)
@given(ENVELOPES, OBJECTS)
def test_the_generated_parser_is_equal_to_the_plain_one(
    envelope: dict[str, Any], body: dict[str, Any]
) -> None:
    plain = Envelope.model_validate(envelope).model_dump(mode="json", by_alias=True)
    read = read_envelope(plain, frozenset({"0"}))
    assert repr(compile_parser(read)(body)) == repr(parse_plainly(read, body))


@settings(max_examples=600, deadline=None)
@given(
    ENVELOPES,
    ROWS,
    st.sampled_from([None, 199, 200, 204, 400, 429, 503, 999]),
    OBJECTS | DATA | st.binary(max_size=60) | TEXTS,
)
def test_any_catalog_answers_any_body_with_a_valid_error(
    envelope: dict[str, Any], rows: Any, status: int | None, body: Any
) -> None:
    index = build_index(compile_catalog(catalog_of(envelope, rows)))
    error = compose(index, status, parse_body(index, body, None), None, 0)
    assert NormalizedError.model_validate(error.model_dump()) == error
    assert NormalizedError.model_validate_json(error.model_dump_json()) == error
    assert hash(error) == hash(error.model_copy())
    if error.errors:
        assert error.category.value != "ok"
        assert not (
            error.safe_to_retry() and any(each.outcome == "maybe_done" for each in error.errors)
        )


def test_at_most_a_thousand_errors_are_listed() -> None:
    envelope = {
        "code_in_every_answer": False,
        "errors": [{"at": "errors[]", "code": ["code"]}],
        "field_errors": [{"at": "fields[]"}],
    }
    index = build_index(compile_catalog(catalog_of(envelope, [])))
    body = {"errors": [{"code": str(number)} for number in range(5_000)], "fields": ["x"] * 5_000}
    error = compose(index, 400, parse_body(index, body, None), None, None)
    assert len(error.errors) == 1_000
    assert len(error.field_errors) <= 1_000


def test_data_that_contains_itself_ends() -> None:
    body: dict[str, Any] = {"a": [], "b": {}}
    body["a"] += [body] * 50
    body["b"]["b"] = body["b"]["a"] = body
    envelope = {
        "code_in_every_answer": False,
        "errors": [{"at": "*.*.*.*.*.*.*.a[]", "message": ["zzz"]}],
        "field_errors": [{"at": "a[].a[].a[].a[]", "map": True}],
    }
    index = build_index(compile_catalog(catalog_of(envelope, [])))
    assert compose(index, 400, parse_body(index, body, None), None, None).errors == ()

"""A sample is what the provider would send: it classifies back to the row it was made from."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import requests
import responses
import respx
from hypothesis import given, settings
from hypothesis import strategies as st
from user_catalogs import classifier, extension, provider, write

import shipping_errors
from shipping_errors import Category, Classifier, UnknownProviderError, testing
from shipping_errors.testing import (
    SampleResponse,
    add_responses,
    all_samples,
    answer_route,
    httpx_transport,
    sample_response,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

URL = "https://api.example/labels"
BUSY = sample_response("aftership", "4155")
FINE = sample_response("aftership", "200")


def assert_classifies_back(sample: SampleResponse, by: Classifier) -> None:
    """Assert that an answer like the sample means what the sample's row says."""
    body = sample.body
    answer = by.classify(sample.provider, sample.status, body, headers=sample.headers)
    assert (answer.code or "") == sample.code
    assert answer.rule == f"{sample.provider}:{sample.row.label}"
    # Rows of one code may differ in their words alone: then the first one's are told.
    rows = by.catalog(sample.provider).rows
    same = [row.documentation for row in rows if row.label == sample.row.label]
    assert answer.documentation in (same or [sample.row.documentation])
    assert answer.category is sample.judged.category
    assert answer.outcome is (sample.judged.outcome or sample.judged.category.outcome)


@pytest.mark.parametrize("name", shipping_errors.providers())
def test_every_sample_classifies_back_to_its_own_row(name: str) -> None:
    samples, by = list(all_samples(name)), Classifier()
    for sample in samples:
        assert_classifies_back(sample, by)
    catalog = shipping_errors.catalog(name)
    seen = {(id(sample.row), id(sample.judged)) for sample in samples}
    assert seen == {
        (id(row), id(part.judged)) for row in catalog.rows for part in (row, *row.variants)
    }
    assert {sample.code for sample in samples if sample.row.all_codes()} == {
        code for row in catalog.rows for code in row.all_codes()
    }


PATHS = st.sampled_from(["a", "a.b", "c", "c.d", "c.e", "f.g.h"])
FLAGS = st.sampled_from(["t", "a.t", "u.v", "u"])
FAILURES = st.sampled_from([category for category in Category if category.is_error])


@st.composite
def catalogs(draw: st.DrawFn) -> str:
    """Draw a catalog with any envelope and rows; JSON is YAML."""
    flags = draw(st.lists(FLAGS, max_size=2, unique=True))
    codes = st.sampled_from(["1", "0123", "-7", "E 1", "99999999999999999", "200", "ü", "007"])
    statuses = st.sampled_from([None, 200, 400, "200-299", "400-405"])
    rows = [
        {
            "code": code,
            "http": http,
            "message": f"row {number}",
            "retryable": draw(st.sampled_from([None, True, False])),
            "judged": {"category": draw(FAILURES)},
        }
        for number, (code, http) in enumerate(
            draw(st.lists(st.tuples(codes, statuses), min_size=1, unique_by=lambda key: key))
        )
    ]
    taken = {row["code"] for row in rows if row["http"] == "200-299"}
    rows = [row for row in rows if row["http"] != 200 or row["code"] not in taken]
    wide = {row["code"] for row in rows if row["http"] == "400-405"}
    rows = [row for row in rows if row["http"] != 400 or row["code"] not in wide]
    rows += [{"code": "fine", "judged": {"category": "ok"}}]
    envelope = {
        "code": draw(st.lists(PATHS, min_size=1, max_size=2, unique=True)),
        "message": draw(st.lists(PATHS, max_size=2, unique=True)),
        "success": flags[:1],
        "retryable": flags[1:],
        "code_type": draw(st.sampled_from(["text", "number"])),
        "code_in_every_answer": draw(st.booleans()),
    }
    source = {"document": "D", "url": "https://d.example", "retrieved": "2026-11-23"}
    tables = [{"title": "T", "source": source, "rows": rows}]
    return json.dumps({"provider": "acme", "title": "Acme", "envelope": envelope, "tables": tables})


@settings(deadline=None)
@given(text=catalogs())
def test_every_sample_of_any_own_catalog_classifies_back(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = classifier(tmp_path_factory.mktemp("own"), text)
    samples = list(all_samples("acme", classifier=own))
    for sample in samples:
        assert_classifies_back(sample, own)
    assert len({sample.row.message for sample in samples}) == len(own.catalog("acme").rows)


def test_samples_of_an_extended_catalog_come_from_its_own_rows(tmp_path: Path) -> None:
    text = extension("clickpost", '{code: "322", message: Own, judged: {category: busy}}')
    own = classifier(tmp_path, text)
    sample = sample_response("clickpost", 322, classifier=own)
    assert sample.json() == {"meta": {"status": 322, "message": "Own", "success": False}}
    for each in all_samples("clickpost", classifier=own):
        assert_classifies_back(each, own)


def test_a_sample_looks_like_the_providers_own_body() -> None:
    assert BUSY.json() == {
        "meta": {
            "code": 4155,
            "message": "Access to shipper_account locked during manifest/cancel-label operation.",
            "retryable": True,
        }
    }
    assert (BUSY.status, dict(BUSY.headers)) == (200, {"Content-Type": "application/json"})
    assert json.loads(BUSY.text) == BUSY.json()
    assert sample_response("clickpost", 200).json()["meta"]["success"] is True
    assert sample_response("pkge", "503").status == 503


def test_a_success_that_stands_in_no_table_can_be_had() -> None:
    sample = sample_response("pkge", 200)
    assert (sample.status, sample.json()) == (200, {"code": 200})
    assert_classifies_back(sample, Classifier())


def test_a_code_is_a_number_only_where_nothing_of_it_is_lost(tmp_path: Path) -> None:
    text = provider("acme", *(f'{{code: "{code}", judged: {{category: busy}}}}' for code in (
        "7", "-7", "007", "E7", "-"
    ))).replace("code_in", "code_type: number, code_in")  # fmt: skip
    own = classifier(tmp_path, text)
    codes = [sample.json()["code"] for sample in all_samples("acme", classifier=own)]
    assert codes == [7, -7, "007", "E7", "-"]


def test_the_dated_variant_can_be_chosen() -> None:
    noon = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    sample = sample_response("pkge", "903", retry_date=noon)
    assert sample.json()["payload"].endswith(" 21.11.2026 10:00")
    assert sample.judged.category is Category.RATE_LIMITED
    answer = shipping_errors.classify("pkge", sample.status, sample.body, now=noon.timestamp() - 60)
    assert (answer.category, answer.retry_after) == (Category.RATE_LIMITED, 60.0)
    naive = sample_response("pkge", "903", retry_date=noon.astimezone(UTC).replace(tzinfo=None))
    assert naive == sample


def test_what_tests_vary_is_in_the_body_and_the_headers() -> None:
    sample = sample_response(
        "aftership",
        "429",
        http_status=200,
        message="Slow down",
        retryable=False,
        headers={"Retry-After": "7"},
    )
    assert sample.status == 200
    assert sample.json() == {"meta": {"code": 429, "message": "Slow down", "retryable": False}}
    assert dict(sample.headers) == {
        "Content-Type": "application/json",
        "X-RateLimit-Reset": "1",
        "Retry-After": "7",
    }


def test_a_success_can_hold_the_data_that_the_callers_code_reads() -> None:
    sample = sample_response("clickpost", 200, data={"result": {"waybill": "W1"}, "meta": {"a": 1}})
    assert sample.json() == {
        "meta": {"status": 200, "message": "Success", "success": True, "a": 1},
        "result": {"waybill": "W1"},
    }
    assert_classifies_back(sample, Classifier())


@pytest.mark.parametrize(
    ("data", "place"), [({"meta": {"status": 1}}, "meta.status"), ({"meta": 5}, "meta")]
)
def test_data_replaces_nothing_of_the_sample(data: dict[str, Any], place: str) -> None:
    with pytest.raises(ValueError, match=f"has a value at '{place}'; leave it out of data"):
        sample_response("clickpost", 200, data=data)


def test_a_header_replaces_its_namesake_in_any_letter_case() -> None:
    headers = {"x-ratelimit-reset": "5", "X-Request-Id": "1", "x-request-id": "2"}
    sample = sample_response("aftership", "429", headers=headers)
    assert sample.headers == {
        "Content-Type": "application/json",
        "X-RateLimit-Reset": "5",
        "X-Request-Id": "2",
    }
    answer = shipping_errors.classify("aftership", 429, sample.body, headers=sample.headers)
    assert answer.retry_after == 5


@pytest.mark.parametrize("name", shipping_errors.providers())
def test_a_sample_may_have_an_empty_message(name: str) -> None:
    """Where the code decides: a row for a text is nothing without its text."""
    by = Classifier()
    for known in all_samples(name):
        rows = by.catalog(name).rows_for(known.code)
        if known.row.text is not None or any(row.text is not None for row in rows):
            continue
        wanted = known.code if known.row.all_codes() else known.row.label
        sample = sample_response(name, wanted, http_status=known.status, message="")
        assert known.row.documentation is None or known.row.documentation not in sample.text
        assert_classifies_back(sample, by)


@pytest.mark.parametrize("status", [0, 99, 1000, -200, True, "200", 200.0])
def test_what_is_no_status_is_refused(status: Any) -> None:
    with pytest.raises(
        ValueError, match=f"{status!r} is not an HTTP status: give a number from 100"
    ):
        sample_response("aftership", "429", http_status=status)


def test_a_status_may_be_one_of_the_standard_librarys() -> None:
    sample = sample_response("clickpost", "322", http_status=HTTPStatus.BAD_GATEWAY)
    assert (sample.status, type(sample.status)) == (502, int)


def test_samples_can_be_put_into_a_set() -> None:
    twice = [*all_samples("aftership"), *all_samples("aftership")]
    assert len(set(twice)) == len(twice) / 2


def test_a_status_chooses_among_the_rows_of_a_code(tmp_path: Path) -> None:
    own = classifier(tmp_path, provider(
        "acme",
        "{code: E1, judged: {category: busy}}",
        "{code: E1, http: 402, judged: {category: payment}}",
    ))  # fmt: skip
    for status, category in ((402, Category.PAYMENT), (500, Category.BUSY), (None, Category.BUSY)):
        sample = sample_response("acme", "E1", http_status=status, classifier=own)
        assert sample.judged.category is category


def test_a_listed_error_that_is_a_bare_code_is_written_as_one(tmp_path: Path) -> None:
    row = "{code: E1, when: {about: [state]}, judged: {category: busy}}"
    place = 'errors: [{at: status, code: ["."], facts: {about: {is: state}}}], '
    text = provider("acme", row).replace("code_in_every_answer", f"{place}code_in_every_answer")
    own = Classifier(catalogs=[write(tmp_path, text)])
    assert sample_response("acme", "E1", classifier=own).json() == {"status": "E1"}


@pytest.mark.parametrize(
    ("message", "written"), [('["."]', "busy"), ("[human]", {"human": "busy"}), ("[]", "busy")]
)
def test_a_listed_error_whose_code_is_its_key_is_written_so(
    message: str, written: object, tmp_path: Path
) -> None:
    rows = [f"{{code: E{number}, message: busy, judged: {{category: busy}}}}" for number in (1, 2)]
    paths = f'errors: [{{at: "errors[].*", code: ["*"], message: {message}}}]'
    text = provider("acme", *rows).replace("code: [code], message: [text]", paths)
    own = Classifier(catalogs=[write(tmp_path, text)])
    sample = sample_response("acme", "E1", beside=["E2"], classifier=own)
    assert sample.json() == {"errors": [{"E1": written, "E2": written}]}
    error = own.classify("acme", sample.status, sample.body)
    assert [each.rule for each in error.errors] == ["acme:E1", "acme:E2"]


def test_what_is_unknown_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownProviderError, match="'clickpost'"):
        sample_response("clickpst", "1")
    with pytest.raises(UnknownProviderError, match="'clickpost'"):
        all_samples("clickpst")
    with pytest.raises(LookupError, match="no code '4156'; nearest are 4716, 4715, 4164"):
        sample_response("aftership", "4156")
    with pytest.raises(LookupError, match="it has 44 others"):
        sample_response("aftership", "xyz")
    with pytest.raises(ValueError, match="clickpost:301 has no variant with a date"):
        sample_response("clickpost", "301", retry_date=datetime.now(UTC))


def test_a_sample_is_frozen() -> None:
    with pytest.raises(AttributeError):
        BUSY.status = 500


def test_httpx_gets_the_samples_in_turn_and_the_last_one_again() -> None:
    with httpx.Client(transport=httpx_transport(BUSY, FINE)) as client:
        answers = [client.post(URL) for _ in range(3)]
    assert [answer.content for answer in answers] == [BUSY.body, FINE.body, FINE.body]
    assert answers[0].headers["content-type"] == "application/json"


def test_an_async_httpx_client_gets_the_samples() -> None:
    async def post() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx_transport(BUSY)) as client:
            return await client.post(URL)

    assert asyncio.run(post()).json() == BUSY.json()


def test_respx_gets_the_samples_in_turn() -> None:
    with respx.mock:
        route = answer_route(respx.post(URL), BUSY, FINE)
        answers = [httpx.post(URL) for _ in range(3)]
    assert [answer.content for answer in answers] == [BUSY.body, FINE.body, FINE.body]
    assert route.call_count == 3


def test_responses_gets_the_samples_in_turn() -> None:
    limited = sample_response("aftership", "429")
    with responses.RequestsMock() as mock:
        add_responses(mock, "POST", URL, limited, FINE)
        answers = [requests.post(URL, timeout=1) for _ in range(3)]
    assert [answer.content for answer in answers] == [limited.body, FINE.body, FINE.body]
    assert answers[0].status_code == 429
    assert answers[0].headers["X-RateLimit-Reset"] == "1"
    assert answers[0].headers["Content-Type"] == "application/json"


@responses.activate
def test_responses_takes_the_samples_as_a_module_too() -> None:
    add_responses(responses, "GET", URL, BUSY)
    assert requests.get(URL, timeout=1).json() == BUSY.json()


def test_an_adapter_without_samples_says_what_to_give() -> None:
    for adapter in (httpx_transport, lambda: add_responses(responses, "GET", URL)):
        with pytest.raises(ValueError, match="give at least one sample"):
            adapter()


def test_the_fixtures_give_samples(
    shipping_errors_sample: Callable[..., SampleResponse],
    shipping_errors_samples: Callable[[str], Iterator[SampleResponse]],
) -> None:
    assert shipping_errors_sample("aftership", "4155") == BUSY
    assert len(list(shipping_errors_samples("aftership"))) == 44


class TestOverriddenClassifier:
    """The fixtures take the catalogs of a project's own classifier."""

    @pytest.fixture
    def shipping_errors_classifier(self, tmp_path: Path) -> Classifier:
        """Return a classifier that knows a provider of the project's own."""
        return Classifier(
            catalogs=[write(tmp_path, provider("acme", "{code: E1, judged: {category: busy}}"))]
        )

    def test(self, shipping_errors_sample: Callable[..., SampleResponse]) -> None:
        """A sample of the project's own provider can be had."""
        assert shipping_errors_sample("acme", "E1").json()["code"] == "E1"


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("shipping_errors_pytest", ["shipping_errors", "pydantic", "httpx"]),
        (
            "shipping_errors",
            ["yaml", "typer", "rich", "pytest", "httpx", "shipping_errors._registry.user_files"],
        ),
        (
            "shipping_errors.testing",
            ["yaml", "httpx", "httpx2", "responses", "respx", "requests", "urllib3", "aiohttp"],
        ),
    ],
)
def test_importing_brings_nothing_heavy_along(module: str, heavy: list[str]) -> None:
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_public_names_are_complete() -> None:
    public = {name for name in vars(testing) if name[0].isalpha()}
    assert public == set(testing.__all__)
    assert {getattr(testing, name).__module__ for name in public} == {"shipping_errors.testing"}

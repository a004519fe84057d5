"""The recipes of docs/logs-and-metrics.md, for real: what gets there, and that no live text does."""

from __future__ import annotations

import json
import logging
import traceback
from typing import TYPE_CHECKING, Any

import httpx
import prometheus_client
import pytest
import sentry_sdk
import structlog
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sentry_sdk.transport import Transport

from shipping_errors import NormalizedError, ShippingError, as_shipping_errors, classify

from .pages import section

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

pytestmark = pytest.mark.integrations

PAGE = "logs-and-metrics.md"
SECRET = "Anna Person"  # noqa: S105 - no password
BODY = {"meta": {"status": 301, "message": SECRET, "success": False}}
ERROR = classify("clickpost", 200, BODY)


def fail() -> None:
    """Fail as a call does: the client's exception, with the URL, is beneath."""
    said, url = BODY, f"https://api.example/?key={SECRET}"
    with as_shipping_errors("clickpost"):
        response = httpx.Response(403, json=said, request=httpx.Request("POST", url))
        raise httpx.HTTPStatusError(url, request=response.request, response=response)


def test_the_secret_is_where_the_page_says_that_it_may_be() -> None:
    """So that its absence elsewhere shows something."""
    assert SECRET in ERROR.message
    assert SECRET in str(ShippingError(ERROR))
    with pytest.raises(ShippingError) as caught:
        fail()
    assert f"key={SECRET}" in "".join(traceback.format_exception(caught.value))


def test_the_pages_first_examples_are_true() -> None:
    assert section(PAGE, "Keep live text out").shipping is not None


class Records(logging.Handler):
    """Keeps the records."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(record)


def test_a_log_record_has_the_labels() -> None:
    page, records = section(PAGE, "logging"), Records()
    page.logger = logging.Logger("labels")  # noqa: LOG001 - of this test alone
    page.logger.addHandler(records)
    page.log(ERROR)
    (record,) = records.kept
    assert record.getMessage() == "clickpost clickpost:301"
    assert ERROR.labels().items() <= vars(record).items()
    assert SECRET not in str(vars(record))


@pytest.mark.parametrize("error", [ERROR, classify("aftership", 500, None)], ids=lambda e: e.rule)
def test_no_label_is_an_attribute_of_a_log_record(error: NormalizedError) -> None:
    record = logging.LogRecord("labels", logging.WARNING, "", 1, "", None, None)
    assert not error.labels().keys() & (vars(record).keys() | {"message", "asctime"})


def test_structlog_gets_the_labels() -> None:
    page = section(PAGE, "structlog")
    with structlog.testing.capture_logs() as logs:
        page.log_with_structlog(ERROR)
    assert logs == [{"event": "the label was not bought", "log_level": "warning", **ERROR.labels()}]


def test_a_span_of_opentelemetry_has_a_type_and_no_text_of_the_provider() -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    page = section(PAGE, "OpenTelemetry")
    page.tracer = provider.get_tracer("labels")
    with pytest.raises(ShippingError):
        page.buy_in_span(fail)
    assert page.buy_in_span(lambda: "W1") == "W1"
    failed, fine = exporter.get_finished_spans()
    assert failed.attributes is not None
    assert failed.attributes["error.type"] == "authentication"
    assert failed.attributes["shipping.rule"] == "clickpost:301"
    assert failed.status.status_code is trace.StatusCode.ERROR
    assert failed.events == ()
    assert SECRET not in failed.to_json()
    assert (dict(fine.attributes or {}), fine.status.is_ok) == ({}, True)


class Mailbox(Transport):
    """Keeps what Sentry would send."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.events += [item.payload.json for item in envelope.items if item.type == "event"]


@pytest.fixture
def mailbox() -> Any:
    """Let Sentry send to a mailbox, as the page starts it."""
    mailbox = Mailbox()
    section(PAGE, "Sentry").start_sentry(
        "https://key@sentry.example/1", transport=mailbox, default_integrations=False
    )
    yield mailbox
    sentry_sdk.init()


def test_sentry_gets_the_labels_and_no_text(mailbox: Mailbox) -> None:
    with pytest.raises(ShippingError) as caught:
        fail()
    sentry_sdk.capture_exception(caught.value)
    (event,) = mailbox.events
    assert event["tags"] == ERROR.labels() | {"http_status": "403"}
    assert event["fingerprint"] == ["clickpost", "clickpost:301"]
    kinds = [part["type"] for part in event["exception"]["values"]]
    assert kinds == ["HTTPStatusError", "AuthenticationError"]
    assert SECRET not in json.dumps(event)


def test_sentry_gets_everything_else_as_it_is(mailbox: Mailbox) -> None:
    sentry_sdk.capture_exception(ValueError("a mistake"))
    sentry_sdk.capture_message("started")
    failed, started = mailbox.events
    assert failed["exception"]["values"][0]["value"] == "a mistake"
    assert started["message"] == "started"


def test_prometheus_counts_by_the_labels() -> None:
    page = section(PAGE, "Prometheus")
    try:
        for _ in range(2):
            page.count(ERROR)
        shown = prometheus_client.generate_latest().decode()
        value = prometheus_client.REGISTRY.get_sample_value("shipping_errors_total", ERROR.labels())
    finally:
        prometheus_client.REGISTRY.unregister(page.FAILURES)
    assert value == 2.0
    assert SECRET not in shown


PROBLEMS = [
    (classify("clickpost", 429, None, headers={"Retry-After": "6.2"}), 503, "7"),
    (classify("clickpost", 500, None, headers={"Retry-After": "6.2"}), 502, None),
    (
        classify("clickpost", 400, {"detail": SECRET, "meta": {"message": {"zip": ["?"]}}}),
        422,
        None,
    ),
    (ERROR, 502, None),
    (classify("clickpost", 200, "<html>"), 502, None),
]


@pytest.mark.parametrize(("error", "status", "wait"), PROBLEMS)
def test_fastapi_passes_an_error_on_as_a_problem(
    error: NormalizedError, status: int, wait: str | None
) -> None:
    page = section(PAGE, "Problem details in FastAPI")

    @page.api.get("/label")
    def label() -> None:
        raise ShippingError(error)

    response = TestClient(page.api, raise_server_exceptions=False).get("/label")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers.get("retry-after") == wait
    problem = response.json()
    assert (problem["status"], problem["rule"]) == (status, error.rule)
    assert problem["type"].endswith(f"/{error.category}")
    assert problem["errors"] == [
        {"field": field.path, "detail": field.message} for field in error.field_errors
    ]
    assert SECRET not in f"{problem['title']} {problem['detail']}"

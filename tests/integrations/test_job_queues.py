"""Each job queue of docs/job-queues.md, for real: what it repeats, how long it waits, what never."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

import arq
import celery.exceptions
import dramatiq
import fakeredis
import httpx
import huey.exceptions
import pytest
import redis.asyncio
import rq.scheduler
import temporalio.converter
from arq.connections import ArqRedis
from arq.worker import Worker, func
from celery import _state
from celery.contrib.testing.worker import start_worker
from dramatiq.brokers.stub import StubBroker
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from shipping_errors import (
    Category,
    Classifier,
    NetworkError,
    Outcome,
    RateLimitedError,
    ShippingError,
)
from shipping_errors.testing import httpx_transport, read_timeout, refused, sample_response

from .pages import section

if TYPE_CHECKING:
    from collections.abc import Callable

    from shipping_errors.testing import SampleResponse, TransportFailure

pytestmark = pytest.mark.integrations

BOUGHT = sample_response("clickpost", 200, data={"result": {"waybill": "W1"}})
SECRET = "Anna Person"  # noqa: S105 - no password


def limited(seconds: str) -> SampleResponse:
    return sample_response("clickpost", 429, message=SECRET, headers={"Retry-After": seconds})


@dataclass
class Calls:
    """The client of the page: it gives replies, and counts the calls."""

    page: ModuleType
    count: int = 0

    def give(self, *replies: SampleResponse | TransportFailure) -> None:
        inner = httpx_transport(*replies)

        def handle(request: httpx.Request) -> Any:
            self.count += 1
            return inner.handler(request)

        self.page.client = httpx.Client(
            transport=httpx.MockTransport(handle), base_url="https://api.example"
        )


# Each runs a job to its end, and returns what it returned, or raises.


def run_with_backoff(page: ModuleType) -> object:
    return page.buy_with_backoff("1001")


def run_with_celery(page: ModuleType) -> object:
    page.app.conf.update(
        broker_url="memory://",
        broker_transport_options={"polling_interval": 0.02},
        result_backend="cache+memory://",
        broker_connection_retry_on_startup=False,
        worker_hijack_root_logger=False,
    )
    with start_worker(page.app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        return page.buy_with_celery.delay("1001").get(timeout=20)


def run_with_dramatiq(page: ModuleType) -> object:
    broker = dramatiq.get_broker()
    worker = dramatiq.Worker(broker, worker_timeout=20)
    worker.start()
    try:
        page.buy_with_dramatiq.send("1001")
        broker.join(page.buy_with_dramatiq.queue_name, fail_fast=True, timeout=20_000)
        worker.join()
    finally:
        worker.stop()
    return "W1"


def run_with_arq(page: ModuleType) -> object:
    async def run() -> object:
        connections = redis.asyncio.ConnectionPool(
            connection_class=fakeredis.FakeAsyncRedisConnection, server=fakeredis.FakeServer()
        )
        pool = ArqRedis(connections)
        job = await pool.enqueue_job("buy_with_arq", "1001")
        worker = Worker(
            [func(page.buy_with_arq, name="buy_with_arq", max_tries=4)],
            redis_pool=pool,
            burst=True,
            poll_delay=0.02,
            handle_signals=False,
        )
        try:
            await worker.main()
            assert job is not None
            return await job.result(timeout=5, poll_delay=0.02)
        finally:
            await worker.close()

    return asyncio.run(run())


def run_with_rq(page: ModuleType) -> object:
    connection = fakeredis.FakeRedis()
    queue = rq.Queue(connection=connection)
    job = queue.enqueue(page.buy_with_rq, "1001")
    scheduler = rq.scheduler.RQScheduler([queue], connection=connection)
    scheduler.acquire_locks()
    for _ in range(10):
        rq.SimpleWorker([queue], connection=connection).work(burst=True)
        if not job.is_scheduled:
            break
        time.sleep(1)
        scheduler.enqueue_scheduled_jobs()
    if job.is_failed:
        raise RuntimeError(str(job.latest_result().exc_string))
    return job.return_value()


def run_with_huey(page: ModuleType) -> object:
    result, later = page.buy_with_huey("1001"), datetime(2100, 1, 1)  # noqa: DTZ001 - as Huey has it
    while page.huey.pending_count() or page.huey.scheduled_count():
        for task in [page.huey.dequeue(), *page.huey.read_schedule(later)]:
            if task is not None:
                page.huey.execute(task, later)
    return result.get()


@dataclass(frozen=True)
class Queue:
    """A queue of the page."""

    title: str
    run: Callable[[ModuleType], object]
    failure: type[Exception]
    """What the one who waits for the job gets, where it failed for good."""


QUEUES = [
    Queue("backoff", run_with_backoff, ShippingError),
    Queue("Celery", run_with_celery, ShippingError),
    Queue("Dramatiq", run_with_dramatiq, ShippingError),
    Queue("arq", run_with_arq, ShippingError),
    Queue("RQ", run_with_rq, RuntimeError),
    Queue("Huey", run_with_huey, huey.exceptions.TaskException),
]


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the queues what they have without a server of their own."""

    async def say_nothing(*_: object) -> None:
        """Leave out arq's line on the version of Redis, which the fake one has not."""

    monkeypatch.setattr("arq.worker.log_redis_info", say_nothing)
    dramatiq.set_broker(StubBroker())
    _state._on_app_finalizers.clear()  # an app takes over the tasks of those before it


@pytest.fixture(params=QUEUES, ids=lambda queue: queue.title)
def queue(request: pytest.FixtureRequest) -> Queue:
    chosen: Queue = request.param
    return chosen


@pytest.fixture
def page(queue: Queue) -> ModuleType:
    return section("job-queues.md", queue.title)


@pytest.fixture
def calls(page: ModuleType) -> Calls:
    return Calls(page)


def test_what_took_no_effect_is_called_again(queue: Queue, page: ModuleType, calls: Calls) -> None:
    calls.give(limited("0.01"), BOUGHT)
    assert queue.run(page) == "W1"
    assert calls.count == 2


@pytest.mark.parametrize(
    "reply",
    [
        read_timeout(),
        sample_response("clickpost", 322),
        sample_response("clickpost", 301),
        limited("3600"),
    ],
    ids=["maybe done", "maybe done, says the provider", "hopeless", "a wait beyond the limit"],
)
def test_what_may_have_taken_effect_or_is_in_vain_is_never_called_again(
    reply: Any, queue: Queue, page: ModuleType, calls: Calls
) -> None:
    calls.give(reply, BOUGHT)
    assert isinstance(failure_of(queue, page), queue.failure)
    assert calls.count == 1


def test_a_limit_that_does_not_end_is_given_up(
    queue: Queue, page: ModuleType, calls: Calls
) -> None:
    calls.give(limited("0.01"))
    failure_of(queue, page)
    assert calls.count == 4


def failure_of(queue: Queue, page: ModuleType) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each queue has its own
        queue.run(page)
    return caught.value


def seconds_of_backoff(page: ModuleType) -> float:
    with pytest.raises(ShippingError) as caught:
        page.send_order("1001")
    return page.seconds_to_wait(caught.value)


def seconds_of_celery(page: ModuleType) -> float | None:
    def retry(*, exc: Exception, countdown: float | None) -> Exception:
        return celery.exceptions.Retry(exc=exc, when=countdown)

    page.buy_with_celery.retry = retry
    with pytest.raises(celery.exceptions.Retry) as caught:
        page.buy_with_celery("1001")
    return caught.value.when


def seconds_of_dramatiq(page: ModuleType) -> float | None:
    with pytest.raises(dramatiq.Retry) as caught:
        page.buy_with_dramatiq("1001")
    return None if caught.value.delay is None else caught.value.delay / 1000


def seconds_of_arq(page: ModuleType) -> float:
    with pytest.raises(arq.Retry) as caught:
        asyncio.run(page.buy_with_arq({"job_try": 2}, "1001"))
    assert caught.value.defer_score is not None
    return caught.value.defer_score / 1000


def seconds_of_rq(page: ModuleType) -> float:
    (seconds,) = page.buy_with_rq("1001").intervals
    return float(seconds)


@pytest.mark.parametrize(
    ("title", "seconds_of", "usual"),
    [
        ("backoff", seconds_of_backoff, 1.0),
        ("Celery", seconds_of_celery, None),
        ("Dramatiq", seconds_of_dramatiq, None),
        ("arq", seconds_of_arq, 10.0),
        ("RQ", seconds_of_rq, 10.0),
    ],
)
def test_a_queue_waits_as_long_as_the_provider_asks_else_as_it_usually_does(
    title: str, seconds_of: Callable[[ModuleType], float | None], usual: float | None
) -> None:
    calls = Calls(section("job-queues.md", title))
    calls.give(limited("7"))
    assert seconds_of(calls.page) == 7.0
    calls.give(refused())
    assert seconds_of(calls.page) == usual


@pytest.mark.parametrize("private", [False, True])
def test_an_exception_comes_out_of_celerys_json_results_as_it_was(*, private: bool) -> None:
    page = section("job-queues.md", "Celery")
    if private:
        known = Classifier(private=True)

        def send_order(_: str) -> None:
            known.raise_for_error("clickpost", page.client.post("/"))

        page.send_order = send_order
    Calls(page).give(limited("3600"))
    with pytest.raises(RateLimitedError) as caught:
        run_with_celery(page)
    error = caught.value.error
    assert (error.category, error.retry_after) == (Category.RATE_LIMITED, 3600.0)
    assert (SECRET in str(caught.value)) is not private
    *_, stored = page.app.backend.client.cache.values()
    assert '"rule": "clickpost:429"' in stored
    assert (SECRET in stored) is not private


TEMPORAL = [
    (limited("7"), False, timedelta(seconds=7), Category.RATE_LIMITED),
    (refused(), False, None, Category.NETWORK),
    (read_timeout(), True, None, Category.NETWORK),
    (limited("3600"), True, None, Category.RATE_LIMITED),
]


@pytest.mark.parametrize(("reply", "final", "delay", "category"), TEMPORAL)
def test_temporal_is_told_whether_to_repeat_an_activity_and_when(
    reply: Any, final: bool, delay: timedelta | None, category: Category
) -> None:
    page = section("job-queues.md", "Temporal")
    Calls(page).give(reply)
    with pytest.raises(ApplicationError) as caught:
        ActivityEnvironment().run(page.buy_with_temporal, "1001")
    told = caught.value
    assert (told.non_retryable, told.next_retry_delay, told.type) == (final, delay, category)
    assert told.details[0]["category"] == category
    assert _sent_by_temporal(told).application_failure_info.non_retryable is final


def test_a_bare_shipping_error_is_retryable_to_temporal() -> None:
    """The page warns of it."""
    page = section("job-queues.md")
    Calls(page).give(read_timeout())
    with pytest.raises(NetworkError) as caught:
        page.send_order("1001")
    assert caught.value.error.outcome is Outcome.MAYBE_DONE
    assert not _sent_by_temporal(caught.value).application_failure_info.non_retryable


def _sent_by_temporal(exc: Exception) -> Failure:
    failure, converter = Failure(), temporalio.converter.DataConverter.default
    converter.failure_converter.to_failure(exc, converter.payload_converter, failure)
    return failure


@dataclass
class PrefectState:
    """What the page asks of a state of Prefect, which is too large to be installed here."""

    exc: Exception | None

    def result(self) -> object:
        if self.exc is not None:
            raise self.exc
        return "W1"


def test_prefects_condition_repeats_only_what_took_no_effect() -> None:
    page = section("job-queues.md", "Prefect")
    for reply, repeated in ((refused(), True), (read_timeout(), False), (BOUGHT, False)):
        Calls(page).give(reply)
        exc = None
        try:
            page.send_order("1001")
        except ShippingError as raised:
            exc = raised
        assert page.may_be_repeated(None, None, PrefectState(exc)) is repeated


def test_airflow_is_told_to_fail_where_a_call_must_not_be_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stand-in is in the place of Airflow, which is too large to be installed here."""

    class AirflowFailException(Exception):  # noqa: N818 - Airflow's name
        pass

    stand_in = ModuleType("airflow.sdk.exceptions")
    vars(stand_in)["AirflowFailException"] = AirflowFailException
    monkeypatch.setitem(sys.modules, "airflow", ModuleType("airflow"))
    monkeypatch.setitem(sys.modules, "airflow.sdk", ModuleType("airflow.sdk"))
    monkeypatch.setitem(sys.modules, "airflow.sdk.exceptions", stand_in)
    page = section("job-queues.md", "Airflow")
    for reply, raised in ((refused(), NetworkError), (read_timeout(), AirflowFailException)):
        Calls(page).give(reply)
        with pytest.raises(raised):
            page.buy_with_airflow("1001")

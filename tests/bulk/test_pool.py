"""Tasks in several processes."""

from __future__ import annotations

import os
import signal

import pytest

from shipping_errors import CatalogError
from shipping_errors._bulk import pool
from shipping_errors._bulk.counts import Counts
from shipping_errors._bulk.pool import WorkerEndedError, run
from shipping_errors._bulk.triage import Watcher, triage
from shipping_errors._bulk.worker import Settings

from .strange_tasks import DyingTask, SlowTask


def test_tasks_come_back_in_their_order_whichever_is_done_first() -> None:
    tasks = [SlowTask("log", number, 0.2 * (number % 2 == 0)) for number in range(9)]
    found = list(run(iter(tasks), Settings(), 2))
    assert [task for task, _ in found] == tasks
    pids = {name for _, part in found for name in part.counts.unknown_providers}
    assert str(os.getpid()) not in pids
    assert len(pids) == 2


@pytest.mark.parametrize(("count", "jobs"), [(1, 2), (5, 1), (0, 2)])
def test_one_task_or_one_job_needs_no_process(count: int, jobs: int) -> None:
    tasks = [SlowTask("log", number) for number in range(count)]
    found = list(run(iter(tasks), Settings(), jobs))
    pids = {name for _, part in found for name in part.counts.unknown_providers}
    assert (len(found), pids) == (count, {str(os.getpid())} if count else set())


def test_a_worker_that_ends_is_told() -> None:
    tasks = [SlowTask("one.jsonl", 1), DyingTask("two.jsonl"), DyingTask("two.jsonl")]
    found = []
    with pytest.raises(WorkerEndedError, match=r"a worker process ended .* --jobs 1"):
        found.extend(run(iter(tasks), Settings(), 2))
    assert {task.file for task, _ in found} <= {"one.jsonl"}


def test_what_was_counted_before_a_worker_ended_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [SlowTask("one.jsonl", 1)] * 12 + [DyingTask("two.jsonl")]
    monkeypatch.setattr("shipping_errors._bulk.triage._tasks", lambda *_: iter(tasks))
    seen: list[tuple[str, int, int]] = []
    watcher = Watcher(lambda *state: seen.append(state), lambda _: None)
    found = triage([], {}, Settings(), 2, watcher)
    assert found.counts.rows >= 6
    assert seen[0] == ("one.jsonl", 1, 1)
    assert "a worker process ended" in found.failures[0]


def test_wrong_catalogs_are_told_before_a_process_is_started() -> None:
    with pytest.raises(CatalogError):
        run(iter([SlowTask("log", 1)] * 3), Settings(catalogs=("/no/such/catalog.yaml",)), 2)


def test_workers_leave_ctrl_c_to_their_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGINT)
    try:
        pool._start(Settings())
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    part = pool._run(SlowTask("log", 1))
    assert isinstance(part.counts, Counts)
    monkeypatch.delattr(pool, "_worker")


def test_starting_workers_leaves_the_parent_as_it_was() -> None:
    before = signal.getsignal(signal.SIGINT)
    list(run(iter([SlowTask("log", 1)] * 2), Settings(), 2))
    assert signal.getsignal(signal.SIGINT) is before

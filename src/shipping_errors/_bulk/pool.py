"""Do tasks one by one, in this process or in several, and return the results in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from threading import Thread
from typing import TYPE_CHECKING

from .worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .tasks import Task
    from .worker import Part, Settings

_AHEAD = 2  # tasks for each process that are read before their turn


class WorkerEndedError(Exception):
    """A worker process ended before its task was done."""


def run(tasks: Iterator[Task], settings: Settings, jobs: int) -> Iterator[tuple[Task, Part]]:
    """Do all tasks; yield each one with its result, in order.

    A single task is always done in this process. Raises ``WorkerEndedError``.
    """
    first = list(islice(tasks, 2))
    worker = Worker(settings)  # it also checks the catalogs before processes are started
    if jobs == 1 or len(first) < 2:  # noqa: PLR2004 - more than one
        return ((task, worker.run(task)) for task in chain(first, tasks))
    return _in_processes(chain(first, tasks), settings, jobs)


def _in_processes(
    tasks: Iterator[Task], settings: Settings, jobs: int
) -> Iterator[tuple[Task, Part]]:
    context = multiprocessing.get_context("spawn")  # Arrow has threads, which a fork can't copy
    executor = ProcessPoolExecutor(jobs, context, _start, (settings,))
    waiting: deque[tuple[Task, Future[Part]]] = deque()
    try:
        for task in tasks:
            with _no_interrupt():
                waiting.append((task, executor.submit(_run, task)))
            if len(waiting) > jobs * _AHEAD:
                yield _done(waiting)
        while waiting:
            yield _done(waiting)
    except BrokenProcessPool:
        raise WorkerEndedError(
            "a worker process ended before its work was done, maybe for want of memory; what comes "
            "after these records was not read. Try again with --jobs 1"
        ) from None
    finally:
        executor.shutdown(cancel_futures=True)


def _done(waiting: deque[tuple[Task, Future[Part]]]) -> tuple[Task, Part]:
    task, future = waiting[0]
    part = future.result()
    waiting.popleft()
    return task, part


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Let the processes that start here ignore Ctrl-C, so that only their parent handles it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_worker: Worker
"""The worker of this process, if it is one of a pool."""


def _start(settings: Settings) -> None:
    global _worker  # noqa: PLW0603 - a process of a pool has no other place for it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _worker = Worker(settings)


def _end_with_parent() -> None:
    """End this process when its parent is killed: the queue of tasks alone does not tell."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(task: Task) -> Part:
    return _worker.run(task)

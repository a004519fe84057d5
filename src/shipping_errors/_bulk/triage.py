"""Triage: read, classify and count the records of logs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from .counts import Counts
from .field_names import UnknownFieldError, not_found
from .files import Kind, UnreadableError, opened
from .json_lines import line_tasks
from .pool import WorkerEndedError, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .files import LogFile
    from .tasks import Task
    from .worker import Settings


@dataclass(slots=True)
class Found:
    """What was found in logs."""

    counts: Counts = field(default_factory=Counts)
    failures: list[str] = field(default_factory=list)
    """What could not be read, where and why."""
    warnings: list[str] = field(default_factory=list)
    is_interrupted: bool = False
    """Whether the user stopped it before the end."""


class Watcher(NamedTuple):
    """What is done while logs are read."""

    advance: Callable[[str, int, int], object]
    """Takes a file's name, how many of its bytes are read, and how many records in all."""
    append: Callable[[bytes], object]
    """Takes encoded rows."""


def triage(
    names: Sequence[str],
    fields: Mapping[str, str],
    settings: Settings,
    jobs: int,
    watcher: Watcher,
) -> Found:
    """Read all files, and count what their records mean.

    ``fields`` are the names of fields that the user gave, by role. The result lists what could not
    be read; the rest is still counted. Ctrl-C, or an output that can't be written, ends it early,
    with the counts so far.
    """
    found = Found()
    tasks = _tasks(names, fields, settings.provider, found)
    try:
        for task, part in run(tasks, settings, jobs):
            for batch in part.batches:
                watcher.append(batch)
            found.counts.merge(part.counts)
            found.failures += part.failures
            watcher.advance(task.file, task.position, found.counts.rows)
    except KeyboardInterrupt:
        found.is_interrupted = True
    except WorkerEndedError as error:
        found.failures.append(str(error))
    except OSError as error:
        found.failures.append(f"the rows can't be written: {error.strerror or error}")
    return found


def _tasks(
    names: Sequence[str], fields: Mapping[str, str], provider: str | None, found: Found
) -> Iterator[Task]:
    for name in names:
        try:
            with opened(name) as file:
                tasks = _tasks_of(file, fields, found)
                for number, task in enumerate(tasks):
                    if number == 0:
                        found.warnings += not_found(task.paths, task.file, provider)
                    yield task
        except (UnreadableError, UnknownFieldError) as error:
            found.failures.append(str(error))


def _tasks_of(file: LogFile, fields: Mapping[str, str], found: Found) -> Iterator[Task]:
    if file.kind is not Kind.PARQUET:
        return line_tasks(file, fields, found.warnings.append)
    from .parquet import row_groups  # noqa: PLC0415 - Arrow is slow to import

    return row_groups(file, fields)

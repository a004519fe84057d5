"""The catalogs that installed packages provide, by the entry point ``shipping_errors.catalogs``."""

from __future__ import annotations

import os
import sys
import time
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import Thread, get_ident
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from shipping_errors._catalog_format.loader import load
from shipping_errors._catalog_format.provider_names import normalize

from .catalog_files import content, yaml_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import EntryPoint

    from shipping_errors._catalog_format.models import Catalog

GROUP = "shipping_errors.catalogs"
# The caller may be inside an except block, so it must not wait for a package that hangs. A slow or
# busy machine does not mean that a package hangs: there it still uses the processor at times.
_ROUND = 0.01  # seconds between two looks
_MOST_QUIET_ROUNDS = 70  # one after another, in which the process did nothing
_LEAST_WORK = 0.001  # seconds of the processor: less in a round is nothing
# Seconds of the processor that a package's own thread may take. One that is sound and takes more is
# ready a moment later, when asked for again.
_MOST_OWN_WORK = 0.9
# The same for the whole process: it ends the wait for a package that hangs while others work, and
# for one that works where threads have no clock.
_MOST_WORK = 2.0  # for each package


class Package(NamedTuple):
    """What one entry point provides: its catalogs, or why there are none."""

    name: str
    """The package's name, as it was installed."""
    catalogs: tuple[Catalog, ...] = ()
    failure: str = ""
    """What is wrong with it, in a sentence that names it; empty if nothing is wrong."""


class Packages:
    """The installed packages with catalogs, found at the first call.

    Their code may hang or exit, so each runs in a separate thread. A package that is not ready in
    time is a failure; a later call tries it again.
    """

    def __init__(self) -> None:
        """Do not search yet."""
        self._readers: list[_Reader] | None = None
        self._known: list[Package] | None = None

    def find(self) -> list[Package]:
        """Return the packages, in the order of their names.

        It never raises. A package that is broken, or has a name of an earlier package, provides
        nothing; its ``failure`` says why.
        """
        if self._known is not None:
            return self._known
        try:
            readers = self._readers or [_Reader(point) for point in _entry_points()]
        except Exception as error:  # noqa: BLE001 - metadata of foreign packages may be broken
            reason = f"{type(error).__name__}: {error}"
            return [Package("", failure=f"the installed packages can't be searched: {reason}")]
        self._readers = readers
        _run(readers)
        is_complete = all(reader.is_done for reader in readers)
        packages = _without_clashes([reader.package for reader in readers])
        if is_complete:
            self._known = packages
        return packages


def _entry_points() -> list[EntryPoint]:
    """Return the entry points in the order of their packages; raises if none can be read."""
    with Path(os.devnull).open("rb"):  # if no file can be opened, raise instead of finding nothing
        return sorted(entry_points(group=GROUP), key=_order)


def _order(point: EntryPoint) -> tuple[str, str, str]:
    return _package_name(point), point.name, point.value


def _package_name(point: EntryPoint) -> str:
    """Return the name of the entry point's package; its value if the metadata has no name."""
    try:
        name: object = getattr(point.dist, "name", None)
    except Exception:  # noqa: BLE001 - where the metadata is missing, Pythons differ in what they raise
        name = None
    return name if isinstance(name, str) else point.value


def _without_clashes(packages: list[Package]) -> list[Package]:
    """Keep each name for the first package that has it."""
    kept: list[Package] = []
    taken: dict[str, str] = {}
    for package in packages:
        names = {
            normalize(name)
            for catalog in package.catalogs
            for name in (catalog.provider, *catalog.aliases)
        }
        clash = next((name for name in names if name in taken), None)
        if clash is None:
            kept.append(package)
            taken.update(dict.fromkeys(names, package.name))
        else:
            kept.append(_broken(package.name, f"{taken[clash]} provides {clash!r} already"))
    return kept


def _broken(name: str, reason: str) -> Package:
    return Package(name, failure=f"the catalogs of the package {name!r} can't be used: {reason}")


class _Reader:
    """Reads the catalogs of one entry point, in a separate thread."""

    def __init__(self, point: EntryPoint) -> None:
        self._point = point
        self._name = _package_name(point)
        self._thread: Thread | None = None
        self._clock: int | None = None
        self.is_done = False
        reason = f"{point.value!r} is still being imported; import it before, or ask again"
        self.package = _broken(self._name, reason)
        """What is known about the package so far."""

    def start(self) -> Thread | None:
        """Return the thread that reads, started now if there is none; None if all is read.

        In a forked child, the thread of the parent does not exist.
        """
        thread = self._thread
        if self.is_done or (thread is not None and thread.is_alive()):
            return thread
        imported = _imported(self._point)
        thread = Thread(target=self._run, args=(imported,), daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no more threads, or the interpreter is ending
            self._run(imported)
            return None
        self._thread = thread
        return thread

    def works_too_long(self) -> bool:
        """Whether its thread used more processor time than a correct package needs."""
        if self._clock is None:
            return False
        try:
            return time.clock_gettime(self._clock) > _MOST_OWN_WORK
        except OSError:  # the thread has just ended
            return False

    def _run(self, imported: object) -> None:
        self._clock = _clock_of_this_thread()
        try:
            self.package = self._read(self._point.load() if imported is None else imported)
        except BaseException as error:  # noqa: BLE001 - foreign code, which may even exit
            self.package = _broken(self._name, f"{type(error).__name__}: {error}")
        self.is_done = True

    def _read(self, value: object) -> Package:
        found = [file for place in _places(value) for file in _yaml_files(place)]
        if not found:
            return _broken(self._name, f"no *.yaml file at its entry point {self._point.value!r}")
        return Package(self._name, tuple(load(str(file), content(file)) for file in found))


def _run(readers: list[_Reader]) -> None:
    """Let all readers run at once, and wait for them, but not for one that hangs or never ends."""
    running = [(reader, thread) for reader in readers if (thread := reader.start()) is not None]
    worked, quiet_rounds = time.process_time(), 0
    limit = worked + _MOST_WORK * len(running)
    while running and quiet_rounds < _MOST_QUIET_ROUNDS and worked < limit:
        running[0][1].join(_ROUND)
        running = [
            (reader, thread)
            for reader, thread in running
            if thread.is_alive() and not reader.works_too_long()
        ]
        before, worked = worked, time.process_time()
        quiet_rounds = quiet_rounds + 1 if worked - before < _LEAST_WORK else 0


def _clock_of_this_thread() -> int | None:
    """Return the clock of the processor's time that this thread takes; not all systems have it.

    A thread asks for its own clock: to ask for that of a thread that has ended can crash Python.
    """
    clock_of = getattr(time, "pthread_getcpuclockid", None)
    return None if clock_of is None else clock_of(get_ident())


def _imported(point: EntryPoint) -> object:
    """Return the object of an entry point if its module is already imported; else None.

    It may be the caller's own module, which is still being imported: another thread would wait.
    """
    value: object = sys.modules.get(point.module)
    for name in (point.attr or "").split("."):
        value = getattr(value, name, None) if name else value
    return value


def _places(value: Any) -> Iterator[Traversable]:  # noqa: ANN401 - whatever a package names
    """Yield the files and directories that an entry point's value names."""
    if isinstance(value, ModuleType):
        package = value if hasattr(value, "__path__") else sys.modules.get(value.__package__ or "")
        yield files(package or value)
    elif isinstance(value, (str, os.PathLike)):
        yield Path(value)
    elif isinstance(value, Traversable):
        yield value
    else:
        for part in value:
            yield from _places(part)


def _yaml_files(place: Traversable) -> list[Traversable]:
    return yaml_files(place) if place.is_dir() else [place]

"""Every exception class that the clients define has been thought about."""

from __future__ import annotations

import contextlib
import http.client
import importlib
import pkgutil
import socket
import ssl
import urllib.error
import warnings
from typing import TYPE_CHECKING

import aiohttp
import httpcore
import httpx
import pytest
import requests
import urllib3

from shipping_errors._http_clients.exception_classes import PHASES
from shipping_errors._introspection import names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

# How many classes are found at least: fewer, and modules could not be imported.
LIBRARIES: dict[ModuleType, int] = {
    httpx: 28,
    httpcore: 15,
    requests: 23,
    aiohttp: 45,
    urllib3: 30,
    http.client: 14,
    urllib.error: 3,
    ssl: 7,
    socket: 3,
}

# Not on the way of a call.
SERVER_SIDE = ("aiohttp.web", "aiohttp.worker", "aiohttp.test_utils", "aiohttp.pytest_plugin")
PRIVATE = {"socket._GiveupOnSendfile"}


def _modules(library: ModuleType) -> Iterator[ModuleType]:
    """Go through a library's modules, but not those that need what is not installed."""
    yield library
    for module in pkgutil.walk_packages(getattr(library, "__path__", []), f"{library.__name__}."):
        if not module.name.startswith(SERVER_SIDE):
            with contextlib.suppress(ImportError), warnings.catch_warnings(action="ignore"):
                yield importlib.import_module(module.name)


def _exceptions(library: ModuleType) -> set[type[BaseException]]:
    top = library.__name__.partition(".")[0]
    return {
        thing
        for module in _modules(library)
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, BaseException)
        and not issubclass(thing, Warning)
        and thing.__module__.partition(".")[0] == top
        and not thing.__module__.startswith(SERVER_SIDE)
    }


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.__name__)
def test_every_exception_class_of_a_client_has_a_phase_of_its_own(library: ModuleType) -> None:
    """It fails for a class that a new release brings, until that one is in the table."""
    classes = _exceptions(library)
    missing = {next(names(kind)) for kind in classes} - PHASES.keys() - PRIVATE

    assert not missing
    assert len(classes) >= LIBRARIES[library]


@pytest.mark.parametrize(
    "kind",
    [
        TimeoutError,
        ConnectionError,
        ConnectionRefusedError,
        ConnectionResetError,
        ConnectionAbortedError,
        BrokenPipeError,
    ],
)
def test_every_built_in_exception_of_a_connection_has_a_phase(kind: type[OSError]) -> None:
    assert f"builtins.{kind.__name__}" in PHASES


def test_no_class_in_the_table_is_missing_from_its_library() -> None:
    """A misspelt name would never be met. Newer releases may have classes that this one has not."""
    known = {next(names(kind)) for library in LIBRARIES for kind in _exceptions(library)}
    known |= {f"builtins.{kind.__name__}" for kind in _all_subclasses(OSError)}
    only_in_some_releases = {f"httpcore.{name}" for name in httpx.__all__}

    assert PHASES.keys() <= known | only_in_some_releases


def _all_subclasses(kind: type) -> set[type]:
    return {kind}.union(*map(_all_subclasses, kind.__subclasses__()))

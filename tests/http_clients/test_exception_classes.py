"""Every exception class that the clients define has been thought about."""

from __future__ import annotations

import contextlib
import functools
import importlib
import pkgutil
import warnings
from typing import TYPE_CHECKING

import pytest

from shipping_errors._http_clients.exception_classes import PHASES
from shipping_errors._introspection import names

from .extras import is_always_installed, needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

# How many classes are found at least: fewer, and modules could not be imported.
LIBRARIES = {
    "httpx": 28,
    "httpcore": 15,
    "httpx2": 29,
    "httpcore2": 15,
    "requests": 23,
    "niquests": 22,
    "aiohttp": 45,
    "urllib3": 30,
    "urllib3_future": 36,
    "curl_cffi": 30,
    "tornado": 9,
    "httplib2": 13,
    "http.client": 14,
    "urllib.error": 3,
    "ssl": 7,
    "socket": 3,
}

# Not on the way of a call.
NOT_OF_A_CALL = (
    "aiohttp.web",
    "aiohttp.worker",
    "aiohttp.test_utils",
    "aiohttp.pytest_plugin",
    "httpx2.websockets",
    "niquests.extensions.wasi",
    "tornado.auth",
    "tornado.concurrent",
    "tornado.gen",
    "tornado.ioloop",
    "tornado.locale",
    "tornado.locks",
    "tornado.options",
    "tornado.platform",
    "tornado.process",
    "tornado.queues",
    "tornado.template",
    "tornado.test",
    "tornado.util",
    "tornado.web",
    "urllib3_future.contrib.emscripten",
    "urllib3_future.contrib.wasi",
)
PRIVATE = {"socket._GiveupOnSendfile"}
# What clients let through of their parts, and what only some of their releases have.
OF_OTHERS = {
    "asyncio.exceptions.CancelledError",
    "h11._util.LocalProtocolError",
    "h11._util.RemoteProtocolError",
    "socksio.exceptions.ProtocolError",
    "socksio.exceptions.SOCKSError",
    "trio.TooSlowError",
    "tornado.curl_httpclient.CurlError",  # it needs pycurl
}


def _modules(name: str) -> Iterator[ModuleType]:
    """Yield a client's modules, but not those that need what is not installed."""
    library = importlib.import_module(name)
    yield library
    for module in pkgutil.walk_packages(getattr(library, "__path__", []), f"{name}."):
        if not module.name.startswith(NOT_OF_A_CALL) and not module.name.endswith("__main__"):
            with contextlib.suppress(ImportError), warnings.catch_warnings(action="ignore"):
                yield importlib.import_module(module.name)


@functools.cache
def _exceptions(library: str) -> set[type[BaseException]]:
    top = library.partition(".")[0]
    return {
        thing
        for module in _modules(library)
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, BaseException)
        and not issubclass(thing, Warning)
        and thing.__module__.partition(".")[0] == top
        and not thing.__module__.startswith(NOT_OF_A_CALL)
    }


@pytest.mark.parametrize(
    "library", [pytest.param(library, marks=needs(library)) for library in LIBRARIES]
)
def test_every_exception_class_of_a_client_has_a_phase(library: str) -> None:
    """It fails for a class, and a package, that a new release has and the table has not."""
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


@pytest.mark.parametrize(
    "always", [True, pytest.param(False, marks=pytest.mark.niquests)], ids=["always", "niquests"]
)
def test_no_class_in_the_table_is_missing_from_its_library(always: bool) -> None:
    """A misspelt name would never be met."""
    libraries = [name for name in LIBRARIES if is_always_installed(name) is always]
    known = {next(names(kind)) for library in libraries for kind in _exceptions(library)}
    known |= {f"builtins.{kind.__name__}" for kind in _all_subclasses(OSError)}
    table = {name for name in PHASES if is_always_installed(name) is always}

    assert table <= known | OF_OTHERS


def _all_subclasses(kind: type) -> set[type]:
    return {kind}.union(*map(_all_subclasses, kind.__subclasses__()))

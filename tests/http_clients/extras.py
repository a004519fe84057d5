"""Marks of tests by the client that they are about."""

from __future__ import annotations

import pytest

# niquests needs urllib3-future, which takes the place of urllib3 itself unless it is told not to.
# So it is no part of the extra ``test``; see CONTRIBUTING.md.
_ALONE = frozenset({"niquests", "urllib3_future"})


# Some clients leave a socket to the garbage collector, where the caller's code or a proxy fails.
LEAVING_SOCKETS = [
    pytest.mark.filterwarnings(
        "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.usefixtures("collected"),
]


def is_always_installed(module: str) -> bool:
    """Whether a package is in every environment that runs the tests."""
    return _package(module) not in _ALONE


def needs(module: str) -> pytest.MarkDecorator | tuple[()]:
    """Put a test into the group ``niquests`` if it is about a package that is tested alone."""
    return () if is_always_installed(module) else pytest.mark.niquests


def _package(module: str) -> str:
    return module.partition(".")[0].removesuffix("_async")

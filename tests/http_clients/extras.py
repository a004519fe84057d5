"""What is tested where it is installed. The reasons are printed with each test that is skipped."""

from __future__ import annotations

import importlib.util

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


def is_installed(module: str) -> bool:
    """Whether a package is there. All but those that are tested alone have to be."""
    package = _package(module)
    return package not in _ALONE or importlib.util.find_spec(package) is not None


def needs(module: str) -> pytest.MarkDecorator:
    """Make a mark that skips a test where the package is not installed that it is about."""
    reason = f"{_package(module)} is tested in an environment of its own: see .ci/run"
    return pytest.mark.skipif(not is_installed(module), reason=reason)


def _package(module: str) -> str:
    return module.partition(".")[0].removesuffix("_async")

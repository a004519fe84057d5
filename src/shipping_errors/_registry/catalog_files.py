"""List the catalog files of a directory, and read them."""

from __future__ import annotations

from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from shipping_errors._errors import CatalogError, Problem

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_LARGEST_FILE = 500_000  # the largest catalog has about 100 KB


def yaml_files(directory: Traversable) -> list[Traversable]:
    """Return the ``*.yaml`` files of a directory, by name; raises ``CatalogError``."""
    try:
        found = [file for file in directory.iterdir() if file.name.endswith(".yaml")]
    except Exception as error:
        raise unreadable(directory, error) from error
    return sorted(found, key=lambda file: file.name)


def content(file: Traversable, largest: int = _LARGEST_FILE) -> bytes:
    """Read a file; raises ``CatalogError`` if that fails, or if it is too large for a catalog."""
    try:
        is_regular = not isinstance(file, Path) or S_ISREG(file.stat().st_mode)
        data = _beginning(file, largest + 1) if is_regular else b""
    except Exception as error:
        raise unreadable(file, error) from error
    if not is_regular:
        raise _refuse(file, "not-a-file", "give a regular file: a pipe or a device may never end")
    if len(data) > largest:
        message = f"a catalog has at most {largest:,} bytes; is this one?"
        raise _refuse(file, "too-large", message)
    return data


def _beginning(file: Traversable, size: int) -> bytes:
    with file.open("rb") as stream:
        data: bytes = stream.read(size)
    return data


def unreadable(place: Traversable, error: Exception) -> CatalogError:
    """Make the error for a file that can't be read, on disk or in a zip file."""
    reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
    return _refuse(place, "unreadable", reason)


def _refuse(place: Traversable, rule: str, message: str) -> CatalogError:
    return CatalogError([Problem(str(place), 1, 1, rule, message)])

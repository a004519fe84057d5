"""The catalogs that installed packages bring, by the entry point ``shipping_errors.catalogs``."""

from __future__ import annotations

import os
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from shipping_errors._catalog_format.loader import load
from shipping_errors._catalog_format.provider_names import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import EntryPoint

    from shipping_errors._catalog_format.models import Catalog

GROUP = "shipping_errors.catalogs"


class Package(NamedTuple):
    """What one entry point brings: its catalogs, or why there are none."""

    name: str
    """The package's name, as it was installed."""
    catalogs: tuple[Catalog, ...] = ()
    failure: str = ""
    """What is wrong with it, in a sentence that names it; empty where nothing is."""


def find_packages() -> list[Package]:
    """Look for packages with catalogs, in the order of their names.

    Nothing raises: a package that is broken, or that claims a name of an earlier one, says so
    itself, and brings nothing.
    """
    packages: list[Package] = []
    taken: dict[str, str] = {}
    for point in sorted(entry_points(group=GROUP), key=_order):
        package = _read(point)
        names = {
            normalize(name)
            for catalog in package.catalogs
            for name in (catalog.provider, *catalog.aliases)
        }
        clash = next((name for name in names if name in taken), None)
        if clash is not None:
            package = _broken(package.name, f"{taken[clash]} brings {clash!r} already")
        taken.update(dict.fromkeys(names if clash is None else (), package.name))
        packages.append(package)
    return packages


def _order(point: EntryPoint) -> tuple[str, str, str]:
    return _package_name(point), point.name, point.value


def _package_name(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.value


def _broken(name: str, reason: object) -> Package:
    return Package(name, failure=f"the catalogs of the package {name!r} can't be used: {reason}")


def _read(point: EntryPoint) -> Package:
    name = _package_name(point)
    try:
        found = [file for place in _places(point.load()) for file in _yaml_files(place)]
        if not found:
            return _broken(name, f"no *.yaml file at its entry point {point.value!r}")
        return Package(name, tuple(load(str(file), file.read_bytes()) for file in found))
    except Exception as error:  # noqa: BLE001 - somebody else's package: anything may be wrong
        return _broken(name, f"{type(error).__name__}: {error}")


def _places(value: Any) -> Iterator[Traversable]:  # noqa: ANN401 - whatever a package names
    """Go through the files and directories that an entry point's value names."""
    if isinstance(value, ModuleType):
        yield files(value if hasattr(value, "__path__") else value.__package__ or value)
    elif isinstance(value, (str, os.PathLike)):
        yield Path(value)
    elif isinstance(value, Traversable):
        yield value
    else:
        for part in value:
            yield from _places(part)


def _yaml_files(place: Traversable) -> list[Traversable]:
    if not place.is_dir():
        return [place]
    yaml = (file for file in place.iterdir() if file.name.endswith(".yaml"))
    return sorted(yaml, key=lambda file: file.name)

"""Imports go one way: from what is made of parts to the parts, and to the words at last."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SRC = Path(__file__).parent.parent / "src"
PACKAGE = "shipping_errors"

LAYERS = [
    {"_vocabulary", "_http_status", "_normalized_error", "_errors", "_scalars", "_introspection"}
    | {"_site_address"},
    {"typing", "_exceptions", "_advice", "_conversion"},
    {"_catalog_format"},
    {"_registry"},
    {"_classification"},
    {"_http_clients"},
    {"_classifier"},
    {""},  # the package itself: the public names
    {"_bulk"},
    {"authoring", "arrow", "retries", "spark", "testing"},
    {"_cli", "_pyinstaller"},
    {"__main__"},
]
"""From the parts to what is made of them: a module imports from its own line and the lines above."""

STRANGERS = [{"_registry", "_classification"}]
"""Packages that do not know each other."""

DOORS = [
    "_bulk",
    "_bulk.report",
    "_catalog_format",
    "_classification",
    "_http_clients",
    "_registry",
]
"""Packages whose ``__init__.py`` is a sentence, so that an import costs what it uses."""


def name_of(path: Path) -> str:
    """Return a module's name without the package's: ``_registry.built_in``; the package's is ""."""
    parts = path.relative_to(SRC / PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted((SRC / PACKAGE).rglob("*.py"))}


def imported(name: str) -> Iterator[str]:
    """Yield the modules of the package that a module imports, for annotations and late too."""
    path = MODULES[name]
    parts = [PACKAGE, *filter(None, name.split("."))]
    package = parts if path.name == "__init__.py" else parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found = [known(alias.name) for alias in node.names]
            yield from (name for name in found if name is not None)
        elif isinstance(node, ast.ImportFrom):
            outer = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*outer, *filter(None, [node.module])])
            for alias in node.names:
                found = known(f"{base}.{alias.name}") or known(base)
                if found is not None:
                    yield found


def known(dotted: str) -> str | None:
    """Return the name of one of the package's modules without the package's, else None."""
    top, _, rest = dotted.partition(".")
    return rest if top == PACKAGE and rest in MODULES else None


GRAPH = {name: {other for other in imported(name) if other != name} for name in MODULES}


def layer(name: str) -> int:
    """Return the number of a module's layer."""
    part = name.partition(".")[0]
    return next(number for number, parts in enumerate(LAYERS) if part in parts)


def test_every_module_has_a_layer() -> None:
    listed = set().union(*LAYERS)
    assert {name.partition(".")[0] for name in MODULES} <= listed


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_from_its_own_layer_and_those_before(name: str) -> None:
    assert not {other for other in GRAPH[name] if layer(other) > layer(name)}


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert len(tuple(TopologicalSorter(GRAPH).static_order())) == len(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_packages_that_are_to_be_independent_do_not_know_each_other(name: str) -> None:
    for strangers in STRANGERS:
        if name.partition(".")[0] in strangers:
            others = strangers - {name.partition(".")[0]}
            assert not {other for other in GRAPH[name] if other.partition(".")[0] in others}


@pytest.mark.parametrize("name", DOORS)
def test_the_door_of_a_private_package_is_a_sentence_and_imports_nothing(name: str) -> None:
    (sentence,) = ast.parse(MODULES[name].read_text(encoding="utf-8")).body
    assert isinstance(sentence, ast.Expr)
    assert isinstance(sentence.value, ast.Constant)
    assert isinstance(sentence.value.value, str)


def test_these_are_all_private_packages() -> None:
    packages = {name for name, path in MODULES.items() if path.name == "__init__.py"}
    assert {name for name in packages if name.startswith("_")} == {*DOORS, "_cli", "_pyinstaller"}

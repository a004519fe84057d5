"""Catalog files in Python, under public names."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from user_catalogs import extension, provider, write

import shipping_errors
from shipping_errors import CatalogError, authoring
from shipping_errors._registry.built_in import built_in_directory

BUSY = "{code: E1, judged: {category: busy}}"


def test_the_public_names_are_complete_and_documented() -> None:
    public = {name for name in vars(authoring) if name[0].isalpha()}
    assert public == set(authoring.__all__)
    assert authoring.__all__ == sorted(authoring.__all__)
    for name in public:
        thing = getattr(authoring, name)
        assert inspect.getdoc(thing)
        assert inspect.isclass(thing) or thing.__module__ == "shipping_errors.authoring"


def test_the_models_are_those_of_the_catalogs() -> None:
    assert isinstance(shipping_errors.catalog("clickpost"), authoring.Catalog)


def test_a_catalog_file_is_loaded_by_its_path_or_from_its_content(tmp_path: Path) -> None:
    path = write(tmp_path, provider("acme", BUSY)) / "0.yaml"
    assert authoring.load(path) == authoring.load("x.yaml", path.read_bytes())
    for name in shipping_errors.providers():
        file = built_in_directory() / f"{name}.yaml"
        assert authoring.load(file) == shipping_errors.catalog(name)


def test_a_file_that_is_wrong_or_missing_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"^1 problem in the catalog\nx\.yaml:1:1: "):
        authoring.load("x.yaml", b"")
    with pytest.raises(CatalogError, match=r"nowhere\.yaml:1:1: .* \[unreadable\]"):
        authoring.load(tmp_path / "nowhere.yaml")


def test_lint_returns_the_problems_of_all_files(tmp_path: Path) -> None:
    write(tmp_path, extension("clickpst"), provider("acme", BUSY), provider("acme", BUSY))
    problems = authoring.lint([tmp_path])
    assert [(Path(problem.file).name, problem.rule) for problem in problems] == [
        ("0.yaml", "unknown-provider"),
        ("2.yaml", "duplicate-name"),
    ]
    assert authoring.lint([built_in_directory()]) == []


def test_diff_returns_the_changes_between_two_files(tmp_path: Path) -> None:
    directory = write(tmp_path, provider("acme", BUSY), provider("best", BUSY))
    assert authoring.diff(directory / "0.yaml", directory / "1.yaml") == [
        "- `acme`: removed, with 1 row",
        "- `best`: added, with 1 row",
    ]
    assert authoring.diff(directory, directory) == []

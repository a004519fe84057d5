"""Catalogs are compiled when a wheel is built; what is not whole and current is not used."""

from __future__ import annotations

import hashlib
import json
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import pytest
from providers.folders import PROVIDERS
from user_catalogs import extension, provider

from shipping_errors import Classifier, UnknownProviderError
from shipping_errors._catalog_format.compiled import compile_catalog
from shipping_errors._catalog_format.loader import load
from shipping_errors._registry import compiled_files
from shipping_errors._registry.built_in import built_in_directory
from shipping_errors._registry.compiled_files import CompiledFiles, compile_files
from shipping_errors._registry.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOUND = provider(
    "acme",
    "{code: E1, judged: {category: busy}}",
    head="aliases: [acme_x]\nhosts: [acme.example]\n",
)
OTHER = provider("zeta", "{code: E1, judged: {category: payment}}")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Return a directory of catalogs, as it is in a wheel."""
    sources = {"acme": SOUND.encode(), "zeta": OTHER.encode()}
    compiled = tmp_path / compiled_files.DIRECTORY
    compiled.mkdir()
    for known, text in sources.items():
        (tmp_path / f"{known}.yaml").write_bytes(text)
    for name, text in compile_files(sources).items():
        (compiled / name).write_bytes(text)
    return tmp_path


def classifier(directory: Path) -> Classifier:
    made = Classifier()
    made._registry = Registry(directory)
    return made


@pytest.fixture
def read_catalogs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the catalog files that are read as YAML."""
    names: list[str] = []

    def read(file: str, content: bytes) -> Any:
        names.append(file.rpartition("/")[2])
        return load(file, content)

    monkeypatch.setattr("shipping_errors._catalog_format.loader.load", read)
    return names


@pytest.mark.parametrize("name", ["acme", "ACME", "acme_x", "Acme-X"])
def test_a_compiled_catalog_is_used_for_its_id_and_its_aliases(
    directory: Path, read_catalogs: list[str], name: str
) -> None:
    made = classifier(directory)
    error = made.classify(name, 500, {"code": "E1", "text": "later"})
    assert (error.provider, error.rule, error.message) == ("acme", "acme:E1", "later")
    assert read_catalogs == []
    assert made.catalog(name).title == "Acme"
    assert read_catalogs == ["acme.yaml"]


def test_hosts_are_known_without_the_catalog_files(
    directory: Path, read_catalogs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shipping_errors._catalog_format.loader.load_head", None)
    assert Registry(directory).hosts() == {"acme": ["acme.example"], "zeta": []}
    assert read_catalogs == []


def test_hosts_of_a_catalog_that_is_not_compiled_are_in_its_head(
    directory: Path, read_catalogs: list[str]
) -> None:
    rmtree(directory / compiled_files.DIRECTORY)
    (directory / "zeta.yaml").write_text("[broken")
    assert Registry(directory).hosts() == {"acme": ("acme.example",), "zeta": ()}
    assert read_catalogs == []


@pytest.mark.parametrize("known", PROVIDERS)
def test_the_compiled_form_says_all_that_the_catalog_says(known: str) -> None:
    content = (built_in_directory() / f"{known}.yaml").read_bytes()
    compiled = json.loads(compile_files({known: content})[f"{known}.json"])
    assert compiled == compile_catalog(load("f", content))


def table_of(directory: Path) -> Path:
    return directory / compiled_files.DIRECTORY / compiled_files.TABLE


def compiled_of(directory: Path) -> Path:
    return directory / compiled_files.DIRECTORY / "acme.json"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def with_digest(path: Path, old: str, new: str) -> None:
    """Change a table, and write the digest that it would have had."""
    change(path, old, new)
    text = path.read_bytes().partition(b"\n")[2]
    path.write_bytes(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)


def turn_into_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a changed catalog": lambda at: change(at / "acme.yaml", "busy", "payment"),
    "a catalog with another alias": lambda at: change(at / "acme.yaml", "[acme_x]", "[acme_x, ax]"),
    "no compiled file": lambda at: compiled_of(at).unlink(),
    "an empty compiled file": lambda at: compiled_of(at).write_bytes(b""),
    "a cut compiled file": lambda at: compiled_of(at).write_bytes(
        compiled_of(at).read_bytes()[:-9]
    ),
    "a compiled file with one other letter": lambda at: change(compiled_of(at), "busy", "bu5y"),
    "a compiled file that is none": lambda at: turn_into_directory(compiled_of(at)),
    "the compiled file of another": lambda at: compiled_of(at).write_bytes(
        compiled_of(at).with_name("zeta.json").read_bytes()
    ),
    "no table": lambda at: table_of(at).unlink(),
    "an empty table": lambda at: table_of(at).write_bytes(b""),
    "a cut table": lambda at: table_of(at).write_bytes(table_of(at).read_bytes()[:-9]),
    "a table with one other letter": lambda at: change(table_of(at), "acme", "acne"),
    "a table that is none": lambda at: turn_into_directory(table_of(at)),
    "a table of an older release": lambda at: with_digest(
        table_of(at), f'"format":{compiled_files.FORMAT}', '"format":0'
    ),
    "a table of unknown form": lambda at: with_digest(table_of(at), '"ids"', '"names"'),
    "a table that is no object": lambda at: with_digest(
        table_of(at), table_of(at).read_text().partition("\n")[2], "[]"
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["acme", "acme_x"])
def test_what_is_not_whole_or_not_current_is_not_used_and_nothing_fails(
    directory: Path, read_catalogs: list[str], damage: str, name: str
) -> None:
    DAMAGES[damage](directory)
    made = classifier(directory)
    error = made.classify(name, 500, {"code": "E1"})
    category = "payment" if damage == "a changed catalog" else "busy"
    assert (error.provider, error.category) == ("acme", category)
    assert "acme.yaml" in read_catalogs


def test_a_name_that_only_the_changed_catalog_has_is_known(directory: Path) -> None:
    change(directory / "acme.yaml", "[acme_x]", "[acme_y]")
    made = classifier(directory)
    assert made.classify("acme_y", 500, {"code": "E1"}).rule == "acme:E1"
    with pytest.raises(UnknownProviderError):
        made.catalog("acme_x")


def test_a_catalog_that_is_gone_is_not_replaced_by_its_compiled_form(directory: Path) -> None:
    """The compiled form belongs to its catalog."""
    (directory / "acme.yaml").unlink()
    assert Registry(directory).ids() == ["zeta"]
    with pytest.raises(UnknownProviderError):
        classifier(directory).classify("acme", 500, None)


def test_an_extended_catalog_is_not_the_compiled_one(directory: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(extension("acme", "{code: E1, judged: {category: payment}}"))
    made = Classifier()
    made._registry = Registry(directory, [own])
    assert made.classify("acme_x", 500, {"code": "E1"}).category == "payment"


def test_a_table_that_can_not_be_read_now_is_read_later(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = CompiledFiles(directory)
    with monkeypatch.context() as patched:
        patched.setattr(compiled_files, "_LARGEST_FILE", 1)
        assert compiled.find("acmex") is None
    assert compiled.find("acmex") == "acme"


KNOWN_FORMS = {1: "bd24b02736d1", 2: "f0fb1189a9f9"}
"""By format the digest of what ``compile_catalog`` makes of one catalog."""


def test_another_compiled_form_has_another_format() -> None:
    """After a change of the form, raise the format, and add its digest here."""
    content = (built_in_directory() / "shopify_tracking_app.yaml").read_bytes()
    compiled = json.loads(compile_files({"x": content})["x.json"])
    keys = json.dumps([sorted(compiled), sorted(compiled["envelope"]), sorted(compiled["rows"][0])])
    digest = hashlib.sha256(keys.encode()).hexdigest()[:12]
    assert KNOWN_FORMS[compiled_files.FORMAT] == digest

"""Catalogs are found by id and alias, read at their first use and once."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from providers.folders import PROVIDERS

from shipping_errors import (
    CatalogError,
    Category,
    Classifier,
    UnknownProviderError,
    catalog,
    classify,
    providers,
)
from shipping_errors._catalog_format.models import Catalog
from shipping_errors._registry.built_in import built_in_directory
from shipping_errors._registry.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("asked", "nearest", "said"),
    [
        ("shopify_t", ("shopify_tracking_app",),
         ("unknown provider 'shopify_t'; did you mean 'shopify_tracking_app' "
         "(Shopify tracking app (PKGE))?")),
        ("klickpost", ("clickpost",),
         "unknown provider 'klickpost'; did you mean 'clickpost' (Clickpost)?"),
        ("after_ship_shiping", ("aftership_shipping", "aftership_tracking"), None),
        ("postman", ("aftership_shipping", "canada_post"), None),
        ("qqqq", (),
         (f"unknown provider 'qqqq'; known are: {', '.join(PROVIDERS)}")),
        ("", (), None),
        ("x" * 10_000_000, (), None),
        ("clickpost\ud800", ("clickpost",), None),
    ],
    ids=lambda part: str(part)[:20].encode("ascii", "replace").decode(),
)  # fmt: skip
def test_an_unknown_provider_is_told_with_the_nearest_ids(
    asked: str, nearest: tuple[str, ...], said: str | None
) -> None:
    for ask in (lambda: classify(asked, 200, None), lambda: catalog(asked)):
        with pytest.raises(UnknownProviderError) as caught:
            ask()
        error = caught.value
        assert isinstance(error, LookupError)
        assert (error.provider, error.nearest) == (asked, nearest)
        assert said is None or str(error) == said
        again = pickle.loads(pickle.dumps(error))
        assert (str(again), again.nearest) == (str(error), error.nearest)


@pytest.mark.parametrize("asked", [None, 5, b"clickpost", [], {}, object()])
def test_a_provider_that_is_no_text_is_unknown(asked: Any) -> None:
    with pytest.raises(UnknownProviderError, match="pass an id as text"):
        classify(asked, 200, None)


def test_catalog_returns_the_validated_catalog_and_providers_a_list_of_ids() -> None:
    assert isinstance(catalog("PKGE"), Catalog)
    assert catalog("pkge") is catalog("shopify_tracking_app")
    assert providers() == PROVIDERS
    assert Classifier().providers() == PROVIDERS


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    copy = tmp_path / "catalogs"
    shutil.copytree(built_in_directory(), copy)
    return copy


def test_only_the_file_of_the_provider_asked_for_is_read(directory: Path) -> None:
    library = Registry(directory)
    (directory / "aftership_shipping.yaml").write_text("broken: [")
    (directory / "shopify_tracking_app.yaml").write_text("broken: [")
    assert library.catalog("clickpost").provider == "clickpost"
    shutil.rmtree(directory)
    assert library.catalog("Click Post").provider == "clickpost"


@pytest.mark.parametrize("asked", ["clickpost", "CLICK POST"])
@pytest.mark.parametrize("damage", ["unreadable", "broken", "of another provider"])
def test_an_answer_of_a_provider_whose_file_is_damaged_is_decided_by_its_status(
    directory: Path, damage: str, asked: str
) -> None:
    """An error of ours would hide the one that is being handled; ``catalog`` tells of it."""
    file = directory / "clickpost.yaml"
    if damage == "unreadable":
        file.unlink()
        file.mkdir()
    elif damage == "broken":
        file.write_text("provider: clickpost\n")
    else:
        shutil.copy(directory / "aftership_shipping.yaml", file)
    classifier = Classifier()
    classifier._registry = Registry(directory)
    answer = classifier.classify(asked, 503, b'{"meta":{"status":301}}')
    assert (answer.provider, answer.category) == ("clickpost", Category.PROVIDER_UNAVAILABLE)
    assert (answer.rule, answer.code) == ("http:503", None)
    assert classifier.classify(asked, 200, b"{}").category is Category.UNKNOWN
    with pytest.raises(CatalogError):
        classifier.catalog(asked)


@pytest.mark.parametrize("damage", ["", "aliases: 5\n", "broken: [\n"])
def test_a_damaged_file_does_not_take_the_other_providers_down(
    directory: Path, damage: str
) -> None:
    (directory / "clickpost.yaml").write_text(damage)
    classifier = Classifier()
    classifier._registry = Registry(directory)
    answer = classifier.classify("pkge", 400, b'{"code":909}')
    assert (answer.provider, answer.rule) == ("shopify_tracking_app", "shopify_tracking_app:909")
    with pytest.raises(UnknownProviderError, match="unknown provider 'nope'"):
        classifier.classify("nope", 400, None)


def test_classify_can_be_sent_to_another_process() -> None:
    copied = pickle.loads(pickle.dumps(classify))
    assert copied("pkge", 400, b'{"code":909}') == classify("pkge", 400, b'{"code":909}')
    classifier = Classifier(on_unmapped=print)
    again = pickle.loads(pickle.dumps(classifier))
    assert again._on_unmapped is print


def test_an_empty_directory_leaves_no_provider_known(tmp_path: Path) -> None:
    library = Registry(tmp_path)
    assert library.ids() == []
    with pytest.raises(UnknownProviderError, match="known are: none"):
        library.catalog("clickpost")


def test_importing_reads_no_catalog_and_no_yaml_library() -> None:
    script = "import sys, shipping_errors; print('yaml' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("False\n", "")


ACME = """\
provider: acme
title: Acme
envelope: {code: [code], code_in_every_answer: true, success_codes: ["0"]}
tables:
  - title: Errors
    source: {document: Errors, url: "https://acme.example/errors", retrieved: 2026-11-23}
    rows:
      - {http: 400, code: "E1", judged: {category: invalid_data}}
      - {http: "500-504", code: "E1", judged: {category: provider_error}}
      - {code: "E1", judged: {category: busy}}
      - {http: 404, code: "E2", judged: {category: not_found}}
      - {http: 409, code: "E2", judged: {category: state_conflict}}
      - {http: 429, codes: "420-430", judged: {category: rate_limited}}
"""


@pytest.mark.parametrize(
    ("status", "code", "category"),
    [
        (400, "E1", "invalid_data"),
        (502, "E1", "provider_error"),
        (418, "E1", "busy"),
        (None, "E1", "busy"),
        (409, "E2", "state_conflict"),
        (418, "E2", "not_found"),
        (200, "425", "rate_limited"),
        (429, None, "rate_limited"),
        (425, None, "busy"),
        (200, "0", "ok"),
        (500, "0", "provider_error"),
    ],
)
def test_of_several_rows_for_a_code_the_one_that_names_the_status_answers(
    tmp_path: Path, status: int | None, code: str | None, category: str
) -> None:
    """Where none names it: the row without a status, else the first."""
    (tmp_path / "acme.yaml").write_text(ACME)
    classifier = Classifier()
    classifier._registry = Registry(tmp_path)
    assert classifier.classify("acme", status, {"code": code}).category == category


def test_a_row_answers_for_a_status_without_a_code_only_if_that_is_its_code(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(ACME)
    classifier = Classifier()
    classifier._registry = Registry(tmp_path)
    rules = [classifier.classify("acme", status, None).rule for status in (400, 404, 429, 500)]
    assert rules == ["http:400", "http:404", "acme:420-430", "http:500"]

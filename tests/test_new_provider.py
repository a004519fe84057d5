"""Adding a provider touches one file in ``catalogs/`` and one folder in ``tests/providers/``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parent.parent
CATALOG = """\
provider: acme_express
title: Acme Express
aliases: [acme]
envelope: {code: [error.code], message: [error.text], code_in_every_answer: false}
tables:
  - title: Errors
    source: {document: Errors, url: "https://acme.example/errors", retrieved: 2026-11-23}
    rows:
      - {http: 400, code: "E1", message: The parcel is too heavy, judged: {category: invalid_data}}
      - {http: 429, code: "E2", retryable: true, message: Slow down, judged: {category: rate_limited}}
      - {http: 500, code: "E3", message: It failed, judged: {category: provider_error}}
"""
ROWS = """\
http	code	like	text	when	documented	wait	category	retryable	outcome	said
400	E1						invalid_data	no	not_done	The parcel is too heavy
429	E2				yes		rate_limited	yes	not_done	Slow down
500	E3						provider_error	yes	maybe_done	It failed
"""
CASES = """\
aliases: [acme]
body_with_code: {error: {code: $code}}
maybe_bought_twice: [E3]
safe_to_repeat: {E2: the gateway refuses it before the API}
cases:
  - name: an error
    source: made for this test
    http_status: 400
    body: '{"error": {"code": "E1", "text": "31 kg"}}'
    expected: {category: invalid_data, rule: "acme_express:E1", message: 31 kg}
  - name: a success
    source: made for this test
    http_status: 200
    body: '{"label": "1"}'
    expected: {category: ok, is_error: false}
  - name: a rate limit
    source: made for this test
    http_status: 429
    headers: {Retry-After: "7"}
    body: '{"error": {"code": "E2"}}'
    expected: {category: rate_limited, retry_after: 7.0, retry_basis: documented}
  - name: the page of a gateway
    source: made for this test
    http_status: 502
    body: <html><title>Bad Gateway</title></html>
    expected: {category: provider_unavailable, rule: "http:502"}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of this project, with a provider that it does not have."""
    for name in ("src", "catalogs", "tests"):
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "catalogs" / "acme_express.yaml").write_text(CATALOG, encoding="utf-8")
    folder = tmp_path / "tests" / "providers" / "acme_express"
    folder.mkdir()
    (folder / "rows.tsv").write_text(ROWS, encoding="utf-8")
    (folder / "cases.yaml").write_text(CASES, encoding="utf-8")
    return tmp_path


def suite(checkout: Path) -> tuple[int, str]:
    """Run the suite for providers, as far as it is for the new one or for all of them."""
    without_coverage = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--junit-xml=report.xml"]
    done = subprocess.run(
        [sys.executable, *command, "tests/providers", "-k", "acme_express or every_provider"],
        cwd=checkout,
        env={**without_coverage, "PYTHONPATH": str(checkout / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def cases_of(report: Path) -> list[ET.Element]:
    return ET.parse(report).findall(".//testcase")  # noqa: S314 - pytest's own report


SUITE = {
    "test_the_catalog_and_the_tests_own_table_have_the_same_rows",
    "test_a_body_with_a_rows_code_gets_the_rows_error",
    "test_a_sample_of_a_row_gets_the_rows_error",
    "test_retryable_is_no_permission_to_send_a_write_again",
    "test_what_is_safe_to_repeat_where_labels_are_sold_has_a_proof",
    "test_a_body_that_a_provider_sends_gets_the_right_error",
    "test_the_body_of_another_provider_never_raises_and_no_error_becomes_a_success",
    "test_every_provider_has_a_catalog_and_a_folder",
}


def test_the_suite_runs_over_a_provider_with_a_catalog_and_a_folder(checkout: Path) -> None:
    status, output = suite(checkout)
    assert status == 0, output
    run = {case.attrib["name"].partition("[")[0] for case in cases_of(checkout / "report.xml")}
    assert run >= SUITE


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("catalogs/acme_express.yaml", "category: provider_error", "category: carrier_error"),
        ("catalogs/acme_express.yaml", "message: [error.text]", "message: [text]"),
        ("tests/providers/acme_express/rows.tsv", "too heavy", "too large"),
        ("tests/providers/acme_express/cases.yaml", "[E3]", "[]"),
        ("tests/providers/acme_express/cases.yaml", "aliases: [acme]", "aliases: []"),
    ],
)
def test_the_suite_fails_where_catalog_and_folder_differ(
    checkout: Path, file: str, right: str, wrong: str
) -> None:
    text = (checkout / file).read_text(encoding="utf-8")
    assert right in text
    (checkout / file).write_text(text.replace(right, wrong), encoding="utf-8")
    assert suite(checkout)[0] == 1


@pytest.mark.parametrize("missing", ["catalogs/acme_express.yaml", "tests/providers/acme_express"])
def test_the_suite_fails_where_the_catalog_or_the_folder_is_missing(
    checkout: Path, missing: str
) -> None:
    path = checkout / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert suite(checkout)[0] == 1

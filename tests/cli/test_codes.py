"""``providers`` and ``codes``: what the catalogs hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from user_catalogs import extension, provider, write

import shipping_errors
from shipping_errors._catalog_format.loader import check_file
from shipping_errors._registry import packages as _packages

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from .running import Command


def test_providers_lists_the_built_in_the_own_and_the_packages(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = "{code: E1, judged: {category: busy}}"
    _, guest = check_file("guest", provider("guest", row).encode())
    packages = [
        _packages.Package("brings", (guest,)),
        _packages.Package("broken", failure="the package 'broken' is broken"),
    ]
    monkeypatch.setattr(_packages.Packages, "find", lambda _: packages)
    write(tmp_path, provider("acme", row, head="aliases: [acme_x, acme_y]\n"))
    done = command("providers", "--catalog", tmp_path)
    lines = done.out.splitlines()
    assert "acme\tAcme\tacme_x acme_y\t1" in lines
    assert [line.partition("\t")[0] for line in lines] == [
        *sorted([*shipping_errors.providers(), "acme"]),
        "guest",
    ]
    assert done == (0, done.out, "Warning: the package 'broken' is broken\n")
    data = json.loads(command("providers", "--json").out)
    clickpost = {"provider": "clickpost", "title": "Clickpost", "aliases": [], "rows": 50}
    assert clickpost in data


def test_beside_a_broken_package_codes_are_found_and_a_name_may_be_its_own(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = _packages.Package("broken", failure="the package 'broken' is broken")
    monkeypatch.setattr(_packages.Packages, "find", lambda _: [broken])
    assert command("codes", "4155").out.startswith("aftership_shipping\t4155\t")
    done = command("codes", "nobody")
    assert (done.status, done.out) == (2, "")
    assert "broken:1:1: unknown provider 'nobody'; known are: " in done.err


def test_codes_of_a_provider_can_be_filtered(command: Command) -> None:
    def codes(*filters: str) -> list[str]:
        return [line.split("\t")[1] for line in command("codes", *filters).out.splitlines()]

    assert len(codes("aftership")) == 44
    assert codes("pkge", "--category", "rate_limited") == ["903 with a date", "910", "429"]
    assert codes("pkge", "--category", "rate_limited", "--category", "busy")[1] == "909"
    assert codes("clickpost", "--retryable", "--text", "TRY AGAIN") == ["322"]
    assert "903" in codes("pkge", "--not-retryable")
    assert "903 with a date" not in codes("pkge", "--not-retryable")
    catalogs = map(shipping_errors.catalog, shipping_errors.providers())
    rows = [row for catalog in catalogs for row in catalog.rows]
    assert len(codes()) == sum(1 + len(row.variants) for row in rows)


def test_a_code_alone_is_found_in_every_provider(command: Command) -> None:
    lines = command("codes", "429").out.splitlines()
    assert [line.partition("\t")[0] for line in lines] == [
        provider
        for provider in shipping_errors.providers()
        for row in shipping_errors.catalog(provider).rows
        if "429" in row.all_codes()
    ]
    assert "500-504" in command("codes", "502").out


def test_codes_json_has_a_replaced_row(command: Command, tmp_path: Path) -> None:
    write(tmp_path, extension("clickpost", '{code: "322", judged: {category: busy}}'))
    (row,) = json.loads(command("codes", "322", "--json", "--catalog", tmp_path).out)
    assert (row["category"], row["retryable_documented"], row["http"]) == ("busy", False, None)
    assert row["replaces"][0]["judged"]["category"] == "carrier_unavailable"
    out = command("codes", "322", "--catalog", tmp_path).out
    assert out == "clickpost\t322\t\tbusy\tyes\tnot_done\t322 (carrier_unavailable)\t\tofficial\t\n"


ROWS = """\
provider: acme
title: Acme
envelope:
  code: [code]
  message: [text]
  facts: {kind: kind}
  code_in_every_answer: false
tables:
  - title: Errors
    language: en
    source: {document: D, url: "https://acme.example", retrieved: 2026-11-23, kind: copy}
    rows:
      - {code: E1, when: {kind: [a, b]}, text: "Wait {}", retryable: true, wait: 60, judged: {category: busy}}
      - {like: "val_{}", judged: {category: invalid_data}}
      - {text: "Bad {}", judged: {category: invalid_data}}
      - {http: 409, judged: {category: busy}}
"""


def test_codes_shows_conditions_templates_waits_and_the_kind_of_the_source(
    command: Command, tmp_path: Path
) -> None:
    write(tmp_path, ROWS)
    out = command("codes", "acme", "--catalog", tmp_path).out
    assert [line.split("\t")[1] for line in out.splitlines()] == [
        "E1 when kind is a or b and the message fits 'Wait {}'",
        "val_{}",
        "Bad {}",
        "http:409",
    ]
    assert out.splitlines()[0].split("\t")[7:9] == ["60 seconds", "copy"]
    rows = json.loads(command("codes", "acme", "--json", "--catalog", tmp_path).out)
    assert [(row["like"], row["text"]) for row in rows] == [
        (None, "Wait {}"), ("val_{}", None), (None, "Bad {}"), (None, None),
    ]  # fmt: skip
    first = rows[0]
    assert (first["when"], first["wait"], first["source_kind"]) == (
        {"kind": ["a", "b"]},
        60,
        "copy",
    )


def test_a_code_is_found_by_the_template_that_it_fits(command: Command, tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    assert "acme\tval_{}\t" in command("codes", "val_phone", "--catalog", tmp_path).out
    assert "acme\tval_{}\t" in command("codes", "val_{}", "--catalog", tmp_path).out

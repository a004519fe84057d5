"""``diff``: what changed between two catalogs."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from user_catalogs import extension, provider, write

if TYPE_CHECKING:
    from pathlib import Path

    from .running import Command


def changed(command: Command, tmp_path: Path, old: str, new: str) -> list[str]:
    """Return the lines of a diff between two catalogs."""
    for name, text in (("old", old), ("new", new)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    done = command("diff", tmp_path / "old.yaml", tmp_path / "new.yaml")
    assert done.status == int(bool(done.out))
    assert done.err == ""
    return done.out.splitlines()


SUPPORT = "([Support](https://support.example))"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "{code: E1, judged: {category: busy}}",
            "{code: E1, judged: {category: payment}}",
            "- `acme:E1`: category `busy` → `payment`, "
            "retryable `yes` (inferred) → `no` (inferred) " + SUPPORT,
        ),
        (
            "{code: E1, judged: {category: busy}}",
            "{code: E1, retryable: true, judged: {category: busy, outcome: maybe_done}}",
            "- `acme:E1`: retryable `yes` (inferred) → `yes` (documented), "
            "outcome `not_done` → `maybe_done` " + SUPPORT,
        ),
        (
            "{code: E1, judged: {category: busy}}",
            '{code: E1, http: "500-504", message: Hm, judged: {category: busy}}',
            "- `acme:E1`: HTTP (none) → `500-504`, message (none) → `Hm` " + SUPPORT,
        ),
        (
            "{code: E1, judged: {category: busy}}",
            "{code: E2, judged: {category: busy}}",
            "- `acme:E1`: removed: category `busy`, retryable `yes` (inferred), "
            "outcome `not_done` " + SUPPORT,
        ),
        (
            "{code: E2, judged: {category: busy}}",
            "{code: E1, retryable: false, judged: {category: busy}}",
            "- `acme:E1`: added: category `busy`, retryable `no` (documented), "
            "outcome `not_done` " + SUPPORT,
        ),
    ],
)
def test_diff_tells_what_changed_in_a_row(
    command: Command, tmp_path: Path, old: str, new: str, line: str
) -> None:
    assert line in changed(command, tmp_path, provider("acme", old), provider("acme", new))


def test_diff_pairs_the_rows_of_a_code_by_their_status(command: Command, tmp_path: Path) -> None:
    first = "{code: E1, http: 400, judged: {category: busy}}"
    second = "{code: E1, http: 500, judged: {category: busy}}"
    changes = changed(
        command,
        tmp_path,
        provider("acme", first, second),
        provider(
            "acme", second, first.replace("busy", "payment"), "{code: E1, judged: {category: ok}}"
        ),
    )
    assert len(changes) == 2
    assert "category `busy` → `payment`" in changes[0]
    assert "added: category `ok`" in changes[1]


def dated(catalog: str) -> str:
    return catalog.replace("code_in_every", "retry_date: [when], code_in_every", 1)


def test_diff_tells_of_a_date_and_of_heads(command: Command, tmp_path: Path) -> None:
    row = "{code: E1, judged: {category: busy}"
    variant = ", variants: [{when: {retry_date: true}, judged: {category: payment}}]}"
    changes = changed(
        command,
        tmp_path,
        dated(provider("acme", row + "}")),
        dated(provider("acme", row + variant, head="aliases: [a]\n")).replace(
            "[text]", "[text, x.y]"
        ),
    )
    assert changes[0] == "- `acme`: aliases (none) → `[a]`"
    assert changes[1] == "- `acme`: envelope message `[text]` → `[text, x.y]`"
    assert changes[2].startswith("- `acme:E1`: with a date (none) → `{")


def coded(codes: str, category: str, more: str = "") -> str:
    key = "codes" if "-" in codes else "code"
    return f'{{{key}: "{codes}", {more}judged: {{category: {category}}}}}'


def test_diff_compares_ranges_code_by_code(command: Command, tmp_path: Path) -> None:
    old = provider("acme", coded("100-110", "carrier_error"), coded("E1", "busy"))
    whole, changed_part = coded("100-104", "carrier_error"), coded("105-110", "busy")
    same = coded("105-110", "carrier_error")
    e1 = coded("E1", "busy")
    assert changed(command, tmp_path, old, provider("acme", whole, same, e1)) == []
    assert changed(command, tmp_path, old, provider("acme", whole, changed_part, e1)) == [
        (
            "- `acme:105-110`: category `carrier_error` → `busy`, "
            "retryable `no` (inferred) → `yes` (inferred), "
            f"outcome `maybe_done` → `not_done` {SUPPORT}"
        )
    ]


def test_diff_folds_only_codes_that_follow_each_other(command: Command, tmp_path: Path) -> None:
    kept = coded("1", "payment")
    codes = ("7", "007", "008", "9", "8", "E1", "E2", "11-12", "13", "99999999999", "14")
    new = [coded(code, "busy") for code in codes]
    lines = changed(command, tmp_path, provider("acme", kept), provider("acme", kept, *new))
    assert [line.partition("`: added")[0].removeprefix("- `acme:") for line in lines] == [
        "7-8", "007", "008", "9", "E1", "E2", "11-14", "99999999999",
    ]  # fmt: skip


def test_diff_keeps_backticks_from_breaking_the_markdown(command: Command, tmp_path: Path) -> None:
    text = provider("acme", coded("E1", "busy"), coded("`", "busy"))
    new = text.replace('E1", ', 'E1", message: "use `a` or ``b``", ').replace(
        "category: busy}}\n", "category: payment}}\n"
    )
    first, second = changed(command, tmp_path, text, new)
    assert ", message (none) → ``` use `a` or ``b`` ``` ([" in first
    assert second.startswith("- `` acme:` ``: category ")


def test_diff_says_what_it_does_not_compare(command: Command, tmp_path: Path) -> None:
    text = provider("acme", coded("E1", "busy"))
    new = text.replace("support.example", "other.example").replace("title: Seen", "title: Said")
    assert new != text
    assert changed(command, tmp_path, text, new) == []
    told = "titles, addresses and dates of tables are not"
    assert told in " ".join(command("diff", "--help").out.split())


def test_diff_counts_rows_and_not_codes(command: Command, tmp_path: Path) -> None:
    old, new = (
        provider("acme", coded("1", "busy")),
        provider("best", coded("1-9", "busy"), coded("E", "busy")),
    )
    assert changed(command, tmp_path, old, new)[1] == "- `best`: added, with 2 rows"


def test_diff_tells_of_providers_that_come_and_go(command: Command, tmp_path: Path) -> None:
    row = "{code: E1, judged: {category: busy}}"
    assert changed(command, tmp_path, provider("acme", row), provider("best", row)) == [
        "- `acme`: removed, with 1 row",
        "- `best`: added, with 1 row",
    ]


HEAD = "sources: {s: {document: Support, url: 'https://support.example', retrieved: 2026-11-23}}\n"


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (
            "{like: 'E-{}', judged: {category: payment}}",
            "{like: 'E-{}', judged: {category: permission}}",
            ["- `acme:E-{}`: category `payment` → `permission` " + SUPPORT],
        ),
        (
            "{text: 'Bad {}', judged: {category: payment}}",
            "{text: 'Bad {}', judged: {category: permission}}",
            ["- `acme:Bad {}`: category `payment` → `permission` " + SUPPORT],
        ),
        (
            "{http: 409, judged: {category: payment}}",
            "{http: 409, meaning: no money, judged: {category: payment}}",
            ["- `acme:http:409`: meaning (none) → `no money` " + SUPPORT],
        ),
        (
            "{code: E1, retryable: true, wait: 60, judged: {category: busy}}",
            "{code: E1, retryable: true, wait: 90, judged: {category: busy}}",
            ["- `acme:E1`: wait `60` → `90` " + SUPPORT],
        ),
        (
            "{code: E1, when: {kind: [b, a]}, judged: {category: payment}}",
            "{code: E1, when: {kind: [a, b]}, judged: {category: permission}}",
            ["- `acme:E1` when kind is `a` or `b`: category `payment` → `permission` " + SUPPORT],
        ),
        (
            "{code: E1, text: 'Bad {}', judged: {category: payment}}",
            "{code: E1, judged: {category: payment}}",
            [
                "- `acme:E1` when text `Bad {}`: removed: category `payment`, "
                "retryable `no` (inferred), outcome `not_done` " + SUPPORT,
                "- `acme:E1`: added: category `payment`, "
                "retryable `no` (inferred), outcome `not_done` " + SUPPORT,
            ],
        ),
    ],
)
def test_diff_compares_rows_by_key_and_conditions(
    command: Command, tmp_path: Path, old: str, new: str, lines: list[str]
) -> None:
    def catalog(row: str) -> str:
        text = provider("acme", row).replace("- title: Seen", "- title: Seen\n    language: en")
        return text.replace("envelope: {", "envelope: {facts: {kind: kind}, ")

    assert changed(command, tmp_path, catalog(old), catalog(new)) == lines


def test_diff_tells_of_each_place_of_listed_errors_and_of_facts(
    command: Command, tmp_path: Path
) -> None:
    text = provider("acme", coded("E1", "busy"))
    old = text.replace("envelope: {", "envelope: {errors: [{at: 'a[]', code: [x]}], ")
    new = text.replace(
        "envelope: {",
        "envelope: {xml: root, facts: {kind: {is: track}}, success: [{at: ok, words: {Y: true}}], "
        "errors: [{at: 'b[]', message: [.], results: true}, {at: 'a[]', code: [x, y]}], ",
    )
    assert sorted(changed(command, tmp_path, old, new)) == sorted([
        "- `acme`: envelope errors `['a[]']` → `['b[]', 'a[]']`",
        "- `acme`: envelope errors at a[]: code `[x]` → `[x, y]`",
        "- `acme`: envelope errors at b[]: message (none) → `[.]`",
        "- `acme`: envelope errors at b[]: results (none) → `yes`",
        "- `acme`: envelope facts (none) → `{kind: {is: track}}`",
        "- `acme`: envelope success (none) → `[{at: ok, words: {Y: true}}]`",
        "- `acme`: envelope xml (none) → `root`",
    ])  # fmt: skip


def test_diff_tells_once_how_many_rows_have_a_source_of_another_kind(
    command: Command, tmp_path: Path
) -> None:
    official = provider("acme", coded("1-9", "busy"), coded("E1", "busy"))
    copy = official.replace("retrieved:", "kind: copy, retrieved:")
    later = official.replace("2026-11-23", "2026-11-24")
    assert changed(command, tmp_path, copy, later) == [
        f"- `acme`: source of 2 rows `copy` → `official` {SUPPORT}"
    ]
    assert changed(command, tmp_path, official, HEAD + later) == []
    more = copy.replace("{code: E1", "{code: E2, wait: 5", 1).replace('{code: "E1"', '{code: "E2"')
    assert any("support.example), copy)" in line for line in changed(command, tmp_path, copy, more))


def test_diff_of_extensions_and_of_the_same(command: Command, tmp_path: Path) -> None:
    text = extension("clickpost", "{code: E1, judged: {category: busy}}")
    assert changed(command, tmp_path, text, text) == []
    assert len(changed(command, tmp_path, text, text.replace("busy", "payment"))) == 1


def test_diff_of_a_wrong_catalog_is_bad_usage(command: Command, tmp_path: Path) -> None:
    done = command("diff", write(tmp_path, "[]", "provider: [\n"), tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "0.yaml:1:1" in done.err
    assert "1.yaml:2:1" in done.err


def test_signs_that_the_output_can_not_hold_are_escaped(tmp_path: Path) -> None:
    for name, category in (("old", "busy"), ("new", "payment")):
        text = provider("acme", f"{{code: E1, judged: {{category: {category}}}}}")
        (tmp_path / f"{name}.yaml").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "shipping_errors", "diff", "old.yaml", "new.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"`busy` \\u2192 `payment`" in done.stdout

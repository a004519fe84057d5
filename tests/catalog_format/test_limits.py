"""A file that would take very much time or memory is refused, with the place and the remedy."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

from shipping_errors import CatalogError
from shipping_errors._catalog_format.loader import load

HEAD = """\
provider: acme
title: Acme
aliases: [%s]
envelope: {code: [code], code_in_every_answer: true}
tables:
  - title: Errors
    source: {document: Errors, url: "https://acme.example/errors", retrieved: 2026-11-23}
    rows:
"""
SIZE = 499_000


def repeated(text: str, *, size: int = SIZE) -> str:
    return text * (size // len(text))


def with_rows(row: str, *, size: int = SIZE) -> str:
    return HEAD % "" + repeated(f"      - {row}\n", size=size)


MANY = "a catalog has at most 40,000 keys and values; is this one? [not-yaml]"
PLAIN = "write a number in plain digits, and text in quotes [not-plain]"
LONG = "only 'tables' and 'rows' have more than 500 items [too-long]"
STEPS = "f:4:19: code[0]: a path has 30 steps at most [wrong-value]"
CHARACTERS = "f:4:19: code[0]: a path has 1000 characters at most [wrong-value]"
WIDE = "up to here rows are for more than 50,000 codes and statuses; name fewer, or use 'like' [too-wide]"
MORE = "f:1:1: and there are more [too-many]"
HOSTILE = {
    "many numbers": (HEAD % repeated("1,"), MANY),
    "many references": ("a: &a [x]\nb: [" + repeated("*a,") + "]", MANY),
    "many lists": ("[" + repeated("[],") + "]", MANY),
    "many lists in lists": ("[" * 99 + repeated("1,") + "]" * 99, MANY),
    "many keys": ("".join(f"key{number}: 1\n" for number in range(50_000)), MANY),
    "many documents": (repeated("---\n"), MANY),
    "many tags": ("[" + repeated("!x y,") + "]", MANY),
    "many rows": (with_rows("{}"), MANY),
    "many aliases": (HEAD % repeated("a,", size=78_000), f"f:3:10: {LONG}"),
    "many paths": (
        HEAD.replace("code]", repeated("c,", size=78_000) + "]") % "",
        f"f:4:18: {LONG}",
    ),
    "a long path": (HEAD.replace("[code]", "[" + repeated("c.", size=100) + "c]") % "", STEPS),
    "a very long path": (HEAD.replace("[code]", "[" + repeated("c.") + "c]") % "", CHARACTERS),
    "ranges of codes": (
        HEAD % ""
        + "".join(
            f"      - {{codes: '{number}0001-{number + 1}0000', judged: {{category: busy}}}}\n"
            for number in range(1, 5_000)
        ),
        f"f:14:9: {WIDE}",
    ),
    "a range of codes with one of statuses": (
        HEAD % "" + "      - {http: '100-500', codes: '1-1000', judged: {category: busy}}\n",
        f"f:9:9: {WIDE}",
    ),
    "many rows of one code": (
        with_rows("{code: a, when: {b: c}, judged: {category: busy}}", size=200_000),
        "f:209:9: code a with the same conditions has more than 200 rows [too-many-rows]",
    ),
    "many new rows": (
        "extends: acme\n"
        + (HEAD % "").partition("\n")[2]
        + "".join(
            f"      - {{code: a{number}, judged: {{category: busy}}}}\n" for number in range(2_000)
        ),
        "an extension has at most 1,000 rows; write a catalog of your own [too-many-rows]",
    ),
    "many lines in a text": (
        HEAD.replace("Acme", '"' + repeated("\\n") + '"') % "",
        "[not-visible]",
    ),
    "wrong rows": (with_rows("[]", size=300_000), MORE),
    "wrong tags of rows": (with_rows("!!int x", size=300_000), MORE),
    "unknown keys": ("".join(f"extend{number}: 1\n" for number in range(19_000)), f"f:1:1: {LONG}"),
    "one key again": (repeated("key: 1\n", size=120_000), f"f:1:1: {LONG}"),
    "wrong tags": ("[" + repeated("!!int x,", size=300_000) + "]", f"f:1:1: {LONG}"),
    "a number of 5,000 digits": ("a: " + "9" * 5_000, f"f:1:4: {PLAIN}"),
    "a very long number": ("a: " + "9" * SIZE, f"f:1:4: {PLAIN}"),
    "a number to the base 60": ("a: 1" + repeated(":59"), f"f:1:4: {PLAIN}"),
    "a fraction to the base 60": ("a: 1" + repeated(":59") + ".5", f"f:1:4: {PLAIN}"),
    "a number with underscores": ("a: 1" + "_" * SIZE, f"f:1:4: {PLAIN}"),
    "a time of day": ("a: 1:30", f"f:1:4: {PLAIN}"),
    "a very long key": ("? " + "k" * SIZE + "\n: 1", "… [unknown-key]"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_too_much_is_refused_with_its_place_and_remedy(kind: str) -> None:
    content, told = HOSTILE[kind]
    with pytest.raises(CatalogError) as caught:
        load("f", content.encode())
    text = str(caught.value)
    assert told in text
    assert len(text) < 200_000
    assert len(caught.value.problems) <= 1_001


def test_that_takes_no_more_memory_than_a_hundred_megabytes() -> None:
    """Nor does it take long: this test would not end."""
    script = """
        import resource
        from pathlib import Path
        from catalog_format.test_limits import HOSTILE
        from shipping_errors import CatalogError
        from shipping_errors._catalog_format.loader import load
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + 100_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        for content, _ in HOSTILE.values():
            try:
                load("f", content.encode())
            except CatalogError:
                continue
            raise SystemExit("it was loaded")
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(script)],
        env={"PYTHONPATH": "tests"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")

"""A broken catalog is refused with every problem at once, each with its place and its remedy."""

from __future__ import annotations

import pickle
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipping_errors import CatalogError, providers
from shipping_errors import catalog as built_in
from shipping_errors._catalog_format.loader import load, load_head

if TYPE_CHECKING:
    from shipping_errors._errors import Problem

SOUND = """\
provider: acme
title: Acme
aliases: [acme_express]
envelope:
  code: [error.code]
  code_in_every_answer: false
tables:
  - title: Errors
    source: {document: Errors, url: "https://acme.example/errors", retrieved: 2026-11-23}
    rows:
      - {http: 400, code: "E1", message: Wrong, judged: {category: invalid_data}}
      - {code: "E2", retryable: true, judged: {category: busy, outcome: maybe_done}}
"""
ROW = '      - {code: "E2", retryable: true, judged: {category: busy, outcome: maybe_done}}\n'


def problems(content: str | bytes) -> list[str]:
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(CatalogError) as caught:
        load("acme.yaml", raw)
    assert all(problem.file == "acme.yaml" for problem in caught.value.problems)
    return [str(problem).removeprefix("acme.yaml:") for problem in caught.value.problems]


def with_row(row: str) -> str:
    return SOUND + f"      - {row}\n"


def test_a_sound_catalog_is_loaded() -> None:
    catalog = load("acme.yaml", SOUND.encode())
    assert (catalog.provider, catalog.title, catalog.aliases) == ("acme", "Acme", ("acme_express",))
    assert [row.label for row in catalog.rows] == ["E1", "E2"]
    assert catalog.rows_for("E2") == catalog.rows[1:]
    assert catalog.rows_for("E3") == ()
    assert load("acme.yaml", b"\xef\xbb\xbf" + SOUND.encode()) == catalog


def test_a_catalog_survives_a_round_trip() -> None:
    for catalog in (load("acme.yaml", SOUND.encode()), *map(built_in, providers())):
        assert type(catalog).model_validate(catalog.model_dump(mode="json")) == catalog


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "{code: 0123, judged: {category: busy}}",
            '13:16: code is text; put it in quotes: "0123" [not-text]',
        ),
        (
            "{code: 4.0, judged: {category: busy}}",
            '13:16: code is text; put it in quotes: "4.0" [not-text]',
        ),
        (
            "{code: yes, judged: {category: busy}}",
            '13:16: code is text; put it in quotes: "yes" [not-text]',
        ),
        (
            "{code: 2026-11-23, judged: {category: busy}}",
            '13:16: code is text; put it in quotes: "2026-11-23" [not-text]',
        ),
        (
            '{code: "E3", judged: {category: bussy}}',
            "13:41: unknown category 'bussy'; did you mean 'busy'? [unknown-word]",
        ),
        (
            '{code: "E3", judged: {category: busy, outcome: maybedone}}',
            "13:56: unknown outcome 'maybedone'; did you mean 'maybe_done'? [unknown-word]",
        ),
        (
            '{code: "E3", judged: {category: qqq}}',
            "13:41: unknown category 'qqq'; one of: already_done, authentication, busy, carrier_account, carrier_error, carrier_unavailable, invalid_data, malformed_request, network, not_found, ok, payment, pending, permission, provider_error, provider_unavailable, quota_exceeded, rate_limited, state_conflict, unknown, unserviceable [unknown-word]",
        ),
        (
            '{code: "E3", judged: {categry: busy}}',
            "13:30: 'category' is missing [missing-key]|13:31: unknown key 'categry'; did you mean 'category'? [unknown-key]",
        ),
        (
            '{code: "E3", mesage: x, judged: {category: busy}}',
            "13:22: unknown key 'mesage'; did you mean 'message'? [unknown-key]",
        ),
        (
            '{code: "E3", zzz: x, judged: {category: busy}}',
            "13:22: unknown key 'zzz'; one of: code, codes, http, judged, like, meaning, message, retryable, text, variants, wait, when [unknown-key]",
        ),
        ('{code: "E3"}', "13:9: 'judged' is missing [missing-key]"),
        (
            "{message: x, judged: {category: busy}}",
            "13:9: rows[2]: a row names a code, codes, like, text or http: what it is for [wrong-value]",
        ),
        (
            '{code: "E3", codes: "1-2", judged: {category: busy}}',
            "13:9: rows[2]: a row has one of code and codes, not several [wrong-value]",
        ),
        (
            '{codes: "2-1", judged: {category: busy}}',
            "13:17: codes: a range goes from a lower number to a higher, 10000 above it at most [wrong-value]",
        ),
        (
            '{codes: "0 - 99999", judged: {category: busy}}',
            "13:17: codes: a range goes from a lower number to a higher, 10000 above it at most [wrong-value]",
        ),
        (
            "{codes: 5, judged: {category: busy}}",
            '13:17: codes: a range is two plain numbers and a hyphen, in quotes: "500-504" [wrong-value]',
        ),
        (
            '{http: 42, code: "E3", judged: {category: busy}}',
            "13:16: http: an HTTP status is a number from 100 to 599 [wrong-value]",
        ),
        (
            '{http: true, code: "E3", judged: {category: busy}}',
            '13:16: http: write a number (400), or a range in quotes ("500-504") [wrong-value]',
        ),
        (
            '{code: "E3", retryable: "maybe", judged: {category: busy}}',
            "13:33: retryable: write true or false [wrong-value]",
        ),
        (
            '{code: " E3", judged: {category: busy}}',
            "13:16: code: a code is 1 to 200 printable characters, without spaces around them [wrong-value]",
        ),
        (
            '{code: "E2", judged: {category: busy}}',
            "13:9: code E2 with this HTTP status is on line 12 already; no response would get here [duplicate-code]",
        ),
        (
            '{http: "399-401", code: "E1", judged: {category: busy}}',
            "13:9: code E1 with this HTTP status is on line 11 already; no response would get here [duplicate-code]",
        ),
        (
            '{code: "E3", code: "E4", judged: {category: busy}}',
            "13:22: 'code' is on line 13 already; keep one [duplicate-key]",
        ),
        ("[1]", "13:9: rows[2]: write keys and values here [wrong-value]"),
    ],
)
def test_a_wrong_row_is_named_with_its_place_and_remedy(row: str, problem: str) -> None:
    assert problems(with_row(row)) == problem.split("|")


@pytest.mark.parametrize(
    "row",
    [
        '{code: "E1", judged: {category: busy}}',
        '{http: 401, code: "E1", judged: {category: busy}}',
        '{http: "500 - 504", codes: "500 - 504", judged: {category: busy}}',
        '{http: 200, code: "-18010003", judged: {category: busy}}',
        '{code: "BOOK-INPUT-001", judged: {category: busy}}',
    ],
)
def test_rows_that_can_be_told_apart_are_sound(row: str) -> None:
    assert len(load("acme.yaml", with_row(row).encode()).rows) == 3


def test_a_range_that_covers_another_rows_code_is_a_duplicate() -> None:
    rows = '{code: "7", judged: {category: busy}}\n      - {codes: "5-9", judged: {category: ok}}'
    assert problems(with_row(rows)) == [
        (
            "14:9: code 7 with this HTTP status is on line 13 already; no response would get here "
            "[duplicate-code]"
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "provider: acme",
            "provider: Acme Express",
            "1:11: provider: an id is lower-case letters and digits, with single underscores between them [wrong-value]|3:11: 'acme_express' is the same name as the provider's id; remove it [duplicate-alias]",
        ),
        ("title: Acme\n", "", "1:1: 'title' is missing [missing-key]"),
        (
            "[error.code]",
            "[error..code]",
            "5:10: code[0]: a path is keys joined by dots, and [] behind the key of a list: errors[].code [wrong-value]",
        ),
        (
            "[error.code]",
            '["errors.*.code"]',
            "5:10: code[0]: a path is keys joined by dots, and [] behind the key of a list: errors[].code [wrong-value]",
        ),
        (
            "[error.code]",
            '[error.code]\n  errors: [{at: "errors[]", code: ["*"]}]',
            "6:12: errors[0]: * alone is the key that * in 'at' matched; there is no * in 'at' [wrong-value]",
        ),
        (
            "[error.code]",
            '[error.code]\n  errors: [{at: "errors.*", code: ["*.code"]}]',
            "6:36: code[0]: a path is keys joined by dots, and [] behind a list; or * alone, for the key of the error [wrong-value]",
        ),
        (
            "[error.code]",
            "error.code",
            "5:9: code: write a list: [ ], or a line with a hyphen for each item [wrong-value]",
        ),
        (
            "acme_express",
            "ACME",
            "3:11: 'ACME' is the same name as the provider's id; remove it [duplicate-alias]|3:11: aliases[0]: an id is lower-case letters and digits, with single underscores between them [wrong-value]",
        ),
        (
            "[acme_express]",
            "[a_b, ab]",
            "3:16: 'ab' is the same name as alias 'a_b'; remove it [duplicate-alias]",
        ),
        (
            "[acme_express]",
            "acme_express",
            "3:10: aliases: write a list: [ ], or a line with a hyphen for each item [wrong-value]",
        ),
        (
            "https://acme",
            "ftp://acme",
            "9:37: url: an address starts with https:// or http://, and has a host [wrong-value]",
        ),
        ("2026-11-23", '"yesterday"', "9:79: retrieved: write a day as YYYY-MM-DD [wrong-value]"),
        (
            "    rows:",
            "    rowz:",
            "8:5: 'rows' is missing [missing-key]|10:5: unknown key 'rowz'; did you mean 'rows'? [unknown-key]",
        ),
        (
            "tables:",
            "tables: 5\nmore:",
            "7:1: move 'tables' to the end of the file [tables-last]|7:9: tables: write a list: [ ], or a line with a hyphen for each item [wrong-value]|8:1: unknown key 'more'; one of: aliases, envelope, hosts, provider, sdk, sources, tables, title [unknown-key]",
        ),
        (
            "aliases: [acme_express]",
            'hosts: [api.acme.example, acme.example/v1, "https://acme.example"]',
            "3:44: hosts[2]: a host is a lower-case name without scheme and port: api.example.com, or api.example.com/tracking where several APIs share it [wrong-value]",
        ),
        (
            "aliases: [acme_express]",
            "sdk: [{exception: ApiError, status: http.status}, {exception: a.B, headers: 5}]",
            '3:19: exception: a class has its module in front: acme.errors.ApiError [wrong-value]|3:37: status: the name of one attribute: http_status [wrong-value]|3:77: headers is text; put it in quotes: "5" [not-text]',
        ),
        (
            "aliases: [acme_express]",
            "sdk: [{exception: a.B}, {exception: a.B, body: text}, {status: code}]",
            "3:37: 'a.B' is on line 3 already; keep one [duplicate-exception]|3:55: 'exception' is missing [missing-key]",
        ),
        ("title: Acme", "title: &name Acme\n", None),
        (
            "aliases: [acme_express]",
            "aliases: &a [*a]",
            "3:10: anchors are not used in catalogs; write it out [alias]|3:10: aliases[0]: write text [wrong-value]",
        ),
    ],
)
def test_a_wrong_head_is_named_with_its_place_and_remedy(
    old: str, new: str, problem: str | None
) -> None:
    content = SOUND.replace(old, new, 1)
    assert content != SOUND
    if problem is None:
        assert load("acme.yaml", content.encode()).title == "Acme"
    else:
        assert sorted(problems(content)) == sorted(problem.split("|"))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "1:1: the file is empty [not-yaml]"),
        (b"# nothing\n", "1:1: the file is empty [not-yaml]"),
        (b"a: 1\nb: \xff", "2:4: write the file in UTF-8 [not-utf-8]"),
    ],
)
def test_a_file_without_yaml_is_refused(content: bytes, problem: str) -> None:
    assert problems(content) == [problem]


@pytest.mark.parametrize("content", [b"a: [", b"a: \x00", b"--- 1\n--- 2", b"a: b: c", b"\t- a"])
def test_what_is_wrong_in_yaml_is_said_by_the_library_with_our_rule(content: bytes) -> None:
    (problem,) = problems(content)
    assert problem.endswith(" [not-yaml]")


@pytest.mark.parametrize("content", [b"a: !!python/object/apply:os.getcwd []", b"5", b"- a"])
def test_what_is_no_catalog_at_all_is_refused(content: bytes) -> None:
    assert any(problem.startswith("1:1: ") for problem in problems(content))


def test_a_day_that_does_not_exist_is_refused() -> None:
    """Why it does not exist is said by Python, in the words of its release."""
    first, second = problems(SOUND.replace("2026-11-23", "2026-11-31", 1))
    assert first.startswith("9:79: ")
    assert first.endswith("; put the text in quotes [not-yaml]")
    assert second == "9:79: retrieved: write a day as YYYY-MM-DD [wrong-value]"


def test_every_problem_of_a_file_is_reported_at_once_in_the_order_of_the_file() -> None:
    content = dedent("""\
        provider: acme
        titel: Acme
        envelope: {code: [a b, "a[].*"], code_in_every_answer: perhaps}
        tables:
          - title: Errors
            source: {document: Errors, url: x, retrieved: 2026-11-23}
            rows:
              - {code: 5, judged: {category: busy}}
              - {code: "6", judged: {category: busi}}
              - {code: "7", judged: {category: busy}}
              - {code: "7", judged: {category: payment}}
        """)
    assert problems(content) == [
        "1:1: 'title' is missing [missing-key]",
        "2:1: unknown key 'titel'; did you mean 'title'? [unknown-key]",
        "3:24: code[1]: a path is keys joined by dots, and [] behind the key of a list: errors[].code [wrong-value]",
        "3:56: code_in_every_answer: write true or false [wrong-value]",
        "6:37: url: an address starts with https:// or http://, and has a host [wrong-value]",
        '8:16: code is text; put it in quotes: "5" [not-text]',
        "9:40: unknown category 'busi'; did you mean 'busy'? [unknown-word]",
        (
            "11:9: code 7 with this HTTP status is on line 10 already; no response would get here "
            "[duplicate-code]"
        ),
    ]


def test_the_error_lists_its_problems_and_survives_pickle() -> None:
    with pytest.raises(CatalogError) as caught:
        load("acme.yaml", with_row("{code: 5}").encode())
    error = pickle.loads(pickle.dumps(caught.value))
    assert error.problems == caught.value.problems
    assert str(error).splitlines() == [
        "2 problems in the catalog",
        "acme.yaml:13:9: 'judged' is missing [missing-key]",
        'acme.yaml:13:16: code is text; put it in quotes: "5" [not-text]',
    ]
    assert str(CatalogError(error.problems[:1])).startswith("1 problem in the catalog\n")


def test_a_head_is_read_without_the_tables() -> None:
    broken = SOUND.partition("    rows:")[0] + "    rows: [}"
    head = load_head("a.yaml", broken.encode())
    assert (head.title, head.aliases) == ("Acme", ("acme_express",))


@pytest.mark.parametrize(
    ("hosts", "read"), [("[a.example, b.example]", ("a.example", "b.example")), ("5", ()), ("", ())]
)
def test_a_head_has_the_hosts_and_is_read_without_wrong_ones(
    hosts: str, read: tuple[str, ...]
) -> None:
    head = load_head("a.yaml", f"hosts: {hosts}\n{SOUND}".encode())
    assert (head.title, head.hosts) == ("Acme", read)


@pytest.mark.parametrize("aliases", ["5", "abc", "{a: b}", "null"])
def test_a_head_with_wrong_names_is_refused(aliases: str) -> None:
    with pytest.raises(CatalogError, match="'title' is text, and 'aliases' a list"):
        load_head("a.yaml", SOUND.replace("[acme_express]", aliases).encode())


@pytest.mark.parametrize(
    "content",
    ["[" * 100_000, "a: " + "{a: " * 100_000, "- " * 100_000, "? " * 100_000,
     "# " + "]" * 200_000 + "\n" + "[" * 200_000, "[" + "[']', " * 100_000],
    ids=["lists", "maps", "items", "keys", "comment", "texts"],
)  # fmt: skip
def test_deep_nesting_is_refused(content: str) -> None:
    """The YAML library would end the process."""
    (problem,) = problems(content)
    assert problem.endswith(": the file is nested too deeply [not-yaml]")


def test_brackets_in_texts_are_no_nesting() -> None:
    rows = [
        f'{{code: "X{n}", message: "see [7 {{", judged: {{category: busy}}}}' for n in range(200)
    ]
    content = with_row("\n      - ".join(rows))
    assert len(load("acme.yaml", content.encode()).rows) == 202


@pytest.mark.parametrize(
    "code", ['!!int ""', '!!bool "abc"', '!!timestamp "abc"', '!!float "x"', "!!binary ä", "!x y"]
)
def test_a_wrong_tag_is_refused(code: str) -> None:
    found = problems(with_row(f"{{code: {code}, judged: {{category: busy}}}}"))
    assert any(problem.startswith("13:16: ") for problem in found)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("  code: [error.code]\n", "",
         ("10:9: the envelope has no path to a code; no response would get here [no-code-path]|"
         "11:9: the envelope has no path to a code; no response would get here [no-code-path]")),
        ("outcome: maybe_done}}", ("outcome: maybe_done}, variants: [{when: {retry_date: true}, "
         "judged: {category: ok}}]}"),
         ("12:96: the envelope has no path to a retry date; no response would get here "
         "[no-date-path]")),
        ("[error.code]", "[error.code, error.code]",
         "5:22: 'error.code' is in this list already [duplicate-path]"),
        ("tables:", '  success_codes: ["0", "E1"]\ntables:',
         "7:24: code E1 has a row; a row can mean success too [duplicate-code]"),
        ('{code: "E2"', '{codes: "001-010"',
         ('12:17: codes: a range is two plain numbers and a hyphen, in quotes: "500-504" '
         "[wrong-value]")),
        ('"E2"', '"E\u00a02"',
         ("12:16: code: a code is 1 to 200 printable characters, without spaces around them "
         "[wrong-value]")),
        ("http: 400", "http: 0620",
         "11:16: write '0620' as a plain number, or a range [not-plain]"),
        ("http: 400", "http: 3:20",
         "11:16: write a number in plain digits, and text in quotes [not-plain]"),
        (
            "2026-11-23",
            '"2026-13-45"',
            "9:79: retrieved: write a day as YYYY-MM-DD [wrong-value]",
        ),
        ("2026-11-23", "0", "9:79: retrieved: write a day as YYYY-MM-DD [wrong-value]"),
        ("message: Wrong", "message: ' x'",
         "11:42: message: write text on one line, without spaces around it [wrong-value]"),
        ("message: Wrong", 'message: "two\\nlines"',
         "11:42: write text on one line, without control characters and marks of direction [not-visible]"),
    ],
)  # fmt: skip
def test_what_could_never_have_an_effect_is_refused(old: str, new: str, problem: str) -> None:
    assert problems(SOUND.replace(old, new, 1)) == problem.split("|")


PARTS = [
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "\n",
    "  ",
    "'",
    '"',
    "&a ",
    "*a",
    "!!int ",
    "? ",
    "|\n",
    "0",
    "null",
    "~",
    "é",
]


@settings(max_examples=500, deadline=None)
@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, len(SOUND)),
            st.integers(0, 30),
            st.sampled_from(PARTS) | st.text(max_size=3),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_a_file_holds_it_is_a_catalog_or_a_list_of_problems(
    edits: list[tuple[int, int, str]],
) -> None:
    content = SOUND
    for start, length, text in edits:
        content = content[:start] + text + content[start + length :]
    found: tuple[Problem, ...] = ()
    try:
        load("acme.yaml", content.encode("utf-8", "surrogatepass"))
    except CatalogError as error:
        found = error.problems
    assert all(problem.line > 0 and problem.column > 0 and problem.message for problem in found)

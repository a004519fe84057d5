"""Each key of lists, templates, conditions and sources has its errors: where, what, and the remedy."""

from __future__ import annotations

import pytest

from shipping_errors import CatalogError
from shipping_errors._catalog_format.loader import load

SOUND = """\
provider: acme
title: Acme
{head}
envelope:
  code: [code]
  message: [text]
  {envelope}
  code_in_every_answer: false
tables:
  - title: Errors
    source: {source}
    {table}
    rows:
      - {{code: E0, judged: {{category: busy}}}}
      - {row}
"""
PARTS = {
    "head": "aliases: []",
    "envelope": "retryable: []",
    "source": '{document: D, url: "https://a.example", retrieved: 2026-11-23}',
    "table": "language: en",
    "row": "{code: E1, judged: {category: busy}}",
}


def problems(part: str = "head", text: str = PARTS["head"]) -> list[str]:
    """Return the problems of a catalog of which one part is another."""
    content = SOUND.format(**{**PARTS, part: text})
    try:
        load("acme.yaml", content.encode())
    except CatalogError as error:
        return [str(problem).removeprefix("acme.yaml:") for problem in error.problems]
    return []


WRONG = [
    (
        "envelope",
        "errors: 5",
        ["7:11: errors: write a list: [ ], or a line with a hyphen for each item [wrong-value]"],
    ),
    ("envelope", "errors: [5]", ["7:12: errors[0]: write keys and values here [wrong-value]"]),
    ("envelope", "errors: [{}]", ["7:12: 'at' is missing [missing-key]"]),
    (
        "envelope",
        'errors: [{at: "a[]"}]',
        [
            "7:12: errors[0]: name the path to a code or to a message: nothing else makes an error [wrong-value]"
        ],
    ),
    (
        "envelope",
        'errors: [{at: "", code: [c]}]',
        [
            "7:17: at: a path is keys joined by dots, [] behind a list, and * for any key: data.*.errors[] [wrong-value]"
        ],
    ),
    (
        "envelope",
        'errors: [{at: "a..b", code: [c]}]',
        [
            "7:17: at: a path is keys joined by dots, [] behind a list, and * for any key: data.*.errors[] [wrong-value]"
        ],
    ),
    (
        "envelope",
        'errors: [{at: "a[]", code: [c]}, {at: "a[]", code: [d]}]',
        ["7:41: 'a[]' is on line 7 already; join the two places [duplicate-place]"],
    ),
    (
        "envelope",
        'errors: [{at: "a[]", code: c}]',
        ["7:30: code: write a list: [ ], or a line with a hyphen for each item [wrong-value]"],
    ),
    (
        "envelope",
        'errors: [{at: "a[]", code: [c], item: x}]',
        ["7:41: item: write a list: [ ], or a line with a hyphen for each item [wrong-value]"],
    ),
    (
        "envelope",
        'errors: [{at: "a[]", code: [c], field: [5]}]',
        [
            "7:43: field[0]: a path is keys joined by dots, and [] behind a list; or * alone, for the key of the error [wrong-value]"
        ],
    ),
    (
        "envelope",
        'errors: [{at: "a[]", code: [c], results: x}]',
        ["7:44: results: write true, or a list of paths to what succeeded [wrong-value]"],
    ),
    (
        "envelope",
        'errors: [{at: "a[]", code: [c], results: false}]',
        ["7:44: results: write true, or a list of paths to what succeeded [wrong-value]"],
    ),
    (
        "envelope",
        'errors: [{at: "a[]", code: [c], results: ["a..b"]}]',
        [
            "7:44: results: a path is keys joined by dots, and [] behind the key of a list: errors[].code [wrong-value]"
        ],
    ),
    (
        "envelope",
        'errors: [{at: "a[]", code: [c], itme: [x]}]',
        ["7:35: unknown key 'itme'; did you mean 'item'? [unknown-key]"],
    ),
    ("envelope", "facts: [a]", ["7:10: facts: write keys and values here [wrong-value]"]),
    (
        "envelope",
        "facts: {Kind: a}",
        [
            "7:17: Kind: the name of a fact is lower-case letters, digits and underscores [wrong-value]"
        ],
    ),
    (
        "envelope",
        "facts: {kind: 5}",
        [
            "7:17: kind: a path is keys joined by dots, [] behind a list, and * for any key: data.*.errors[] [wrong-value]"
        ],
    ),
    (
        "envelope",
        "facts: {kind: {}}",
        ["7:17: kind: a fact is a path, or {is: text} [wrong-value]"],
    ),
    (
        "envelope",
        "facts: {kind: {at: a, is: b}}",
        ["7:17: kind: a fact is a path, or {is: text} [wrong-value]"],
    ),
    (
        "envelope",
        "facts: {kind: {is: ''}}",
        ["7:22: is: write text, or leave it out [wrong-value]"],
    ),
    (
        "envelope",
        "success: [{at: ok, words: {}}]",
        [
            "7:29: words: words are a map from what the body says to true or false: {ok: true} [wrong-value]"
        ],
    ),
    (
        "envelope",
        "success: [{at: ok, words: {Y: yes please}}]",
        ["7:29: words: write true or false behind 'Y' [wrong-value]"],
    ),
    (
        "envelope",
        "success: [{at: ok, words: [Y]}]",
        [
            "7:29: words: words are a map from what the body says to true or false: {ok: true} [wrong-value]"
        ],
    ),
    ("envelope", "success: [{words: {Y: true}}]", ["7:13: 'at' is missing [missing-key]"]),
    (
        "envelope",
        "retry_date: [{at: x, like: abc}]",
        [
            "7:30: like: a template has a hole, {} or {#}; without one, write the whole text [wrong-value]"
        ],
    ),
    (
        "envelope",
        "retry_date: [{at: x, like: '{}{}'}]",
        ["7:30: like: a template has text beside its holes: VAL_{} [wrong-value]"],
    ),
    (
        "envelope",
        "retry_date: [{at: x, like: '{#}1'}]",
        ["7:30: like: {#} takes every digit, so no digit can follow it [wrong-value]"],
    ),
    (
        "envelope",
        "retry_date: [{at: x, like: '{}'}]",
        ["7:30: like: a template has text beside its holes: VAL_{} [wrong-value]"],
    ),
    ("envelope", "xml: ''", ["7:8: xml: write text, or leave it out [wrong-value]"]),
    ("envelope", "xml: true", ['7:8: xml is text; put it in quotes: "true" [not-text]']),
    (
        "envelope",
        "success_can_be_empty: 1",
        ["7:25: success_can_be_empty: write true or false [wrong-value]"],
    ),
    (
        "row",
        "{like: abc, judged: {category: busy}}",
        [
            "15:16: like: a template has a hole, {} or {#}; without one, write the whole text [wrong-value]"
        ],
    ),
    (
        "row",
        "{like: '{}', judged: {category: busy}}",
        ["15:16: like: a template has text beside its holes: VAL_{} [wrong-value]"],
    ),
    (
        "row",
        "{like: 5, judged: {category: busy}}",
        ['15:16: like is text; put it in quotes: "5" [not-text]'],
    ),
    (
        "row",
        "{code: E1, like: 'a{}', judged: {category: busy}}",
        ["15:9: rows[1]: a row has one of code and like, not several [wrong-value]"],
    ),
    (
        "row",
        "{code: E1, codes: '1-2', judged: {category: busy}}",
        ["15:9: rows[1]: a row has one of code and codes, not several [wrong-value]"],
    ),
    (
        "row",
        "{judged: {category: busy}}",
        [
            "15:9: rows[1]: a row names a code, codes, like, text or http: what it is for [wrong-value]"
        ],
    ),
    (
        "row",
        "{like: 'a{}', judged: {category: busy}}\n      - {like: 'a{}', judged: {category: payment}}",
        [
            "16:9: code like a{} with this HTTP status is on line 15 already; no response would get here [duplicate-code]"
        ],
    ),
    (
        "row",
        "{text: '{}', judged: {category: busy}}",
        [
            "15:16: this fits every message; name the HTTP status, or a code, that it is for [fits-all]"
        ],
    ),
    (
        "row",
        "{text: 5, judged: {category: busy}}",
        ['15:16: text is text; put it in quotes: "5" [not-text]'],
    ),
    (
        "row",
        "{text: 'a{}{}b', judged: {category: busy}}",
        [
            "15:16: two holes need text between them, or nothing shows where the first one ends [wrong-template]"
        ],
    ),
    (
        "row",
        "{text: 'No {}', message: Yes, judged: {category: busy}}",
        ['15:34: message is text; put it in quotes: "Yes" [not-text]'],
    ),
    (
        "row",
        "{when: {kind: a}, judged: {category: busy}}",
        [
            "15:9: rows[1]: a row names a code, codes, like, text or http: what it is for [wrong-value]"
        ],
    ),
    (
        "row",
        "{code: E1, when: {}, judged: {category: busy}}",
        [
            "15:26: when: a condition is a map from facts to texts: {type: [validation]} [wrong-value]"
        ],
    ),
    (
        "row",
        "{code: E1, when: [a], judged: {category: busy}}",
        [
            "15:26: when: a condition is a map from facts to texts: {type: [validation]} [wrong-value]"
        ],
    ),
    (
        "row",
        "{code: E1, when: {kind: 5}, judged: {category: busy}}",
        [
            "15:26: when: write a text, or a list of texts, behind 'kind'; numbers in quotes [wrong-value]"
        ],
    ),
    (
        "row",
        "{code: E1, when: {kind: a}, judged: {category: busy}}",
        ["15:27: the envelope provides no fact 'kind'; it names none [unknown-fact]"],
    ),
    (
        "row",
        "{code: E1, wait: 0, judged: {category: busy}}",
        ["15:26: wait: write a whole number above 0, without quotes [wrong-value]"],
    ),
    (
        "row",
        "{code: E1, wait: '5', judged: {category: busy}}",
        ["15:26: wait: write a whole number above 0, without quotes [wrong-value]"],
    ),
    (
        "row",
        "{code: E1, wait: 5, judged: {category: payment}}",
        [
            "15:9: rows[1]: a row with a wait is retryable: write retryable: true, or leave it out [wrong-value]"
        ],
    ),
    (
        "row",
        "{code: E1, wait: 5, retryable: false, judged: {category: busy}}",
        [
            "15:9: rows[1]: a row with a wait is retryable: write retryable: true, or leave it out [wrong-value]"
        ],
    ),
    (
        "row",
        "{code: E1, meaning: '', judged: {category: busy}}",
        ["15:29: meaning: write text, or leave it out [wrong-value]"],
    ),
    (
        "row",
        "{code: E1, meaning: a, message: b, judged: {category: busy}}",
        [
            "15:9: rows[1]: a row has the document's message or our meaning of it, not both [wrong-value]"
        ],
    ),
    (
        "row",
        "{code: E1, judged: {category: partial}}",
        [
            "15:39: category: 'partial' is found from the listed errors of a body; no row has it [wrong-value]"
        ],
    ),
    (
        "row",
        "{code: E1, judged: {category: busy, outcome: partly}}",
        ["15:54: unknown outcome 'partly'; did you mean 'partly_done'? [unknown-word]"],
    ),
    (
        "table",
        "language: english",
        ["12:15: language: a language is two letters: en [wrong-value]"],
    ),
    ("table", "language: [en]", ["12:15: language: write text [wrong-value]"]),
    (
        "source",
        "page",
        ["11:13: no source 'page'; add it to 'sources' at the top [unknown-source]"],
    ),
    (
        "source",
        '{document: D, kind: rumour, url: "https://a.example", retrieved: 2026-11-23}',
        ["11:33: kind: write 'official', 'example' or 'copy' [wrong-value]"],
    ),
    (
        "source",
        '{document: D, url: "https://", retrieved: 2026-11-23}',
        ["11:32: url: an address starts with https:// or http://, and has a host [wrong-value]"],
    ),
    (
        "source",
        '{document: "<who>", url: "https://a.example", retrieved: 2026-11-23}',
        ["11:24: document: fill it in: '<who>' only says what to write here [placeholder]"],
    ),
    ("head", "sources: [a]", ["3:10: sources: write keys and values here [wrong-value]"]),
    (
        "head",
        "sources: {page: {document: D}}",
        ["3:17: 'retrieved' is missing [missing-key]", "3:17: 'url' is missing [missing-key]"],
    ),
    (
        "head",
        "hosts: [Acme]",
        [
            "3:9: hosts[0]: a host is a lower-case name without scheme and port: api.example.com, or api.example.com/tracking where several APIs share it [wrong-value]"
        ],
    ),
    (
        "head",
        "hosts: acme.example",
        ["3:8: hosts: write a list: [ ], or a line with a hyphen for each item [wrong-value]"],
    ),
    (
        "head",
        "sdk: [{exception: ApiError}]",
        ["3:19: exception: a class has its module in front: acme.errors.ApiError [wrong-value]"],
    ),
    ("head", "sdk: [{status: code}]", ["3:7: 'exception' is missing [missing-key]"]),
    (
        "head",
        "sdk: {exception: a.B}",
        ["3:6: sdk: write a list: [ ], or a line with a hyphen for each item [wrong-value]"],
    ),
    (
        "head",
        'sdk: [{exception: a.B, body_key: ""}]',
        ["3:34: body_key: write text, or leave it out [wrong-value]"],
    ),
]


@pytest.mark.parametrize(("part", "text", "told"), WRONG)
def test_what_is_wrong_is_told_with_its_place_and_its_remedy(
    part: str, text: str, told: list[str]
) -> None:
    assert problems(part, text) == told


def test_the_parts_are_sound_by_themselves() -> None:
    assert problems() == []


def test_a_row_with_a_text_needs_the_language_of_its_table() -> None:
    text = "edition: older\n    rows:\n      - {text: 'No {}', judged: {category: busy}}"
    content = SOUND.format(**{**PARTS, "table": text}).partition("    rows:\n      - {code: E0")[0]
    with pytest.raises(
        CatalogError, match=r"texts differ by language; .*language: en \[no-language\]"
    ):
        load("acme.yaml", content.encode())


def test_no_message_is_in_the_words_of_a_parser() -> None:
    """Each says what to write, and none says what a model expects."""
    told = " ".join(line for _, _, lines in WRONG for line in lines)
    assert "Input should" not in told
    assert all(lines for _, _, lines in WRONG)

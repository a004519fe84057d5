"""Nothing that drives a terminal gets to one, whatever it was in."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from user_catalogs import extension, provider

from shipping_errors import CatalogError, Classifier, ShippingError, UnknownProviderError

from .running import COMMANDS, Command

if TYPE_CHECKING:
    from collections.abc import Callable

    Arguments = Callable[[Path], tuple[object, ...]]

EVIL = "".join(map(chr, [*range(1, 32), *range(127, 160)]))
EVIL += "\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\x1b[31m\x1b]0;title\x07"
UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
ROW = "{code: E1, judged: {category: busy}}"
IN_NAME = EVIL.replace("/", "")


def body(code: object = "E1") -> str:
    """Return a body with evil text in every place, and as every key."""
    text = f"a{EVIL}b"
    data = {"code": code, "text": text, "fields": {text: text}, "meta": {"message": text}}
    data[text] = {"deep": {text: text}}
    return json.dumps({**data, "retry": text, "list": [text, {"code": text}]}, ensure_ascii=False)


def catalog_of(**changes: str) -> str:
    """Return a catalog with evil text in one place, as an escape of YAML."""
    text = provider("acme", ROW)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, json.dumps(new))
    return text


def file(text: str, name: str = "acme.yaml") -> Arguments:
    """Write a catalog, and give its path as an argument."""

    def write(directory: Path) -> tuple[object, ...]:
        path = directory / name
        path.write_text(text, encoding="utf-8")
        return (path,)

    return write


def option(text: str, name: str = "acme.yaml") -> Arguments:
    """Write a catalog, and give its path as an option."""
    return lambda directory: ("--catalog", *file(text, name)(directory))


def evil_log(directory: Path) -> tuple[object, ...]:
    """Write a log with evil text in every place, and a line that is cut."""
    record = {
        "provider": "clickpost",
        "status": 200,
        "body": json.dumps({"meta": {"status": EVIL}}),
    }
    others = ({**record, "provider": EVIL}, {**record, "status": EVIL}, {EVIL: EVIL})
    lines = [json.dumps(each, ensure_ascii=False) for each in (record, *others)]
    path = directory / f"{IN_NAME}.jsonl"
    path.write_text("\n".join([*lines, '{"cut']), encoding="utf-8")
    return (path,)


OWN = option(
    provider("acme", ROW, head="").replace(
        "message: [text],", "message: [text], field_errors: [{at: fields, map: true}],"
    )
)
NAMED_EVILLY = option(provider("acme", ROW), f"{IN_NAME}.yaml")
DAMAGED_AND_NAMED_EVILLY = option("provider: acme\n", f"{IN_NAME}.yaml")
EVIL_TITLE = option(catalog_of(Acme=f"A{EVIL}cme"))
EVIL_URL = option(
    provider("acme", ROW).replace('"https://support.example"', json.dumps(f"https://{EVIL}"))
)
EVIL_KEY = option(f"{json.dumps(EVIL)}: 1\n{provider('acme', ROW)}")
EVIL_CODE = option(catalog_of(E1=f"E{EVIL}1"))
CATALOGS = (OWN, NAMED_EVILLY, DAMAGED_AND_NAMED_EVILLY, EVIL_TITLE, EVIL_URL, EVIL_KEY, EVIL_CODE)

CASES: dict[str, list[tuple[tuple[object, ...], Arguments | None]]] = {
    command: [
        *(((command, "acme", "500", body()), catalog) for catalog in CATALOGS),
        *(((command, "--json", "acme", "500", body()), catalog) for catalog in CATALOGS),
        ((command, "acme", "500", f"<html><title>{EVIL}</title>"), OWN),
        ((command, "acme", "500", EVIL), OWN),
        ((command, "acme", "500", body(f"E{EVIL}")), OWN),
        ((command, "acme", "500", "", "-H", f"Retry-After{EVIL}: {EVIL}"), OWN),
        ((command, "acme", "500", "", "-H", EVIL), OWN),
        ((command, "acme", EVIL, ""), OWN),
        ((command, f"acme{EVIL}", "500", ""), OWN),
        ((command, "acme", "500", f"@{EVIL}"), OWN),
        ((command, "acme", "500", "", "--catalog", EVIL), None),
        ((command, "acme", "500", "", EVIL), OWN),
        ((command, "acme", "500", "", f"--{EVIL}"), OWN),
    ]
    for command in ("classify", "explain")
}
CASES |= {
    "providers": [
        *(((*("providers", *json_),), catalog) for catalog in CATALOGS for json_ in ((), ("--json",))),
        (("providers", EVIL), None),
        (("providers", "--catalog", EVIL), None),
    ],
    "codes": [
        *((("codes", "acme", *json_), catalog) for catalog in CATALOGS for json_ in ((), ("--json",))),
        (("codes", EVIL), None),
        (("codes", "acme", "--text", EVIL), OWN),
        (("codes", "acme", "--category", EVIL), OWN),
    ],
    "lint": [
        *(
            (("lint", "--format", form), file(text, name))
            for form in ("text", "github")
            for text, name in (
                (provider("acme", ROW), f"{IN_NAME}.yaml"),
                ("provider: acme\n", f"{IN_NAME}.yaml"),
                (catalog_of(Acme=EVIL), "a.yaml"),
                (f"{json.dumps(EVIL)}: {json.dumps(EVIL)}\n", "a.yaml"),
                (f"a: {EVIL}", "a.yaml"),
                (catalog_of(busy=EVIL), "a.yaml"),
                (extension("clickpst", ROW).replace("clickpst", json.dumps(EVIL)), "a.yaml"),
            )
        ),
        (("lint", EVIL), None),
        (("lint", "--format", EVIL), None),
    ],
    "diff": [
        *(
            (("diff", *pair), file(provider("acme", ROW), f"{IN_NAME}.yaml"))
            for pair in ((EVIL,), ("no such file",))
        ),
        *(
            (("diff",), lambda directory, text=text: (*file(text)(directory), directory))
            for text in (catalog_of(Acme=EVIL), catalog_of(busy=EVIL), provider("acme", ROW))
        ),
    ],
    "sample": [
        *((("sample", "acme", "E1", *form), catalog)
          for catalog in CATALOGS for form in ((), ("--json",), ("--body",))),
        (("sample", "acme", EVIL), OWN),
        (("sample", EVIL, "E1"), OWN),
        (("sample", "acme", "E1", "--status", EVIL), OWN),
        (("sample", "acme", "E1", "--retry-date", EVIL), OWN),
    ],
    "stub": [
        *((("stub", "acme", body("E2")), catalog) for catalog in CATALOGS),
        (("stub", "acme", body("E2"), "--code-path", f"a{EVIL}b.deep.a{EVIL}b"), OWN),
        (("stub", "acme", body("E2"), "--code-path", EVIL), OWN),
        (("stub", "acme", body([])), OWN),
        (("stub", "--new", "zeta", body("E2"), "--code-path", "text"), None),
        (("stub", "--new", "zeta", body("E2"), "--code-path", f"a{EVIL}b"), None),
        (("stub", "--new", EVIL, body("E2")), None),
    ],
    "triage": [
        *((("triage", "--top", "0", *form), evil_log) for form in ((), ("--json",))),
        (("triage", "--provider", EVIL), evil_log),
        (("triage", "--status-field", EVIL), evil_log),
        (("triage", "--fail-on", EVIL), evil_log),
        (("triage", "--out", f"{EVIL}/x.parquet"), evil_log),
        (("triage", EVIL), None),
    ],
    "schema": [(("schema", EVIL), None)],
    "": [((EVIL,), None), ((f"--{EVIL}",), None)],
}  # fmt: skip


@pytest.fixture
def without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every escape sequence be one that should not be there."""
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("stream", ["command", "terminal"])
def test_no_source_of_text_drives_a_terminal(
    request: pytest.FixtureRequest, tmp_path: Path, name: str, stream: str
) -> None:
    run: Command = request.getfixturevalue(stream)
    request.getfixturevalue("without_colours")
    for number, (arguments, rest) in enumerate(CASES[name]):
        directory = tmp_path / str(number)
        directory.mkdir()
        more = rest(directory) if rest is not None else ()
        done = run(*map(str, (*arguments, *more)))
        found = UNFIT.search(done.out + done.err)
        assert found is None, (arguments, found, done)


XML = option(provider("acme", ROW).replace("envelope: {", "envelope: {xml: root, "))
LISTED = option(
    re.sub(
        "envelope: .*",
        "envelope: {code_in_every_answer: false, errors: [{at: 'list[]', code: [code], "
        "message: [text], item: [parcel], field: [field]}]}",
        provider("acme", ROW),
    )
)
IN_XML = re.sub("[\x00-\x1f<&]", "", EVIL) + "&#x9b;&#x202e;&#x2066;&#10;"
XML_BODY = (
    f"<root a='{IN_XML}'><code>E{IN_XML}1</code><text>{IN_XML}</text>"
    f"<deep n='{IN_XML}'><text>{IN_XML}</text></deep><!-- {IN_XML[:9]} --></root>"
)
LISTED_BODY = json.dumps(
    {"list": [dict.fromkeys(("code", "text", "parcel", "field"), f"{each}{EVIL}") for each in "ab"]}
)
FROM_STDIN: dict[str, tuple[tuple[str, ...], ...]] = {
    "classify": (("acme", "500"), ("--json", "acme", "500", "-")),
    "explain": (("acme", "500"), ("--json", "acme", "500", "-")),
    "stub": (("acme",), ("acme", "--code-path", "text"), ("acme", "--code-path", "list[].code")),
    "triage": (
        ("--provider", "acme", "--jobs", "1"), ("--provider", "acme", "--json", "--jobs", "1", "-"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FROM_STDIN)
@pytest.mark.parametrize("stream", ["command", "terminal"])
@pytest.mark.parametrize(
    ("catalog", "text"),
    [(OWN, body()), (OWN, EVIL), (XML, XML_BODY), (LISTED, LISTED_BODY)],
    ids=["JSON", "plain text", "XML", "listed errors"],
)
def test_no_standard_input_drives_a_terminal(  # noqa: PLR0913, PLR0917 - fixtures
    request: pytest.FixtureRequest,
    tmp_path: Path,
    name: str,
    stream: str,
    catalog: Arguments,
    text: str,
) -> None:
    run: Command = request.getfixturevalue(stream)
    request.getfixturevalue("without_colours")
    if name == "triage":
        text = json.dumps({"status": 500, "body": text}, ensure_ascii=False)
    for arguments in FROM_STDIN[name]:
        done = run(name, *arguments, *map(str, catalog(tmp_path)), stdin=text.encode())
        found = UNFIT.search(done.out + done.err)
        assert found is None, (arguments, found, done)
        assert done.out or done.err


def test_the_texts_of_xml_and_of_listed_errors_are_read(tmp_path: Path) -> None:
    """Else no text of theirs would get to the commands above."""
    for catalog, text in ((XML, XML_BODY), (LISTED, LISTED_BODY)):
        known = Classifier(catalogs=[str(catalog(tmp_path)[1])])
        error = known.classify("acme", 500, text)
        assert "title" in error.message
        assert all("title" in each.message and each.item is None for each in error.errors)
        assert not any(UNFIT.search(shown) for shown in (error.message, str(error.errors)))


def test_no_text_of_a_log_drives_what_shows_the_report(command: Command, tmp_path: Path) -> None:
    log, page = Path(*evil_log(tmp_path)), tmp_path / "report.html"
    for name in (log.name, os.fsdecode(b"\xff.jsonl")):
        log = log.rename(tmp_path / name)
        done = command("triage", log, "--html", page, "--jobs", "1")
        assert UNFIT.search(done.out + done.err) is None
        before, script, _ = page.read_text(encoding="utf-8").partition("<script>")
        assert script
        assert "Errors in " in before
        assert UNFIT.search(before) is None


def test_every_command_is_tried() -> None:
    assert set(CASES) == {*COMMANDS, ""}


def test_wrong_arguments_are_quoted_without_what_drives_a_terminal(
    terminal: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With colours too, where the escape sequences are those of the frame."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    for arguments in (("--\x1b]0;title\u202e",), ("classify", "acme", "500", "", "\x1b]0;\u202e")):
        err = terminal(*arguments).err
        assert "\x1b[" in err
        assert "\x1b]" not in err
        assert "\u202e" not in err
        assert "\\u202e" in err


def test_json_says_the_same_with_escapes(command: Command, tmp_path: Path) -> None:
    done = command("explain", "--json", "acme", "500", body("E1"), *map(str, OWN(tmp_path)))
    found = json.loads(done.out)["found"]
    assert any(EVIL[-4:] in str(part["value"]) or "title" in str(part["value"]) for part in found)


@pytest.mark.parametrize("catalog", CATALOGS)
def test_no_exception_has_text_that_drives_a_terminal(catalog: Arguments, tmp_path: Path) -> None:
    path = catalog(tmp_path)[1]
    texts = []
    try:
        classifier = Classifier(catalogs=[str(path)])
    except CatalogError as error:
        texts += [str(error), *(problem.message for problem in error.problems)]
    else:
        answer = classifier.classify("acme", 500, body().encode())
        texts += [str(ShippingError(answer)), repr(answer)]
        with pytest.raises(UnknownProviderError) as caught:
            classifier.catalog(EVIL)
        texts += [str(caught.value)]
    assert not any(UNFIT.search(text) for text in texts)

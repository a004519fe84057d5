"""``stub``: the start of a catalog out of a captured body."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from user_catalogs import extension, write

import shipping_errors
from shipping_errors import Category, Classifier, NormalizedError, authoring

if TYPE_CHECKING:
    from pathlib import Path

    from .running import Command


def uncommented(stub: str) -> str:
    """Take away the signs that keep the rows of a stub from counting."""
    head, extends, rest = stub.partition("\nextends:")
    return head + extends + re.sub("(?m)^# ", "", rest)


def filled_in(stub: str) -> str:
    """Fill a stub in, as its author does."""
    text = uncommented(stub).replace("<who or what says so>", "Support")
    return text.replace("<its address>", "support.example")


STATUSES = (None, 200, 401, 404, 500, 501, 503)


@pytest.mark.parametrize("status", STATUSES)
def test_a_stub_as_it_stands_changes_nothing(
    command: Command, tmp_path: Path, status: int | None
) -> None:
    body = '{"error": {"id": "X1"}, "meta": {"status": 999}}'
    done = command("stub", "clickpost", body, "--status", str(status).lower())
    placed = command("stub", "clickpost", body, "--code-path", "error.id")
    assert (done.status, done.err) == (0, "")
    told: list[NormalizedError] = []
    own = Classifier(catalogs=[write(tmp_path, done.out, placed.out)], on_unmapped=told.append)
    for seen in STATUSES:
        answer = own.classify("clickpost", seen, body)
        assert answer == shipping_errors.classify("clickpost", seen, body)
        assert answer in told


@pytest.mark.parametrize("status", STATUSES)
def test_the_row_of_a_stub_says_what_is_said_today(
    command: Command, tmp_path: Path, status: int | None
) -> None:
    outcome = "{code: '418', http: 418, judged: {category: busy, outcome: done}}"
    own = tmp_path / "own.yaml"
    own.write_text(extension("clickpost", outcome))
    for seen, provider_, body in (
        (status, "clickpost", '{"meta": {"status": 999}}'),
        (418, "clickpost", '{"meta": {"status": 999}}'),
        (status, "aftership", '{"meta": {"code": 999, "retryable": true}}'),
    ):
        text = str(seen).lower()
        stub = command("stub", provider_, body, "--status", text, "--catalog", own).out
        more = tmp_path / "more.yaml"
        more.write_text(filled_in(stub))
        before = Classifier(catalogs=[own]).classify(provider_, seen, body)
        after = Classifier(catalogs=[own, more]).classify(provider_, seen, body)
        assert after.rule == f"{before.provider}:999"
        for said in ("category", "retryable", "outcome"):
            assert getattr(after, said) == getattr(before, said)


def test_a_stub_that_is_filled_in_is_valid_and_makes_the_code_known(
    command: Command, tmp_path: Path
) -> None:
    body = '{"meta": {"status": 999, "message": "odd \\" thing"}}'
    done = command("stub", "clickpost", body, "--status", "400")
    (tmp_path / "stub.yaml").write_text(filled_in(done.out))
    assert command("lint", tmp_path).out == "no problems\n"
    answer = command("classify", "clickpost", "400", body, "--catalog", tmp_path, "--json")
    assert json.loads(answer.out)["rule"] == "clickpost:999"
    assert '# Its text, which may hold personal data: "odd \\" thing"' in done.out
    never_chosen = {Category.UNKNOWN, Category.PARTIAL}
    assert all(
        f" {word}," in done.out or f" {word}\n" in done.out for word in set(Category) - never_chosen
    )
    assert "partial," not in done.out


def test_a_status_that_no_row_can_name_is_left_out(command: Command, tmp_path: Path) -> None:
    done = command("stub", "clickpost", '{"meta": {"status": 999}}', "--status", "777")
    assert '- {code: "999", judged' in done.out
    write(tmp_path, filled_in(done.out))
    assert command("lint", tmp_path).out == "no problems\n"


def test_a_stub_can_add_the_place_of_the_code(command: Command, tmp_path: Path) -> None:
    body = '{"error": {"id": "X1", "a.b": 3, "list": [1]}}'
    done = command("stub", "clickpost", "--code-path", "error.id", stdin=body.encode())
    assert "seen without an HTTP status" in done.out
    (tmp_path / "stub.yaml").write_text(filled_in(done.out))
    assert '"rule": "clickpost:X1"' in command(
        "classify", "clickpost", "200", body, "--catalog", tmp_path, "--json"
    ).out  # fmt: skip


@pytest.mark.parametrize("name", ["acme_x", "true", "123", "null"])
def test_a_stub_can_begin_the_catalog_of_a_provider(
    command: Command, tmp_path: Path, name: str
) -> None:
    body = '{"error": {"id": "X1"}}'
    done = command("stub", name, body, "--new", "--code-path", "error.id", "--status", "409")
    (tmp_path / "own.yaml").write_text(filled_in(done.out))
    assert command("lint", tmp_path).out == "no problems\n"
    answer = Classifier(catalogs=[tmp_path]).classify(name, 409, body)
    assert (answer.rule, answer.category) == (f"{name}:X1", Category.STATE_CONFLICT)
    more = command("stub", name, '{"error": {"id": "X2"}}', "--catalog", tmp_path)
    (tmp_path / "own_more.yaml").write_text(filled_in(more.out))
    assert command("lint", tmp_path).out == "no problems\n"


def test_a_stub_for_a_known_code_says_so(command: Command) -> None:
    done = command("stub", "clickpost", '{"meta": {"status": 301}}')
    assert (done.status, done.err) == (0, "")
    assert "# It has a row already, whose place this one takes: clickpost:301\n" in done.out


@pytest.mark.parametrize("arguments", [("clickpost",), ("acme", "--new")])
def test_a_stub_whose_source_is_not_filled_in_does_not_pass_lint(
    command: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    file = tmp_path / "stub.yaml"
    name, *options = arguments
    file.write_text(uncommented(command("stub", name, '{"error": {"id": "X1"}}', *options).out))
    done = command("lint", file)
    assert done.status == 1
    lines = [line.removeprefix(f"{file}:") for line in done.out.splitlines()]
    assert [line.partition(": ")[2] for line in lines] == [
        "document: fill it in: '<who or what says so>' only says what to write here [placeholder]",
        "url: fill it in: 'https://<its address>' only says what to write here [placeholder]",
    ]


def test_a_stub_has_a_row_for_each_listed_code_that_no_row_knows(
    command: Command, tmp_path: Path
) -> None:
    codes = ("NEW.ONE", "SERVICE.UNAVAILABLE", "NEW.TWO", "NEW.ONE")
    body = json.dumps({"errors": [{"code": code, "message": f"of {code}"} for code in codes]})
    done = command("stub", "fedex", body, "--status", "400")
    rows = re.findall(r"- \{.*", done.out)
    assert [row.partition("code: ")[2].partition(",")[0] for row in rows] == [
        '"NEW.ONE"',
        '"NEW.TWO"',
    ]
    assert done.out.count("# Its text, which may hold personal data: ") == 2
    assert "envelope" not in done.out
    write(tmp_path, filled_in(done.out))
    errors = Classifier(catalogs=[tmp_path]).classify("fedex", 400, body).errors
    assert [error.rule for error in errors] == [f"fedex:{code}" for code in codes]


GUESSES = {
    "flat": ('{"fault": {"Error-Code": "X1", "Detail": "no"}, "id": 7}', {"X1": "no"}),
    "at the top": ('{"code": "X1", "msg": "no", "data": {"id": 5}}', {"X1": "no"}),
    "listed": (
        '{"id": 1, "errors": [{"id": "X1", "text": "no"}, {"id": "X2", "text": "not"}]}',
        {"X1": "no", "X2": "not"},
    ),
    "of items": (
        '{"items": [{"no": 1, "error": {"code": 11, "message": "no"}}, {"no": 2}]}',
        {"11": "no"},
    ),
    "a list": ('[{"code": "X1", "message": "no"}, 5, {"code": "X2"}]', {"X1": "no", "X2": None}),
    "the text is first": (
        '{"errors": [{"code": "X1"}, {"code": "X2", "title": "not"}], "a.b": {"code": 1}}',
        {"X1": None, "X2": "not"},
    ),
    "XML": (
        '<x:F xmlns:x="y"><Error><Code>X1</Code><Text>no</Text></Error><Error><Code>X2</Code></Error></x:F>',
        {"X1": "no", "X2": None},
    ),
}


@pytest.mark.parametrize("guess", GUESSES)
def test_a_stub_guesses_the_places_of_codes_and_texts(
    command: Command, tmp_path: Path, guess: str
) -> None:
    body, texts = GUESSES[guess]
    done = command("stub", "acme", body, "--new", "--status", "409")
    assert "# These places are a guess: check them." in done.out
    write(tmp_path, filled_in(done.out))
    assert command("lint", tmp_path).out == "no problems\n"
    error = Classifier(catalogs=[tmp_path]).classify("acme", 409, body)
    read = {each.code: each.message for each in error.errors or [error]}
    assert {code: read[code] if texts[code] else None for code in read} == texts
    assert error.rule == "acme:" + next(iter(texts))


def test_for_a_body_that_no_place_fits_a_stub_adds_the_place(
    command: Command, tmp_path: Path
) -> None:
    body = '{"errors": [{"id": "X1", "text": "no"}, {"id": "X2", "text": "not"}]}'
    done = command("stub", "clickpost", body, "--status", "400")
    write(tmp_path, filled_in(done.out))
    error = Classifier(catalogs=[tmp_path]).classify("clickpost", 400, body)
    assert [(each.rule, each.message) for each in error.errors] == [
        ("clickpost:X1", "no"),
        ("clickpost:X2", "not"),
    ]


def test_a_success_beside_errors_at_a_place_that_is_not_named_gets_the_place(
    command: Command,
) -> None:
    body = '{"code": 0, "data": {"failed": [{"code": 5, "msg": "no"}]}}'
    assert 'at: "data.failed[]"' in command("stub", "17track", body).out


def test_a_path_to_listed_codes_can_be_given(command: Command) -> None:
    body = '{"parcels": [{"odd": {"no": 5, "text": "x"}}, {"odd": {"no": 6}}]}'
    done = command("stub", "acme", body, "--new", "--code-path", "parcels[].odd.no")
    assert 'errors:\n    - {at: "parcels[]", code: ["odd.no"], message: ["odd.text"]}' in done.out
    assert re.findall('code: "(.)"', done.out) == ["5", "6"]
    assert "a guess" not in done.out


def test_a_stub_says_where_an_extension_can_not_help(command: Command) -> None:
    """It can't make a catalog read XML."""
    done = command("stub", "clickpost", "<errors><code>5</code></errors>")
    assert (done.status, done.out) == (2, "")
    assert "the body has nothing that could be a code" in done.err


def test_a_stub_of_data_that_contains_itself_comes_to_an_end() -> None:
    endless: list[object] = []
    endless += [endless, {"a": endless}]
    with pytest.raises(ValueError, match="nothing that could be a code"):
        authoring.stub(shipping_errors.catalog("clickpost"), 200, endless)

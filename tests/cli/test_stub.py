"""``stub``: the start of a catalog out of a captured body."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from user_catalogs import extension, write

import shipping_errors
from shipping_errors import Category, Classifier, NormalizedError

if TYPE_CHECKING:
    from pathlib import Path

    from .running import Command


def filled_in(stub: str) -> str:
    """Take away the signs that keep the row of a stub from counting."""
    head, extends, rest = stub.partition("\nextends:")
    return head + extends + re.sub("(?m)^# ", "", rest)


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
    assert '# Its own text, which may hold personal data: "odd \\" thing"' in done.out
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
    (tmp_path / "own.yaml").write_text(done.out)
    assert command("lint", tmp_path).out == "no problems\n"
    answer = Classifier(catalogs=[tmp_path]).classify(name, 409, body)
    assert (answer.rule, answer.category) == (f"{name}:X1", Category.STATE_CONFLICT)
    more = command("stub", name, '{"error": {"id": "X2"}}', "--catalog", tmp_path)
    (tmp_path / "own_more.yaml").write_text(filled_in(more.out))
    assert command("lint", tmp_path).out == "no problems\n"


def test_a_stub_for_a_known_code_says_so(command: Command) -> None:
    done = command("stub", "clickpost", '{"meta": {"status": 301}}')
    assert done.status == 0
    assert done.err == (
        "Warning: code 301 has a row already; this one would take its place (clickpost:301)\n"
    )

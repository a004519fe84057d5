"""``classify``: what it prints, and its exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import shipping_errors
from shipping_errors import NormalizedError

from .running import LOCKED

if TYPE_CHECKING:
    from .running import Command


def test_classify_prints_an_answer_for_people(command: Command) -> None:
    done = command("classify", "aftership", "200", LOCKED)
    assert (done.status, done.err) == (1, "")
    assert done.out.splitlines() == [
        "provider        aftership_shipping",
        "HTTP status     200",
        "code            4155",
        "category        busy: Another operation is at work on it, or has taken the slot.",
        "message         Access to shipper_account locked during manifest/cancel-label operation.",
        "retryable       yes (the provider's documentation says so)",
        "wait            not said",
        "outcome         not_done",
        "safe to repeat  yes",
        "who acts        nobody",
        "decided by      aftership_shipping:4155",
        "source          https://www.aftership.com/docs/postmen/quickstart/request-errors",
    ]


def test_classify_names_fields_waits_and_doubts(command: Command) -> None:
    body = '{"meta": {"code": 4312, "details": [{"path": "a.b", "info": "bad"}, {"info": "x"}]}}'
    out = command("classify", "aftership", "-", body, "--header", "Retry-After: 2.5").out
    assert "HTTP status     unknown\n" in out
    assert "field           a.b: bad\n" in out
    assert "field           (unnamed): x\n" in out
    assert "wait            2.5 seconds\n" in out
    assert "only if the call is idempotent: it may have taken effect\n" in out
    bare = command("classify", "clickpost", "418", "").out
    assert "code            none\n" in bare
    assert "source" not in bare


def test_classify_json_is_one_document_that_holds_the_whole_answer(command: Command) -> None:
    done = command("classify", "aftership", "200", LOCKED, "--json")
    data = json.loads(done.out)
    extra = {
        "is_error": True,
        "actor": "nobody",
        "safe_to_retry": True,
        "safe_to_retry_if_idempotent": True,
    }
    assert {name: data.pop(name) for name in extra} == extra
    answer = NormalizedError.model_validate_json(json.dumps(data))
    assert answer == shipping_errors.classify("aftership", 200, LOCKED)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("classify", "clickpost", "200", '{"meta": {"status": 200}}'), 0),
        (("classify", "clickpost", "200", '{"meta": {"status": 102}}'), 0),
        (("classify", "clickpost", "200", '{"meta": {"status": 301}}'), 1),
        (("explain", "clickpost", "200", '{"meta": {"status": 200}}'), 0),
        (("explain", "clickpost", "200", '{"meta": {"status": 301}}'), 1),
        (("classify", "clickpst", "200", "{}"), 2),
        (("classify", "clickpost"), 2),
        (("classify", "clickpost", "200", "{}", "--jsn"), 2),
        (("nonsense",), 2),
    ],
)
def test_the_exit_status_tells_errors_from_successes(
    command: Command, arguments: tuple[str, ...], status: int
) -> None:
    assert command(*arguments).status == status


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (2.5, "2.5 seconds"),
        (100, "100 seconds"),
        (7_199, "7199 seconds"),
        (7_200, "7200 seconds, about 2 hours"),
        (1_263_180, "1263180 seconds, about 15 days"),
    ],
)
def test_a_wait_is_written_in_plain_seconds(command: Command, seconds: float, words: str) -> None:
    out = command("classify", "clickpost", "429", "", "-H", f"Retry-After: {seconds}").out
    assert f"wait            {words}\n" in out

"""``explain``: what it prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .running import LOCKED

if TYPE_CHECKING:
    from .running import Command


def test_explain_tells_what_was_read_and_which_rules_lost(command: Command) -> None:
    body = '{"meta": {"status": 200, "success": true}, "status_code": 1}'
    done = command("explain", "clickpost", "400", body)
    _, _, rest = done.out.partition("\n\n")
    assert rest.splitlines() == [
        "Read from the body",
        "code\tmeta.status\t200\t",
        "code\tstatus_code\t1\tnot taken",
        "success\tmeta.success\ttrue\t",
        "",
        "Rules, in the order in which they are asked",
        "lost\tclickpost:200\tok\tno\tit means success, and the response has HTTP 400",
        (
            "decided\tclickpost:400\tinvalid_data\tno\t"
            "the rows for code 200 are out, so the HTTP status decides"
        ),
        "lost\thttp:400\tinvalid_data\tno\tclickpost:400 counts before it",
        "",
        "Kind of the source",
        "official: the provider's own list",
        "",
        "Without the catalog",
        "http:400\tinvalid_data\tno\tnot_done",
    ]
    assert "nothing at the paths" in command("explain", "clickpost", "400", "{}").out


def test_explain_json_is_one_document(command: Command) -> None:
    data = json.loads(command("explain", "aftership", "200", LOCKED, "--json").out)
    assert data["error"]["rule"] == data["rules"][0]["rule"] == "aftership_shipping:4155"
    assert data["found"][0]["path"] == "meta.code"
    assert data["without_catalog"]["category"] == "unknown"


def test_listed_errors_are_told_with_their_rules_and_which_one_leads(command: Command) -> None:
    rejected = [
        {"number": "A1", "error": {"code": -18019901}},
        {"number": "B2", "error": {"code": -18010012, "message": "Bad number"}},
    ]
    body = json.dumps({"code": 0, "data": {"rejected": rejected}})
    out = command("explain", "17track", "200", body).out
    assert "item            B2\n" in out
    assert "listed error    B2: invalid_data (17track:-18010012): Bad number\n" in out
    assert "\nRules for listed error 1, about A1\ndecided\t17track:-18019901\talready_done\t" in out
    lead = "17track:-18010012 leads: it is the first of those that a repeat does not cure"
    assert f"\nWhich error leads\n{lead}\n" in out
    data = json.loads(command("explain", "17track", "200", body, "--json").out)
    assert (data["lead"], data["source_kind"]) == (lead, "official")
    assert [each["item"] for each in data["listed"]] == ["A1", "B2"]


def test_errors_without_an_item_and_a_hint_are_told(command: Command) -> None:
    body = '{"errors": [{"code": "UNKNOWN.ONE"}]}'
    out = command("explain", "fedex", "400", body).out
    assert "\nRules for listed error 1\n" in out
    assert "listed error    invalid_data (http:400): " in out
    other = '{"meta": {"code": 4001, "type": "BadRequest"}}'
    assert "\nHint\nthe body looks like" in command("explain", "aftership", "400", other).out

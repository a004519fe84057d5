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
        "Without the catalog",
        "http:400\tinvalid_data\tno\tnot_done",
    ]
    assert "nothing at the places" in command("explain", "clickpost", "400", "{}").out


def test_explain_json_is_one_document(command: Command) -> None:
    data = json.loads(command("explain", "aftership", "200", LOCKED, "--json").out)
    assert data["error"]["rule"] == data["rules"][0]["rule"] == "aftership_shipping:4155"
    assert data["found"][0]["path"] == "meta.code"
    assert data["without_catalog"]["category"] == "unknown"

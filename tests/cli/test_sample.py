"""``sample``: what a provider would send."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .running import Command


def test_a_sample_can_be_piped_into_classify(command: Command) -> None:
    body = command("sample", "clickpost", "323", "--body").out.encode()
    assert (
        "decided by      clickpost:323\n" in command("classify", "clickpost", "200", stdin=body).out
    )


def test_a_sample_is_printed_as_http_or_as_json(command: Command) -> None:
    assert command("sample", "pkge", "902").out.splitlines() == [
        "HTTP/1.1 400 Bad Request",
        "Content-Type: application/json",
        "",
        '{"code": 902, "payload": "Tracking number has already been added"}',
    ]
    assert command("sample", "pkge", "902", "--status", "599").out.startswith("HTTP/1.1 599\n")
    data = json.loads(command("sample", "pkge", "429", "--json").out)
    assert data["headers"]["X-Rate-Limit-Reset"] == "1"
    assert (data["status"], data["body"]["code"]) == (429, 429)

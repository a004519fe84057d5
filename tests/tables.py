"""The tests' own copy of the providers' tables, and the vocabulary's."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
PROVIDERS = ["aftership_shipping", "clickpost", "shopify_tracking_app"]
ALIASES = {
    "aftership": "aftership_shipping",
    "postmen": "aftership_shipping",
    "shopify_app": "shopify_tracking_app",
    "pkge": "shopify_tracking_app",
}


class Expected(NamedTuple):
    """A row of ``data/rows.tsv``: what a page says, and our reading of it."""

    provider: str
    http: str
    code: str
    documented: str
    category: str
    retryable: str
    outcome: str
    message: str

    @property
    def rule(self) -> str:
        """The rule that names the row."""
        return f"{self.provider}:{self.code.replace(' ', '')}"

    def codes(self) -> list[str]:
        """Every code of the row."""
        first, _, last = self.code.partition(" - ")
        return [str(code) for code in range(int(first), int(last or first) + 1)]

    def status_for(self, code: str) -> int:
        """The HTTP status that comes with a code; 200 where the page names none."""
        if " - " in self.http:
            return int(code)
        return int(self.http or 200)


def _read() -> list[Expected]:
    with (DATA / "rows.tsv").open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Expected(*line) for line in list(lines)[1:]]


ROWS = _read()


def body_with_code(provider: str, code: str) -> bytes:
    """Build the smallest body that carries a code, as the provider's documentation shows it."""
    number = int(code)
    bodies = {
        "aftership_shipping": {"meta": {"code": number}},
        "clickpost": {"meta": {"status": number}},
        "shopify_tracking_app": {"code": number},
    }
    return json.dumps(bodies[provider]).encode()

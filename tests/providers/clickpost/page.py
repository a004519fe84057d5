"""The rows of API error codes."""

from __future__ import annotations

import re

from providers.pages import PageRow

COUNT = 47
RETRY_IN_WORDS = {"504": "please retry", "322": "Try Again"}
OF_OTHER_EDITIONS = ["102", "329", "420"]
MASKED_ADDRESS = ", Contact to [email\u00a0protected]"


def rows(lines: list[str]) -> list[PageRow]:
    """A code and a text, in the last table a text and a code; a comma puts the text in quotes."""
    found = []
    table = ""
    for line in lines:
        if re.fullmatch(r"[A-Z][A-Za-z ]+ Code", line) and not line.startswith("Meaning"):
            table = line
        elif match := re.fullmatch(r'(\d{3})"?(\D.*?)"?|(.*\D)(\d{3})', line):
            code, message = match[1] or match[4], match[2] or match[3]
            http = code if table == "Server Response Code" else None
            found.append(
                PageRow(table, http, code, None, message.replace(MASKED_ADDRESS, ", Contact to"))
            )
    return found

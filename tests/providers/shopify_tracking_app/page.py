"""The rows of API responses."""

from __future__ import annotations

import re

from providers.pages import PageRow

COUNT = 15
RETRY_IN_WORDS = {"909": "repeat the request", "910": "Repeat the request later"}
OF_OTHER_EDITIONS: list[str] = []


def rows(lines: list[str]) -> list[PageRow]:
    """A code or a range of codes, a space, text; the heading above tells the HTTP status."""
    found = []
    table = ""
    for line in lines:
        if line.startswith("Error ") and "code" in line:
            table = line.removesuffix(":")
        elif match := re.fullmatch(r"(\d{3}(?: - \d{3})?) (\D.*)", line):
            http = "400" if table == "Error response codes" else match[1]
            found.append(PageRow(table, http, match[1], None, match[2]))
    return found

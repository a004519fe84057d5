"""The rows of API Request Errors."""

from __future__ import annotations

import re

from providers.pages import PageRow

COUNT = 43
RETRY_IN_WORDS: dict[str, str] = {}
OF_OTHER_EDITIONS = ["4105"]


def rows(lines: list[str]) -> list[PageRow]:
    """Four cells run together: three digits, three or four, TRUE or FALSE or nothing, text."""
    cells = re.compile(r"(\d{3})(\d{3,4})(TRUE|FALSE)?(\D.*)")
    flags = {"TRUE": True, "FALSE": False, None: None}
    matches = filter(None, map(cells.fullmatch, lines))
    return [
        PageRow("API Request Errors", match[1], match[2], flags[match[3]], match[4])
        for match in matches
        if not match[4].startswith("preparing")
    ]

"""Where the documentation site shows a row. The site and the command line both ask here."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import metadata
from urllib.parse import quote


def anchor(label: str) -> str:
    """Return the anchor of a row on its provider's page. An HTML id has no spaces."""
    return re.sub(r"\s", "-", label)


def row_address(home: str, provider: str, label: str) -> str:
    """Return the address of the first row that has a label."""
    return f"{home.rstrip('/')}/providers/{provider}/#{quote(anchor(label))}"


@cache
def home() -> str | None:
    """Return the site's address, the metadata's URL "Documentation"; None where there is none."""
    for line in metadata("shipping-errors").get_all("Project-URL") or ():
        label, _, address = str(line).partition(",")
        if label.strip().lower() == "documentation":
            return address.strip()
    return None

"""An answer that nothing knows, turned into a catalog row to fill in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ._text import as_code
from ._vocabulary import Category

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._answer import NormalizedError
    from ._catalog import Catalog

_TEMPLATE = """\
# {title}: an answer that was seen {seen}
# Give the source, choose the category, and keep the file for Classifier(catalogs=[...]).
{head}
tables:
  - title: Seen in answers
    source: {{document: "(who or what says so)", url: "https://", retrieved: {today}}}
    rows:
{text}      # One of: {categories}
      - {{{http}code: {code}, judged: {{category: unknown}}}}
"""


def stub(catalog: Catalog, answer: NormalizedError, code: str, code_path: str = "") -> str:
    """Return an extension file with one row, for a code that was seen in an answer.

    It is a valid catalog as it stands, and changes nothing until its category is filled in.
    ``code_path`` is where the code stands, if the catalog does not look there.
    """
    head = f"extends: {catalog.provider}\n"
    if code_path:
        head += f"\nenvelope:\n  code: [{_quoted(code_path)}]\n"
    text = f"      # Its own text, which may hold personal data: {_quoted(answer.message)}\n"
    return _filled(catalog.title, head, text, answer.http_status, code)


def new_stub(provider: str, http_status: int | None, code: str, code_path: str) -> str:
    """Return a catalog file for a provider that has none, with one row as ``stub`` writes it."""
    title = provider.replace("_", " ").title()
    head = f"""\
provider: {provider}
title: {title}

envelope:
  code: [{_quoted(code_path)}]
  message: []
  code_in_every_answer: false
"""
    return _filled(title, head, "", http_status, code)


def _filled(title: str, head: str, text: str, http_status: int | None, code: str) -> str:
    return _TEMPLATE.format(
        title=title,
        seen=f"with HTTP {http_status}" if http_status else "without an HTTP status",
        head=head,
        today=datetime.now(UTC).date(),
        text=text,
        categories=", ".join(word for word in Category if word is not Category.UNKNOWN),
        http=f"http: {http_status}, " if http_status else "",
        code=_quoted(code),
    )


def places_of_codes(data: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Go through all places of a decoded body that hold what can be a code, each with the code."""
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(key, str) and key and not set(key) & set(".[]*"):
                yield from places_of_codes(value, (*path, key))
    elif path and (code := as_code(data)) is not None:
        yield ".".join(path), code


def _quoted(text: str) -> str:
    """Write a text as YAML in double quotes, which JSON's are too."""
    return json.dumps(text, ensure_ascii=False)

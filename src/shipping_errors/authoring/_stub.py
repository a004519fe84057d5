"""A response that no row knows, turned into a catalog row to fill in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shipping_errors._classification.body import EMPTY_BODY
from shipping_errors._classification.compose import compose
from shipping_errors._classification.index import empty_index
from shipping_errors._vocabulary import Category, RetryBasis

if TYPE_CHECKING:
    from shipping_errors._catalog_format.models import Catalog
    from shipping_errors._normalized_error import NormalizedError

_NEVER_CHOSEN = {Category.UNKNOWN, Category.PARTIAL}
_LAST_STATUS = 599  # the last one that a row can name

_EXTENSION = """\
# {title}: a response that was seen {seen}
# Nothing here counts until you take away the '# ' in front of the lines below 'extends'.
# Give the source, choose the category (the one here is today's), and keep the file for
# Classifier(catalogs=[...]).
extends: {provider}

{envelope}# tables:
#   - title: Seen in responses
#     source: {{document: "(who or what says so)", url: "https://", retrieved: {today}}}
#     rows:
#       # Its own text, which may hold personal data: {text}
#       # One of: {categories}
#       - {row}
"""

_CATALOG = """\
# {title}: a response that was seen {seen}
# Give the source, choose the category (the one here is what the HTTP status alone says), and keep
# the file for Classifier(catalogs=[...]).
provider: {provider}
title: {quoted_title}

envelope:
  code: [{code_path}]
  message: []
  code_in_every_answer: false

tables:
  - title: Seen in responses
    source: {{document: "(who or what says so)", url: "https://", retrieved: {today}}}
    rows:
      # One of: {categories}
      - {row}
"""


def stub(catalog: Catalog, error: NormalizedError, code: str, code_path: str = "") -> str:
    """Return an extension file with one row, for a code that was seen in an error.

    It is a valid catalog, and changes nothing: what it would add is commented out,
    since any row makes a code known, whatever the row says. ``code_path`` is where the code
    stands, if the catalog does not look there.
    """
    return _EXTENSION.format(
        title=" ".join(catalog.title.split()),
        seen=_seen(error.http_status),
        provider=_quoted(catalog.provider),
        envelope=f"# envelope:\n#   code: [{_quoted(code_path)}]\n\n" if code_path else "",
        today=datetime.now(UTC).date(),
        text=_quoted(error.message),
        categories=_choice(),
        row=_row(error, error.http_status, code),
    )


def new_stub(provider: str, http_status: int | None, code: str, code_path: str) -> str:
    """Return a catalog file for a provider that has none, with one row.

    The row says what the HTTP status alone does; it counts, since a catalog has at least one.
    """
    title = provider.replace("_", " ").title()
    return _CATALOG.format(
        title=title,
        seen=_seen(http_status),
        provider=_quoted(provider),
        quoted_title=_quoted(title),
        code_path=_quoted(code_path),
        today=datetime.now(UTC).date(),
        categories=_choice(),
        row=_row(
            compose(empty_index(provider), http_status, EMPTY_BODY, None, None), http_status, code
        ),
    )


def _seen(http_status: int | None) -> str:
    return f"with HTTP {http_status}" if http_status else "without an HTTP status"


def _choice() -> str:
    return ", ".join(word for word in Category if word not in _NEVER_CHOSEN)


def _row(said: NormalizedError, http_status: int | None, code: str) -> str:
    """Write a row that says the same of the code."""
    category = said.category
    http = f"http: {http_status}, " if http_status and http_status <= _LAST_STATUS else ""
    # What the response says of itself, it says beside any row.
    by_rule = said.retry_basis is not RetryBasis.RESPONSE and said.retryable != category.retryable
    retryable = f"retryable: {str(said.retryable).lower()}, " if by_rule else ""
    outcome = f", outcome: {said.outcome}" if said.outcome != category.outcome else ""
    return f"{{{http}code: {_quoted(code)}, {retryable}judged: {{category: {category}{outcome}}}}}"


def _quoted(text: str) -> str:
    """Write a text as YAML in double quotes, which JSON's are too."""
    return json.dumps(text, ensure_ascii=False)

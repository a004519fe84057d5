"""A response that no row knows, turned into catalog rows to fill in."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from shipping_errors._catalog_format.compiled import compile_catalog
from shipping_errors._catalog_format.fields import write_path
from shipping_errors._classification.body import EMPTY_BODY
from shipping_errors._classification.compose import compose, unmapped_errors
from shipping_errors._classification.index import build_index, empty_index
from shipping_errors._classification.parse import parse_body
from shipping_errors._vocabulary import Category, RetryBasis

from ._places import codes_in, decoded, guess_places, places_at, seen_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shipping_errors._catalog_format.models import Catalog
    from shipping_errors._normalized_error import NormalizedError
    from shipping_errors.typing import Body

    from ._places import Places

_NEVER_CHOSEN = {Category.UNKNOWN, Category.PARTIAL}
_LAST_STATUS = 599  # the last one that a row can name

_EXTENSION = """\
# {title}: a response that was seen {seen}
# Nothing here counts until you take away the '# ' in front of the lines below 'extends'.
# Fill in the source, choose the category of each row (the one here is today's), check the file with
# 'shipping-errors lint', and keep it for Classifier(catalogs=[...]).
extends: {provider}
"""

_CATALOG = """\
# {title}: a response that was seen {seen}
# Fill in the source, choose the category of each row (the one here is what the HTTP status alone
# says), check the file with 'shipping-errors lint', and keep it for Classifier(catalogs=[...]).
provider: {provider}
title: {quoted_title}
"""

_TABLE = """\

tables:
  - title: Seen in responses
    source: {{document: "<who or what says so>", url: "https://<its address>", retrieved: {today}}}
    rows:
      # The category is one of: {categories}
"""


class _NewRow(NamedTuple):
    """What a row is made of."""

    code: str
    text: str | None
    """The text beside the code."""
    said: NormalizedError
    """What is said of the code today."""
    is_known: bool = False
    """Whether a row knows it already."""


def stub(
    catalog: Catalog, http_status: int | None, body: Body | None, *, code_path: str = ""
) -> str:
    """Return an extension file with a row for every code of a response that no row knows.

    It is a valid catalog, and changes nothing: what it would add is commented out, since any row
    makes a code known, whatever the row says. ``code_path`` is where the code is, if the catalog
    does not look there (``errors[].id`` for listed ones). Where the catalog finds no code, the
    places of codes and texts are guessed.

    Raises ``ValueError`` where there is no code, and says what could be one.
    """
    index = build_index(compile_catalog(catalog))
    parsed = parse_body(index, body)
    today = compose(index, http_status, parsed, None, None)
    data, root = decoded(body)
    if root is not None and catalog.envelope.xml is None:
        data = None  # an extension can't make a catalog read XML
    places = places_at(code_path, data) if code_path else None
    rows = [] if places else _unknown(unmapped_errors(index, http_status, parsed, today))
    known = [] if places else _known(today)
    if not rows and not (known and today.is_error):
        places = places or guess_places(data)
        rows = _rows_at(places, data, today)
    if not rows and not known:
        looked = [write_path(path.at) for path in catalog.envelope.code]
        raise _no_code(code_path or " or ".join(looked), data)
    head = _EXTENSION.format(
        title=" ".join(catalog.title.split()),
        seen=_seen(http_status),
        provider=_quoted(catalog.provider),
    )
    envelope = _envelope(places, is_guess=not code_path) if places and rows else ""
    return head + _commented(f"{envelope}{_table(rows or known, http_status)}")


def new_stub(
    provider: str, http_status: int | None, body: Body | None, *, code_path: str = ""
) -> str:
    """Return a catalog file for a provider that has none, with a row for every code of a response.

    Its places are guessed, but for ``code_path``. Its rows say what the HTTP status alone does;
    they count, as soon as the source is filled in: a file without it does not load.

    Raises ``ValueError`` where there is no code, and says what could be one.
    """
    today = compose(empty_index(provider), http_status, EMPTY_BODY, None, None)
    data, root = decoded(body)
    places = places_at(code_path, data) if code_path else guess_places(data)
    rows = _rows_at(places, data, today)
    if places is None or not rows:
        raise _no_code(code_path, data)
    title = provider.replace("_", " ").title()
    head = _CATALOG.format(
        title=title,
        seen=_seen(http_status),
        provider=_quoted(provider),
        quoted_title=_quoted(title),
    )
    xml = f"  xml: {_quoted(root)}\n" if root else ""
    envelope = _envelope(places, is_guess=not code_path)
    return f"{head}{envelope}{xml}  code_in_every_answer: false\n{_table(rows, http_status)}"


def _unknown(errors: Iterable[NormalizedError]) -> list[_NewRow]:
    rows: dict[str, _NewRow] = {}
    for error in errors:
        code = error.code or ""  # each has one: what has none needs no row
        rows.setdefault(code, _NewRow(code, error.message, error))
    return list(rows.values())


def _known(error: NormalizedError) -> list[_NewRow]:
    """Return what could take the place of the rows that decided."""
    codes = {each.code: each for each in (error, *error.errors) if each.code is not None}
    return [_NewRow(code, None, each, is_known=True) for code, each in codes.items()]


def _rows_at(places: Places | None, data: object, today: NormalizedError) -> list[_NewRow]:
    found = seen_at(places, data) if places else []
    return [_NewRow(seen.code, seen.text, today) for seen in found]


def _no_code(looked: str, data: object) -> ValueError:
    codes = ", ".join(codes_in(data))
    elsewhere = f"if it is elsewhere, say so with --code-path: {codes}"
    more = elsewhere if codes else "the body has nothing that could be a code"
    return ValueError(f"there is no code at {looked or 'any path'}; {more}")


def _envelope(places: Places, *, is_guess: bool) -> str:
    note = "  # These places are a guess: check them.\n" if is_guess else ""
    code = f"code: [{_quoted(write_path(places.code))}]"
    message = f"message: [{_quoted(write_path(places.message))}]" if places.message else None
    if places.at:
        keys = ", ".join(filter(None, (f"at: {_quoted(write_path(places.at))}", code, message)))
        return f"\nenvelope:\n{note}  errors:\n    - {{{keys}}}\n"
    lines = "".join(f"  {key}\n" for key in (code, message) if key)
    return f"\nenvelope:\n{note}{lines}"


def _table(rows: list[_NewRow], http_status: int | None) -> str:
    categories = ", ".join(word for word in Category if word not in _NEVER_CHOSEN)
    head = _TABLE.format(today=datetime.now(UTC).date(), categories=categories)
    return head + "".join(_row(row, http_status) for row in rows)


def _row(row: _NewRow, http_status: int | None) -> str:
    """Write a row that says of the code what is said today."""
    said, category = row.said, row.said.category
    text = f"      # Its text, which may hold personal data: {_quoted(row.text)}\n"
    known = f"      # It has a row already, whose place this one takes: {said.rule}\n"
    http = f"http: {http_status}, " if http_status and http_status <= _LAST_STATUS else ""
    # What the response says of itself, it says beside any row.
    by_rule = said.retry_basis is not RetryBasis.RESPONSE and said.retryable != category.retryable
    retryable = f"retryable: {str(said.retryable).lower()}, " if by_rule else ""
    outcome = f", outcome: {said.outcome}" if said.outcome != category.outcome else ""
    return (
        f"{text if row.text else ''}{known if row.is_known else ''}"
        f"      - {{{http}code: {_quoted(row.code)}, {retryable}"
        f"judged: {{category: {category}{outcome}}}}}\n"
    )


def _commented(text: str) -> str:
    return re.sub("(?m)^(?=.)", "# ", text)


def _seen(http_status: int | None) -> str:
    return f"with HTTP {http_status}" if http_status else "without an HTTP status"


def _quoted(text: str | None) -> str:
    """Write a text as YAML in double quotes, which JSON's are too."""
    return json.dumps(text, ensure_ascii=False)

"""What is wrong in a catalog beyond the form of its parts: rows that no answer would get to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from .models import Row
from .provider_names import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .fields import Span
    from .yaml_document import Document, Location


_PLAIN = r"[1-9][0-9]*|[0-9]+ ?- ?[0-9]+|[^0-9].*|"
"""A number as people write it, a range, or what is no number at all."""


def check(document: Document) -> None:
    """Note every such problem, as far as the rest of the file is sound."""
    _check_order(document)
    _check_aliases(document)
    _check_sdk(document)
    _check_numbers(document)
    _check_paths(document)
    rows = list(_sound_rows(document.data))
    _check_rows(document, rows)
    if isinstance(document.data, dict) and "extends" not in document.data:
        _check_envelope(document, rows)


def _check_numbers(document: Document) -> None:
    """Refuse what is a number to YAML alone: 0620 is 400, and 6:40 is too."""
    for location, spelling in document.spellings.items():
        if location[-1:] == ("http",) and not re.fullmatch(_PLAIN, spelling):
            message = f"write {spelling!r} as a plain number, or a range"
            document.problem(location, "not-plain", message)


def _check_paths(document: Document) -> None:
    """No path may stand twice in its list."""
    seen: set[tuple[Location, str]] = set()
    for location, spelling in document.spellings.items():
        if location[:1] == ("envelope",) and isinstance(location[-1], int):
            path = (location[:-1], spelling)
            if path in seen:
                document.problem(location, "duplicate-path", f"{spelling!r} stands here already")
            seen.add(path)


def _check_envelope(document: Document, rows: list[tuple[Location, Row]]) -> None:
    """Check that the envelope leads to what the rows ask for."""
    envelope = document.data.get("envelope")
    if not isinstance(envelope, dict):
        return
    for location, row in rows:
        if not envelope.get("code") and not _is_for_its_status(row):
            message = "the envelope has no path to a code; no answer would get here"
            document.problem(location, "no-code-path", message)
        if row.variants and not envelope.get("retry_date"):
            message = "the envelope has no path to a retry date; no answer would get here"
            document.problem((*location, "variants"), "no-date-path", message)
    codes = {code for _, row in rows for code in row.all_codes()}
    successes = envelope.get("success_codes")
    for index, code in enumerate(successes if isinstance(successes, list) else []):
        if isinstance(code, str) and code in codes:
            message = f"code {code} has a row; a row can mean success too"
            document.problem(("envelope", "success_codes", index), "duplicate-code", message)


def _is_for_its_status(row: Row) -> bool:
    """Whether the row's code is its HTTP status, so that it is reached without a code too."""
    statuses = row.http.numbers() if row.http else ()
    return any(str(status) in row.all_codes() for status in statuses)


def _check_order(document: Document) -> None:
    """``tables`` stands last, since ``load_head`` reads what is above it."""
    data = document.data
    if isinstance(data, dict) and "tables" in data and list(data)[-1] != "tables":
        document.problem(
            ("tables",), "tables-last", "move 'tables' to the end of the file", key=True
        )


def _check_aliases(document: Document) -> None:
    data = document.data if isinstance(document.data, dict) else {}
    aliases = data.get("aliases")
    provider = data.get("provider", data.get("extends"))
    taken = {normalize(str(provider)): "the provider's id"}
    for index, alias in enumerate(aliases if isinstance(aliases, list) else []):
        name = normalize(str(alias))
        if name in taken:
            message = f"{alias!r} is the same name as {taken[name]}; remove it"
            document.problem(("aliases", index), "duplicate-alias", message)
        taken.setdefault(name, f"alias {alias!r}")


def _check_sdk(document: Document) -> None:
    """No class may be named twice."""
    seen: dict[str, int] = {}
    for location, spelling in document.spellings.items():
        if location[:1] == ("sdk",) and location[-1:] == ("exception",):
            line = document.values[location][0]
            if spelling in seen:
                message = f"{spelling!r} is on line {seen[spelling]} already; keep one"
                document.problem(location, "duplicate-exception", message)
            seen.setdefault(spelling, line)


def _check_rows(document: Document, rows: list[tuple[Location, Row]]) -> None:
    """No two rows may claim the same code with the same HTTP status."""
    claims: dict[str, list[tuple[Span | None, Location]]] = {}
    for location, row in rows:
        for code in row.all_codes():
            others = claims.setdefault(code, [])
            taken = next((other for http, other in others if _same_answers(http, row.http)), None)
            if taken is not None:
                line = document.values[taken][0]
                message = f"code {code} with this HTTP status stands on line {line} already"
                document.problem(location, "duplicate-code", f"{message}; no answer would get here")
                break
            others.append((row.http, location))


def _same_answers(one: Span | None, other: Span | None) -> bool:
    """Whether two rows of one code are for the same HTTP status (None: for those not named)."""
    if one is None or other is None:
        return one is other
    return one.first <= other.last and other.first <= one.last


def _sound_rows(data: Any) -> Iterator[tuple[Location, Row]]:  # noqa: ANN401 - unchecked data
    """Go through the rows that are valid by themselves, whatever else is wrong in the file."""
    tables = data.get("tables") if isinstance(data, dict) else None
    for t, table in enumerate(tables if isinstance(tables, list) else []):
        rows = table.get("rows") if isinstance(table, dict) else None
        for r, row in enumerate(rows if isinstance(rows, list) else []):
            try:
                yield ("tables", t, "rows", r), Row.model_validate(row)
            except ValidationError:
                continue

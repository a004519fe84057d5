"""What is wrong in a catalog beyond the form of its parts: rows that no response can reach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from .models import Row, resolve
from .provider_names import normalize
from .templates import match, parse_template, problem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .fields import Span
    from .yaml_document import Document, Location


_MOST_PAIRS = 50_000
_MOST_NEW_ROWS = 1_000
_MOST_ROWS_OF_A_KEY = 200  # each is compared with each

_FILLED_IN = {("document",), ("url",), ("title",)}

_PLAIN = r"[1-9][0-9]*|[0-9]+ ?- ?[0-9]+|[^0-9].*|"
"""A number as people write it, a range, or something that is not a number."""


def check(document: Document) -> None:
    """Note every such problem, as far as the rest of the file is sound."""
    _check_order(document)
    _check_aliases(document)
    _check_sdk(document)
    _check_numbers(document)
    _check_placeholders(document)
    _check_paths(document)
    _check_places(document)
    rows = list(_sound_rows(document.data))
    if _is_too_wide(document, rows):
        return
    _check_rows(document, rows)
    if isinstance(document.data, dict) and "extends" not in document.data:
        _check_envelope(document, rows)


def _is_too_wide(document: Document, rows: list[tuple[Location, Row]]) -> bool:
    """Refuse ranges that together are for so many codes and statuses that memory would go short.

    A look-up has a place for each pair of them.
    """
    width = 0
    for location, row in rows:
        codes = len(row.codes.numbers()) if row.codes else 1
        width += codes * max(len(row.http.numbers()) if row.http else 1, 1)
        if width > _MOST_PAIRS:
            message = f"up to here rows are for more than {_MOST_PAIRS:,} codes and statuses"
            document.problem(location, "too-wide", f"{message}; name fewer, or use 'like'")
            return True
    return _is_too_long(document, rows)


def _is_too_long(document: Document, rows: list[tuple[Location, Row]]) -> bool:
    """Refuse an extension of very many rows, each of which can cut every row that it extends."""
    is_extension = isinstance(document.data, dict) and "extends" in document.data
    if is_extension and len(rows) > _MOST_NEW_ROWS:
        message = f"an extension has at most {_MOST_NEW_ROWS:,} rows; write a catalog of your own"
        document.problem(rows[_MOST_NEW_ROWS][0], "too-many-rows", message)
        return True
    return False


def _check_numbers(document: Document) -> None:
    """Refuse what is a number to YAML alone: 0620 is 400, and 6:40 is too."""
    for location, spelling in document.spellings.items():
        if location[-1:] == ("http",) and not re.fullmatch(_PLAIN, spelling):
            message = f"write {spelling!r} as a plain number, or a range"
            document.problem(location, "not-plain", message)


def _check_placeholders(document: Document) -> None:
    """Refuse what ``stub`` writes for an author to fill in."""
    for location, spelling in document.spellings.items():
        if location[-1:] in _FILLED_IN and re.fullmatch("(https?://)?<[^<>]*>", spelling):
            message = f"{location[-1]}: fill it in: {spelling!r} only says what to write here"
            document.problem(location, "placeholder", message)


def _check_paths(document: Document) -> None:
    """No path may be twice in its list."""
    seen: set[tuple[Location, str]] = set()
    for location, spelling in document.spellings.items():
        if location[:1] == ("envelope",) and isinstance(location[-1], int):
            path = (location[:-1], spelling)
            if path in seen:
                document.problem(
                    location, "duplicate-path", f"{spelling!r} is in this list already"
                )
            seen.add(path)


def _check_places(document: Document) -> None:
    """No two places may list the same errors: the first one would always count."""
    seen: dict[str, int] = {}
    for location, spelling in document.spellings.items():
        if location[:2] == ("envelope", "errors") and location[3:] == ("at",):
            if spelling in seen:
                message = f"{spelling!r} is on line {seen[spelling]} already; join the two places"
                document.problem(location, "duplicate-place", message)
            seen.setdefault(spelling, document.values[location][0])


def _check_envelope(document: Document, rows: list[tuple[Location, Row]]) -> None:
    """Check that the envelope leads to what the rows ask for."""
    envelope = document.data.get("envelope")
    if not isinstance(envelope, dict):
        return
    places = [envelope, *(place for place in _listed(envelope.get("errors")))]
    facts = {str(fact) for place in places for fact in _keys(place.get("facts"))}
    for location, row in rows:
        for kind, needs, rule in (
            ("code", row.has_code and not _is_for_its_status(row), "no-code-path"),
            ("message", row.text is not None, "no-message-path"),
            ("retry_date", bool(row.variants), "no-date-path"),
        ):
            if needs and not any(place.get(kind) for place in places):
                what = {"retry_date": "retry date"}.get(kind, kind)
                message = f"the envelope has no path to a {what}; no response would get here"
                where = (*location, "variants") if kind == "retry_date" else location
                document.problem(where, rule, message)
        for fact, _ in row.when or ():
            if fact not in facts:
                known = f"one of: {', '.join(sorted(facts))}" if facts else "it names none"
                message = f"the envelope provides no fact {fact!r}; {known}"
                document.problem((*location, "when", fact), "unknown-fact", message, key=True)
    codes = {code for _, row in rows for code in row.all_codes()}
    for index, code in enumerate(_listed_texts(envelope.get("success_codes"))):
        if code in codes:
            message = f"code {code} has a row; a row can mean success too"
            document.problem(("envelope", "success_codes", index), "duplicate-code", message)


def _listed(data: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - unchecked data
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def _listed_texts(data: Any) -> list[str]:  # noqa: ANN401 - unchecked data
    return [str(item) for item in data] if isinstance(data, list) else []


def _keys(data: Any) -> list[str]:  # noqa: ANN401 - unchecked data
    return list(data) if isinstance(data, dict) else []


def _is_for_its_status(row: Row) -> bool:
    """Whether the row's code is its HTTP status, so that it is reached without a code too."""
    statuses = row.http.numbers() if row.http else ()
    return any(str(status) in row.all_codes() for status in statuses)


def _check_order(document: Document) -> None:
    """``tables`` is last, since ``load_head`` reads what is above it."""
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
    """No two rows may claim the same response, unless they say the same of it."""
    claims: dict[str, list[tuple[Row, Location]]] = {}
    for location, row in rows:
        _check_texts(document, location, row)
        for key in _keys_of(row):
            others = claims.setdefault(key, [])
            if len(others) >= _MOST_ROWS_OF_A_KEY:
                if len(others) == _MOST_ROWS_OF_A_KEY:
                    message = f"{_named(row, key)} has more than {_MOST_ROWS_OF_A_KEY} rows"
                    document.problem(location, "too-many-rows", message)
                    others.append((row, location))
                break
            taken = next((place for other, place in others if _takes_all_of(other, row)), None)
            if taken is not None:
                line = document.values[taken][0]
                message = f"{_named(row, key)} is on line {line} already"
                document.problem(
                    location, "duplicate-code", f"{message}; no response would get here"
                )
                break
            others.append((row, location))


def _keys_of(row: Row) -> list[str]:
    if row.has_code:
        return [f"like {row.like}"] if row.like is not None else list(row.all_codes())
    if row.text is not None:
        return [f"text {row.text}"]
    return [f"http {status}" for status in row.all_statuses()]


def _named(row: Row, key: str) -> str:
    same = " with the same conditions" if row.is_conditional else ""
    if not row.has_code:
        return f"{key!r}{same}"
    return f"code {key}{same or ' with this HTTP status'}"


def _takes_all_of(one: Row, other: Row) -> bool:
    """Whether a row decides wherever a later one of the same key would, and says otherwise."""
    if not one.is_conditional and other.is_conditional:
        return False  # rows with conditions are asked first
    if one.text != other.text or not _same_statuses(one.http, other.http):
        return False
    wanted = dict(other.when or ())
    if any(not set(wanted.get(fact, ("",))) <= set(texts) for fact, texts in one.when or ()):
        return False
    says_the_same = resolve(one) == resolve(other) and one.wait == other.wait
    return not (says_the_same and one.when == other.when and one.http == other.http)


def _check_texts(document: Document, location: Location, row: Row) -> None:
    """Check the template of a row's text, and that the row's own message fits it."""
    if row.text is None:
        return
    template = parse_template(row.text)
    where = (*location, "text")
    if template.letters and template.digits and (problem := problem_of(row.text)):
        document.problem(where, "wrong-template", problem)
    if template.letters == 0 and row.http is None and not row.has_code:
        message = "this fits every message; name the HTTP status, or a code, that it is for"
        document.problem(where, "fits-all", message)
    if row.message is not None and match(template, row.message) is None:
        document.problem(where, "wrong-text", "the row's own message does not fit this text")
    table = document.data["tables"][location[1]]
    if not table.get("language"):
        message = "texts differ by language; write it in the table, as in language: en"
        document.problem(where, "no-language", message)


def _same_statuses(one: Span | None, other: Span | None) -> bool:
    """Whether two rows of one code are for the same HTTP status (None: for those not named)."""
    if one is None or other is None:
        return one is other
    return one.first <= other.last and other.first <= one.last


def _sound_rows(data: Any) -> Iterator[tuple[Location, Row]]:  # noqa: ANN401 - unchecked data
    """Yield the rows that are valid by themselves, whatever else is wrong in the file."""
    tables = data.get("tables") if isinstance(data, dict) else None
    for t, table in enumerate(tables if isinstance(tables, list) else []):
        rows = table.get("rows") if isinstance(table, dict) else None
        for r, row in enumerate(rows if isinstance(rows, list) else []):
            try:
                yield ("tables", t, "rows", r), Row.model_validate(row)
            except ValidationError:
                continue

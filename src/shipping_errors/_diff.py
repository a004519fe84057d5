"""What changed between two sets of catalogs, told for a changelog."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from ._catalog import Catalog
from ._errors import CatalogError
from ._loader import examine
from ._own import read_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._catalog import Extension, Row, Table
    from ._library import CatalogPath

    Sourced = tuple[Table, Row]


class CatalogSet(NamedTuple):
    """What some catalog files hold, by provider."""

    rows: dict[str, dict[str, list[Sourced]]]
    """The rows by provider's id and code (or range of codes)."""
    heads: dict[str, dict[str, object]]
    """By provider's id what else a file says: names and places."""


def read_set(path: CatalogPath) -> CatalogSet:
    """Read a catalog file, or the files of a directory.

    Raises ``CatalogError`` with every problem of all files.
    """
    files, problems = read_files([path])
    read = CatalogSet({}, {})
    for name, content in files.items():
        document, part = examine(name, content)
        problems += document.problems
        if part is not None:
            _add(read, part)
    if problems:
        raise CatalogError(problems)
    return read


def _add(read: CatalogSet, part: Catalog | Extension) -> None:
    provider = part.provider if isinstance(part, Catalog) else part.extends
    head = part.model_dump(mode="json", exclude={"tables", "provider", "extends", "envelope"})
    places = part.envelope.model_dump(mode="json")
    known = read.heads.setdefault(provider, {})
    known.update({**head, **{f"envelope {key}": value for key, value in places.items()}})
    rows = read.rows.setdefault(provider, {})
    for table in part.tables:
        for row in table.rows:
            rows.setdefault(row.label, []).append((table, row))


def diff(old: CatalogSet, new: CatalogSet) -> list[str]:
    """Return the items of a Markdown list, one for each provider or row that changed."""
    return [
        f"- {line}"
        for provider in sorted({*old.rows, *new.rows})
        for line in _provider_changes(provider, old, new)
    ]


def _provider_changes(provider: str, old: CatalogSet, new: CatalogSet) -> Iterator[str]:
    if provider not in old.rows or provider not in new.rows:
        word = "added" if provider in new.rows else "removed"
        rows = (new if provider in new.rows else old).rows[provider]
        yield f"`{provider}`: {word}, with {sum(map(len, rows.values()))} rows"
        return
    before, after = old.heads[provider], new.heads[provider]
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            yield f"`{provider}`: {key} {_word(before.get(key))} → {_word(after.get(key))}"
    old_rows, new_rows = old.rows[provider], new.rows[provider]
    for label in dict.fromkeys([*old_rows, *new_rows]):
        pairs = _pairs(old_rows.get(label, []), new_rows.get(label, []))
        yield from filter(None, (_row_change(f"`{provider}:{label}`", *pair) for pair in pairs))


def _pairs(
    old: list[Sourced], new: list[Sourced]
) -> Iterator[tuple[Sourced | None, Sourced | None]]:
    """Pair the rows of one code: first those for the same HTTP status, then in order."""
    statuses = {row.http for _, row in old} & {row.http for _, row in new}
    for http in sorted(statuses, key=str):
        yield _first(old, http), _first(new, http)
    yield from zip_longest(_others(old, statuses), _others(new, statuses))


def _first(rows: list[Sourced], http: object) -> Sourced:
    return next(sourced for sourced in rows if sourced[1].http == http)


def _others(rows: list[Sourced], statuses: Iterable[object]) -> list[Sourced]:
    return [sourced for sourced in rows if sourced[1].http not in statuses]


def _row_change(name: str, old: Sourced | None, new: Sourced | None) -> str:
    """Return what happened to a row, with the source of what is said now; "" for nothing."""
    before, after = _facts(old), _facts(new)
    if not before or not after:
        facts = [f"{key} {value}" for key, value in (before or after).items() if value != _NOTHING]
        changes = [f"{'removed' if before else 'added'}: {', '.join(facts)}"]
    else:
        changes = [
            f"{key} {before[key]} → {after[key]}" for key in before if before[key] != after[key]
        ]
    return f"{name}: {', '.join(changes)}{_source(new or old)}" if changes else ""


def _facts(sourced: Sourced | None) -> dict[str, str]:
    """Return what a row says, as words for a list; empty where there is none."""
    if sourced is None:
        return {}
    _, row = sourced
    judged = row.judged
    documented = row.retryable is not None
    retryable = row.retryable if documented else judged.category.retryable
    variant = row.variants[0] if row.variants else None
    return {
        "category": _word(judged.category),
        "retryable": f"{_word(retryable)} ({'documented' if documented else 'inferred'})",
        "outcome": _word(judged.outcome or judged.category.outcome),
        "HTTP": _word(row.http),
        "message": _word(row.message),
        "with a date": _word(variant and variant.model_dump_json(exclude_defaults=True)),
    }


_NOTHING = "(none)"


def _word(value: object) -> str:
    if value is None or value in ("", [], ()):
        return _NOTHING
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    return f"`{value}`"


def _source(sourced: Sourced | None) -> str:
    return f" ([{sourced[0].source.document}]({sourced[0].source.url}))" if sourced else ""

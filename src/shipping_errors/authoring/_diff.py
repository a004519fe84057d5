"""What changed between two sets of catalogs, told for a changelog.

Names, places and rows are compared. What tables are called and where they are from is not: a
source that is read again changes nothing for those who use the catalog.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from shipping_errors._catalog_format.loader import check_file
from shipping_errors._catalog_format.models import Catalog, resolve
from shipping_errors._errors import CatalogError
from shipping_errors._registry.user_files import read_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shipping_errors._catalog_format.models import Extension, Row, Table
    from shipping_errors.typing import CatalogPath

    Sourced = tuple[Table, Row]


class CatalogSet(NamedTuple):
    """What is in some catalog files, by provider."""

    rows: dict[str, list[Sourced]]
    """The rows by provider's id."""
    heads: dict[str, dict[str, object]]
    """By provider's id what else a file says: names and places."""


def read_set(path: CatalogPath) -> CatalogSet:
    """Read a catalog file, or the files of a directory.

    Raises ``CatalogError`` with every problem of all files.
    """
    files, problems = read_files([path])
    read = CatalogSet({}, {})
    for name, content in files.items():
        document, part = check_file(name, content)
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
    rows = read.rows.setdefault(provider, [])
    rows += [(table, row) for table in part.tables for row in table.rows]


def diff(old: CatalogPath, new: CatalogPath) -> list[str]:
    """Return what changed between two catalog files or directories: items of a Markdown list.

    Raises ``CatalogError`` with every problem of all files of the first one that has any.
    """
    before, after = read_set(old), read_set(new)
    return [
        f"- {line}"
        for provider in sorted({*before.rows, *after.rows})
        for line in _provider_changes(provider, before, after)
    ]


def _provider_changes(provider: str, old: CatalogSet, new: CatalogSet) -> Iterator[str]:
    if provider not in old.rows or provider not in new.rows:
        word = "added" if provider in new.rows else "removed"
        count = len((new if provider in new.rows else old).rows[provider])
        yield f"`{provider}`: {word}, with {count} row{'' if count == 1 else 's'}"
        return
    before, after = old.heads[provider], new.heads[provider]
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            yield f"`{provider}`: {key} {_word(before.get(key))} → {_word(after.get(key))}"
    for codes, change in _folded(_code_changes(old.rows[provider], new.rows[provider])):
        yield f"{_fenced(f'{provider}:{codes}')}: {change}"


def _code_changes(old: list[Sourced], new: list[Sourced]) -> Iterator[tuple[str, str]]:
    """Yield the codes and what changed in each, whatever ranges they are written in."""
    old_rows, new_rows = _by_code(old), _by_code(new)
    for code in dict.fromkeys([*old_rows, *new_rows]):
        for pair in _pairs(old_rows.get(code, []), new_rows.get(code, [])):
            if change := _row_change(*pair):
                yield code, change


def _by_code(rows: list[Sourced]) -> dict[str, list[Sourced]]:
    by_code: dict[str, list[Sourced]] = {}
    for sourced in rows:
        for code in sourced[1].all_codes():
            by_code.setdefault(code, []).append(sourced)
    return by_code


def _folded(changes: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Write codes that follow each other, and that the same happened to, as one range."""
    runs: list[tuple[list[str], str]] = []
    open_runs: dict[tuple[str, str], list[str]] = {}  # by the code that would come next
    for code, change in changes:
        run = open_runs.pop((code, change), None)
        if run is None:
            run = []
            runs.append((run, change))
        run.append(code)
        if re.fullmatch("0|[1-9][0-9]{0,8}", code):
            open_runs[str(int(code) + 1), change] = run
    return [("-".join(dict.fromkeys([run[0], run[-1]])), change) for run, change in runs]


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


def _row_change(old: Sourced | None, new: Sourced | None) -> str:
    """Return what happened to a row, with the source of what is said now; "" for nothing."""
    before, after = _facts(old), _facts(new)
    if not before or not after:
        facts = [f"{key} {value}" for key, value in (before or after).items() if value != _NOTHING]
        changes = [f"{'removed' if before else 'added'}: {', '.join(facts)}"]
    else:
        changes = [
            f"{key} {before[key]} → {after[key]}" for key in before if before[key] != after[key]
        ]
    return f"{', '.join(changes)}{_source(new or old)}" if changes else ""


def _facts(sourced: Sourced | None) -> dict[str, str]:
    """Return what a row says, as words for a list; empty where there is none."""
    if sourced is None:
        return {}
    _, row = sourced
    said = resolve(row)
    variant = row.variants[0] if row.variants else None
    return {
        "category": _word(said.category),
        "retryable": f"{_word(said.retryable)} ({said.retry_basis})",
        "outcome": _word(said.outcome),
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
    return _fenced(str(value))


def _fenced(text: str) -> str:
    """Write text as code, within more backticks than it has in a row, as Markdown wants it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence, space = "`" * (longest + 1), " " * bool(longest)
    return f"{fence}{space}{text}{space}{fence}"


def _source(sourced: Sourced | None) -> str:
    return f" ([{sourced[0].source.document}]({sourced[0].source.url}))" if sourced else ""

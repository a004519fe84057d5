"""What changed between two sets of catalogs, told for a changelog.

Names, places and rows are compared, and the kind of each row's source. Titles, addresses and dates
of sources are not: a source that is read again changes nothing for those who use the catalog.
"""

from __future__ import annotations

import math
import re
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from shipping_errors._catalog_format.loader import check_file
from shipping_errors._catalog_format.models import Catalog, resolve
from shipping_errors._catalog_format.pyyaml import yaml
from shipping_errors._errors import CatalogError
from shipping_errors._registry.user_files import read_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shipping_errors._catalog_format.models import BodyPaths, Extension, Row, Table
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
    left_out = {"tables", "sources", "provider", "extends", "envelope"}
    head = part.model_dump(mode="json", exclude=left_out, exclude_defaults=True, by_alias=True)
    read.heads.setdefault(provider, {}).update({**head, **_places(part.envelope)})
    rows = read.rows.setdefault(provider, [])
    rows += [(table, row) for table in part.tables for row in table.rows]


def _places(envelope: BodyPaths) -> dict[str, object]:
    """Return what an envelope says, by key; each place of listed errors by itself."""
    said = envelope.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    listed = said.pop("errors", [])
    places = {f"envelope {key}": value for key, value in said.items()}
    if listed:
        places["envelope errors"] = [place["at"] for place in listed]
    for place in listed:
        at = place.pop("at")
        places.update({f"envelope errors at {at}: {key}": value for key, value in place.items()})
    return places


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
        yield f"`{provider}`: {word}, with {_counted(count)}"
        return
    before, after = old.heads[provider], new.heads[provider]
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            yield f"`{provider}`: {key} {_word(before.get(key))} → {_word(after.get(key))}"
    for key, conditions, change in _folded(_changes(old.rows[provider], new.rows[provider])):
        yield f"{_fenced(f'{provider}:{key}')}{conditions}: {change}"
    yield from _source_changes(provider, old.rows[provider], new.rows[provider])


def _changes(old: list[Sourced], new: list[Sourced]) -> Iterator[tuple[str, str, str]]:
    """Yield the keys, their conditions and what changed, whatever ranges codes are written in."""
    for (key, conditions), before, after in _pairs(old, new):
        if change := _row_change(before, after):
            yield key, conditions, change


def _source_changes(provider: str, old: list[Sourced], new: list[Sourced]) -> Iterator[str]:
    """Yield how many rows are from a source of another kind than before."""
    moved: dict[str, set[int]] = {}
    for _, before, after in _pairs(old, new):
        if before and after and before[0].source.kind != after[0].source.kind:
            kinds = f"{_word(before[0].source.kind)} → {_word(after[0].source.kind)}"
            moved.setdefault(f"{kinds}{_source(after)}", set()).add(id(after[1]))
    for change, rows in moved.items():
        yield f"`{provider}`: source of {_counted(len(rows))} {change}"


def _by_key(rows: list[Sourced]) -> dict[tuple[str, str], list[Sourced]]:
    """Return the rows by what they are for, and by their conditions."""
    by_key: dict[tuple[str, str], list[Sourced]] = {}
    for sourced in rows:
        _, row = sourced
        for code in row.all_codes() or (row.label,):
            by_key.setdefault((code, _conditions(row)), []).append(sourced)
    return by_key


def _conditions(row: Row) -> str:
    """Return in words what a row asks for beside its key."""
    facts = [
        f"{fact} is {' or '.join(map(_fenced, sorted(texts)))}" for fact, texts in row.when or ()
    ]
    has_text = row.text is not None and row.text != row.label
    texts = [f"text {_fenced(row.text or '')}"] if has_text else []
    return f" when {' and '.join([*facts, *texts])}" if facts or texts else ""


def _folded(changes: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Write codes that follow each other, and that the same happened to, as one range."""
    runs: list[tuple[list[str], str, str]] = []
    open_runs: dict[tuple[str, str, str], list[str]] = {}  # by the code that would come next
    for code, conditions, change in changes:
        run = open_runs.pop((code, conditions, change), None)
        if run is None:
            run = []
            runs.append((run, conditions, change))
        run.append(code)
        if re.fullmatch("0|[1-9][0-9]{0,8}", code):
            open_runs[str(int(code) + 1), conditions, change] = run
    return [
        ("-".join(dict.fromkeys([run[0], run[-1]])), conditions, change)
        for run, conditions, change in runs
    ]


def _pairs(
    old: list[Sourced], new: list[Sourced]
) -> Iterator[tuple[tuple[str, str], Sourced | None, Sourced | None]]:
    """Pair the rows of each key: first those for the same HTTP status, then in order."""
    old_rows, new_rows = _by_key(old), _by_key(new)
    for key in dict.fromkeys([*old_rows, *new_rows]):
        before, after = old_rows.get(key, []), new_rows.get(key, [])
        statuses = {row.http for _, row in before} & {row.http for _, row in after}
        for http in sorted(statuses, key=str):
            yield key, _first(before, http), _first(after, http)
        others = zip_longest(_others(before, statuses), _others(after, statuses))
        yield from ((key, *pair) for pair in others)


def _counted(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"


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
    return f"{', '.join(changes)}{_source(new, old)}" if changes else ""


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
        "wait": _word(row.wait),
        "HTTP": _word(row.http),
        "message": _word(row.message),
        "meaning": _word(row.meaning),
        "with a date": _word(variant and variant.model_dump_json(exclude_defaults=True)),
    }


_NOTHING = "(none)"


def _word(value: object) -> str:
    if value is None or value in ("", [], ()):
        return _NOTHING
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    return _fenced(_as_in_a_file(value) if isinstance(value, (list, dict)) else str(value))


def _as_in_a_file(value: object) -> str:
    """Write a list or a map as a catalog has it."""
    written: str = yaml.safe_dump(
        value, default_flow_style=True, width=math.inf, allow_unicode=True, sort_keys=False
    )
    return written.strip()


def _fenced(text: str) -> str:
    """Write text as code, within more backticks than it has in a row, as Markdown wants it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence, space = "`" * (longest + 1), " " * bool(longest)
    return f"{fence}{space}{text}{space}{fence}"


def _source(*sourced: Sourced | None) -> str:
    """Return the source of the first row that is there."""
    source = next(table.source for table, _ in filter(None, sourced))
    kind = "" if source.kind == "official" else f", {source.kind}"
    return f" ([{source.document}]({source.url}){kind})"

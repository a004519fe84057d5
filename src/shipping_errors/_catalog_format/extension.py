"""An extension applied to the catalog that it extends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, TypeVar

from .fields import Span
from .models import BodyPaths, Replaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .models import Catalog, Envelope, Extension, Row, Table


def extend(catalog: Catalog, extension: Extension) -> Catalog:
    """Return the catalog with the extension's names, places and rows; neither is changed.

    The extension's tables and paths come after those of the catalog. Where a new row takes only
    some codes or statuses of an old one, the old row stays for the rest.
    """
    new_rows = _ByKey((row, row) for table in extension.tables for row in table.rows)
    old_rows = _ByKey((row, (table, row)) for table, row in catalog.sourced_rows())
    kept = (_without(table, new_rows) for table in catalog.tables)
    added = (_remembering(table, old_rows) for table in extension.tables)
    return catalog.model_copy(
        update={
            "aliases": (*catalog.aliases, *extension.aliases),
            "hosts": (*catalog.hosts, *extension.hosts),
            "sdk": (*extension.sdk, *catalog.sdk),
            "envelope": _widened(catalog.envelope, extension.envelope),
            "tables": (*(table for table in kept if table.rows), *added),
        }
    )


def _widened(envelope: Envelope, places: BodyPaths) -> Envelope:
    joined: dict[str, object] = {
        name: (*getattr(envelope, name), *getattr(places, name)) for name in _PLACES
    }
    joined["facts"] = {**places.facts, **envelope.facts}
    return envelope.model_copy(update=joined)


_PLACES = tuple(name for name in BodyPaths.model_fields if name != "facts")


T = TypeVar("T")


class _ByKey(Generic[T]):
    """Things that belong to rows, by what the rows are for: few rows share that."""

    def __init__(self, things: Iterable[tuple[Row, T]]) -> None:
        self._things = list(things)
        self._numbers: dict[object, list[int]] = {}
        for number, (row, _) in enumerate(self._things):
            for key in _keys(row):
                self._numbers.setdefault(key, []).append(number)

    def of(self, row: Row) -> list[T]:
        """Return the things whose rows share a key with a row, in order."""
        numbers = {number for key in _keys(row) for number in self._numbers.get(key, ())}
        return [self._things[number][1] for number in sorted(numbers)]


def _keys(row: Row) -> Iterable[object]:
    """Return what a row is for: codes, a template of codes, or a text."""
    if not row.has_code:
        return (("text", row.text),)
    return row.all_codes() if row.like is None else (("like", row.like),)


def _remembering(table: Table, old_rows: _ByKey[tuple[Table, Row]]) -> Table:
    """Return the table, whose rows remember what they take responses from."""
    rows = tuple(
        row.instead_of(
            tuple(
                Replaced(old, place.title, place.source)
                for place, old in old_rows.of(row)
                if _replaces(row, old)
            )
        )
        for row in table.rows
    )
    return table.model_copy(update={"rows": rows})


def _replaces(new: Row, old: Row) -> bool:
    """Whether a new row applies instead of an old one, for some responses at least.

    A row with conditions replaces rows with the same conditions; one without replaces all of its
    key.
    """
    if new.is_conditional and (new.when, new.text) != (old.when, old.text):
        return False
    return _share_key(new, old) and (
        new.http is None or old.http is None or _overlap(new.http, old.http) is not None
    )


def _share_key(new: Row, old: Row) -> bool:
    if new.has_code and old.has_code:
        if new.codes is None and old.codes is None:
            return (new.code, new.like) == (old.code, old.like)
        return _overlap(_codes(new), _codes(old)) is not None
    return not new.has_code and not old.has_code and new.text == old.text


def _codes(row: Row) -> Span | None:
    """Return the codes of a row as a range; None where they are no plain numbers."""
    code = row.code
    if code is not None and re.fullmatch("0|[1-9][0-9]*", code):
        return Span(int(code), int(code))
    return row.codes


def _overlap(one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None:
        return None
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Span(first, last) if first <= last else None


def _outside(span: Span, inner: Span) -> list[Span]:
    """Return what is left of a range without a range inside it."""
    sides = Span(span.first, inner.first - 1), Span(inner.last + 1, span.last)
    return [side for side in sides if side.first <= side.last]


def _without(table: Table, new_rows: _ByKey[Row]) -> Table:
    rows = (rest for row in table.rows for rest in _left_of(row, new_rows.of(row)))
    return table.model_copy(update={"rows": tuple(rows)})


def _left_of(row: Row, new_rows: Iterable[Row]) -> list[Row]:
    left = [row]
    for new in new_rows:
        left = [rest for part in left for rest in _rest(part, new)]
    return left


def _rest(row: Row, new: Row) -> Iterator[Row]:
    """Yield what is left of a row beside a new one: all of it, some parts, or nothing.

    A row without a status stays whole beside a new one that names a status, which counts first.
    """
    if not _replaces(new, row) or (row.http is None and new.http is not None):
        yield row
        return
    taken = row
    shared = _overlap(row.codes, _codes(new))
    if row.codes is not None and shared is not None:
        yield from (_with_codes(row, side) for side in _outside(row.codes, shared))
        taken = _with_codes(row, shared)
    statuses = _overlap(row.http, new.http)
    if row.http is not None and statuses is not None:
        for side in _outside(row.http, statuses):
            yield taken.model_copy(update={"http": side})


def _with_codes(row: Row, codes: Span) -> Row:
    """Return a row like this one for some of its codes alone."""
    one = codes.first == codes.last
    key = {"code": str(codes), "codes": None} if one else {"code": None, "codes": codes}
    return row.model_copy(update=key)

"""An extension applied to the catalog that it extends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .fields import Span
from .models import BodyPaths, Replaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .models import Catalog, Envelope, Extension, Row, Table


def extend(catalog: Catalog, extension: Extension) -> Catalog:
    """Return the catalog with the extension's names, places and rows; neither is changed.

    The extension's tables and places stand behind the catalog's own. Where a new row takes only
    some codes or statuses of an old one, the old row stays for the rest.
    """
    new_rows = [row for table in extension.tables for row in table.rows]
    kept = (_without(table, new_rows) for table in catalog.tables)
    added = (_remembering(table, catalog) for table in extension.tables)
    return catalog.model_copy(
        update={
            "aliases": (*catalog.aliases, *extension.aliases),
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


def _remembering(table: Table, catalog: Catalog) -> Table:
    """Return the table, whose rows remember what they take answers from."""
    rows = tuple(
        row.instead_of(
            tuple(
                Replaced(old, place.title, place.source)
                for place, old in catalog.sourced_rows()
                if _replaces(row, old)
            )
        )
        for row in table.rows
    )
    return table.model_copy(update={"rows": rows})


def _replaces(new: Row, old: Row) -> bool:
    """Whether a new row is asked in place of an old one, for some responses at least.

    A row with conditions replaces rows with the same conditions; one without replaces all of its
    key.
    """
    if new.is_conditional and (new.when, new.text) != (old.when, old.text):
        return False
    return _share_key(new, old) and (
        new.http is None
        or old.http is None
        or (new.http.first <= old.http.last and old.http.first <= new.http.last)
    )


def _share_key(new: Row, old: Row) -> bool:
    if new.has_code and old.has_code:
        same_template = new.like is not None and new.like == old.like
        return same_template or not set(new.all_codes()).isdisjoint(old.all_codes())
    return not new.has_code and not old.has_code and new.text == old.text


def _without(table: Table, new_rows: Iterable[Row]) -> Table:
    rows = list(table.rows)
    for new in new_rows:
        rows = [rest for row in rows for rest in _rest(row, new)]
    return table.model_copy(update={"rows": tuple(rows)})


def _rest(row: Row, new: Row) -> Iterator[Row]:
    """Go through what is left of a row beside a new one: all of it, some parts, or nothing.

    A row without a status stays whole beside a new one that names a status, which counts first.
    """
    new_codes = set(new.all_codes())
    taken = [code for code in row.all_codes() if code in new_codes]
    if not _replaces(new, row) or (row.http is None and new.http is not None):
        yield row
        return
    left = [code for code in row.all_codes() if code not in new_codes]
    if left:
        yield from _parts(row, left)
    if row.http is not None and new.http is not None:
        new_statuses = new.http.numbers()
        for http in _runs(status for status in row.http.numbers() if status not in new_statuses):
            rest = row.model_copy(update={"http": http})
            yield from _parts(rest, taken) if taken else [rest]


def _parts(row: Row, codes: list[str]) -> Iterator[Row]:
    """Go through rows like this one for some of its codes alone."""
    if codes == list(row.all_codes()):
        yield row
        return
    for run in _runs(map(int, codes)):
        one = run.first == run.last
        key = {"code": str(run), "codes": None} if one else {"code": None, "codes": run}
        yield row.model_copy(update=key)


def _runs(numbers: Iterable[int]) -> list[Span]:
    """Return rising numbers as the fewest ranges."""
    runs: list[Span] = []
    for number in numbers:
        if runs and runs[-1].last == number - 1:
            runs[-1] = Span(runs[-1].first, number)
        else:
            runs.append(Span(number, number))
    return runs

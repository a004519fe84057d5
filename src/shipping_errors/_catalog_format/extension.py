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
    joined = {name: (*getattr(envelope, name), *getattr(places, name)) for name in _PLACES}
    return envelope.model_copy(update=joined)


_PLACES = tuple(BodyPaths.model_fields)


def _remembering(table: Table, catalog: Catalog) -> Table:
    """Return the table, whose rows remember what they take answers from."""
    rows = tuple(
        row.instead_of(
            tuple(
                Replaced(old, place.title, place.source)
                for place, old in catalog.sourced_rows()
                if _share_answers(row, old)
            )
        )
        for row in table.rows
    )
    return table.model_copy(update={"rows": rows})


def _share_answers(row: Row, other: Row) -> bool:
    return not set(row.all_codes()).isdisjoint(other.all_codes()) and (
        row.http is None
        or other.http is None
        or (row.http.first <= other.http.last and other.http.first <= row.http.last)
    )


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
    if not _share_answers(row, new) or (row.http is None and new.http is not None):
        yield row
        return
    left = [code for code in row.all_codes() if code not in new_codes]
    yield from _parts(row, left)
    if row.http is not None and new.http is not None:
        new_statuses = new.http.numbers()
        for http in _runs(status for status in row.http.numbers() if status not in new_statuses):
            yield from _parts(row.model_copy(update={"http": http}), taken)


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

"""The rows of the catalogs as the site shows them: each with an anchor, or the place of a fault."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

# The command line names the addresses that are made here.
from shipping_errors._site_address import anchor
from shipping_errors.authoring import resolve

from .places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shipping_errors.authoring import Catalog, Resolved, Row, Table, Variant

RESERVED = {
    "how-errors-are-reported",
    "what-to-retry",
    "what-may-have-taken-effect",
    "rate-limits-and-waits",
    "every-row",
    "sources",
    "furo-main-content",
    "searchbox",
    "__toc",
    "__navigation",
}
"""The other anchors of a provider's page."""
_MOST_CODES = 100  # each code of a range has an anchor


class SiteError(Exception):
    """Something that the site can't show, with its place."""


class Entry(NamedTuple):
    """A row, or the variant of a row."""

    catalog: Catalog
    table: Table
    row: Row
    part: Row | Variant
    anchor: str
    more_anchors: Sequence[str]
    """For a range: the anchors of its codes."""

    @property
    def says(self) -> Resolved:
        """What it says of an error."""
        return resolve(self.part)

    @property
    def has_date(self) -> bool:
        """Whether it counts only for a body with a date."""
        return self.part is not self.row

    @property
    def wait(self) -> int | None:
        """The seconds to wait that the documentation names."""
        return None if self.has_date else self.row.wait

    @property
    def name(self) -> str:
        """The code, or whatever else the row is for, as a link to it says."""
        return f"{self.row.label} with a date" if self.has_date else self.row.label

    @property
    def path(self) -> str:
        """The address on the site, from its root."""
        return f"providers/{self.catalog.provider}/index.html#{self.anchor}"


def entries(catalog: Catalog, file: str) -> list[Entry]:
    """Return everything that a provider's page lists, in order.

    Raises ``SiteError`` with the place in ``file`` of a row that the page can't show.
    """
    taken = dict.fromkeys(RESERVED, "a part of the page")
    found = []
    for table_number, table in enumerate(catalog.tables):
        for row_number, row in enumerate(table.rows):
            try:
                found += _entries_of(catalog, table, row, taken)
            except SiteError as error:
                place = place_of(file, table_number, row_number)
                raise SiteError(
                    f"{place}: the site can't show row {row.label!r}: {error}"
                ) from None
    return found


def _entries_of(catalog: Catalog, table: Table, row: Row, taken: dict[str, str]) -> Iterator[Entry]:
    if not anchor(row.label).isprintable():
        raise SiteError("its code can't be in an address; write a template with {} for it")
    codes = row.all_codes() if row.codes is not None else ()
    if len(codes) > _MOST_CODES:
        raise SiteError(
            f"it has {len(codes)} codes, and the page has anchors for {_MOST_CODES}; "
            "write several shorter ranges"
        )
    first = _take(anchor(row.label), row.label, taken)
    # A code may have had a row before, which then has the anchor.
    more = [_take(anchor(code), code, taken) for code in codes if anchor(code) not in taken]
    yield Entry(catalog, table, row, row, first, more)
    for variant in row.variants:
        yield Entry(catalog, table, row, variant, _take(f"{first}~date", row.label, taken), ())


def _take(wanted: str, label: str, taken: dict[str, str]) -> str:
    """Return an anchor that nothing else has: the first row of a label gets the plain one."""
    if taken.get(wanted, label) != label:
        raise SiteError(f"its anchor #{wanted} is that of {taken[wanted]!r} too")
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}~{number}", number + 1
    taken[found] = label
    return found


def same_name(listed: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Return the entries of every name that several have."""
    counts = Counter(entry.name for entry in listed)
    return {
        name: [entry for entry in listed if entry.name == name]
        for name, count in counts.items()
        if count > 1
    }

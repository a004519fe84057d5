"""``providers`` and ``codes``: what is in the catalogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from shipping_errors import CatalogError, Category, RetryBasis, UnknownProviderError
from shipping_errors._catalog_format.models import resolve
from shipping_errors._catalog_format.templates import match, parse_template
from shipping_errors._registry.registry import Registry

from ._input import AsJson, Catalogs, UsageError
from ._output import (
    in_words,
    print_json,
    print_table,
    print_table_with_notes,
    print_warning,
    yes_or_no,
)
from ._site import address_of, home

if TYPE_CHECKING:
    from shipping_errors._catalog_format.models import Catalog, Resolved, Row, Table


def providers(catalog: Catalogs = None, json: AsJson = False) -> None:
    """List the providers: the built-in ones, your own, and those of installed packages."""
    library = Registry(catalogs=catalog or ())
    found = _all_catalogs(library)
    if json:
        print_json(
            [
                {**each.model_dump(mode="json", include=_HEAD), "rows": len(each.rows)}
                for each in found
            ]
        )
    else:
        print_table(
            ("provider", "title", "aliases", "rows"),
            (
                (each.provider, each.title, " ".join(each.aliases), str(len(each.rows)))
                for each in found
            ),
        )
    for package in library.packages():
        if package.failure:
            print_warning(package.failure)


_HEAD = {"provider", "title", "aliases"}


def codes(  # noqa: PLR0913, PLR0917 - the command's own arguments
    provider: Annotated[
        str | None,
        typer.Argument(
            metavar="PROVIDER|CODE",
            help="A provider, or a code to look up in every provider (write -- before a "
            "code that begins with -). Without it: all codes of all providers.",
            show_default=False,
        ),
    ] = None,
    category: Annotated[
        list[Category] | None, typer.Option(help="Only this category. Repeatable.")
    ] = None,
    retryable: Annotated[
        bool | None,
        typer.Option(
            "--retryable/--not-retryable", help="Only codes that can, or can't, be retried."
        ),
    ] = None,
    text: Annotated[
        str, typer.Option(help="Only rows with this text in code or message, in any letter case.")
    ] = "",
    catalog: Catalogs = None,
    json: AsJson = False,
) -> None:
    """List a provider's codes, or find a code in every provider.

    Example: shipping-errors codes aftership --retryable
    """
    entries = [
        entry
        for entry in _entries(Registry(catalogs=catalog or ()), provider)
        if (not category or entry.says.category in category)
        and retryable in {None, entry.says.retryable}
        and text.casefold() in f"{entry.code} {entry.row.documentation or ''}".casefold()
    ]
    if json:
        print_json([entry.as_json() for entry in entries])
        return
    print_table_with_notes(
        (
            *("provider", "code", "HTTP", "category", "retryable", "outcome", "replaces"),
            *("wait", "source", *(["site"] if home() else []), "message"),
        ),
        (entry.cells() for entry in entries),
    )


class _Entry(NamedTuple):
    """A row, or the variant of a row."""

    provider: str
    table: Table
    row: Row
    dated: bool

    @property
    def code(self) -> str:
        return self.row.label

    @property
    def says(self) -> Resolved:
        return resolve(self.row.variants[0] if self.dated else self.row)

    @property
    def site(self) -> str | None:
        """The address on the documentation site; a row that replaces another one is not there."""
        return None if self.row.replaces else address_of(self.provider, self.code)

    def cells(self) -> tuple[str, ...]:
        return (
            self.provider,
            f"{self.code}{self.conditions()}",
            str(self.row.http or ""),
            self.says.category,
            yes_or_no(self.says.retryable),
            self.says.outcome,
            ", ".join(f"{old.label} ({old.judged.category})" for old, _, _ in self.row.replaces),
            in_words(self.row.wait) if self.row.wait else "",
            self.table.source.kind,
            *([self.site or ""] if home() else []),
            self.row.documentation or "",
        )

    def conditions(self) -> str:
        """Return in words the conditions of the row, besides its key."""
        facts = [f"{fact} is {' or '.join(texts)}" for fact, texts in self.row.when or ()]
        if self.row.has_code and self.row.text is not None:
            facts.append(f"the message fits {self.row.text!r}")
        asks = f" when {' and '.join(facts)}" if facts else ""
        return f"{asks} with a date" if self.dated else asks

    def is_for(self, wanted: str) -> bool:
        """Whether the row has this code, or a template that matches it, or this label."""
        row = self.row
        if wanted in row.all_codes() or wanted == row.label:
            return True
        return row.like is not None and match(parse_template(row.like), wanted) is not None

    def as_json(self) -> dict[str, object]:
        return {
            "provider": self.provider,
            "code": self.code,
            "http": str(self.row.http) if self.row.http else None,
            "like": self.row.like,
            "text": self.row.text,
            "when": {fact: list(texts) for fact, texts in self.row.when or ()},
            "with_date": self.dated,
            "category": self.says.category,
            "retryable": self.says.retryable,
            "retryable_documented": self.says.retry_basis is RetryBasis.DOCUMENTED,
            "outcome": self.says.outcome,
            "wait": self.row.wait,
            "message": self.row.message,
            "meaning": self.row.meaning,
            "source_url": self.table.source.url,
            "source_kind": self.table.source.kind,
            **({"site_url": self.site} if self.site else {}),
            "replaces": [
                {**old.model_dump(mode="json"), "source_url": source.url}
                for old, _, source in self.row.replaces
            ],
        }


def _all_catalogs(library: Registry) -> list[Catalog]:
    return [*map(library.catalog, library.ids()), *library.from_packages()]


def _entries(library: Registry, wanted: str | None) -> list[_Entry]:
    """Return the rows of a provider, of a code, or all rows; try the word as a provider first."""
    if wanted is None:
        return _entries_in(_all_catalogs(library), None)
    try:
        return _entries_in([library.catalog(wanted)], None)
    except (UnknownProviderError, CatalogError) as error:
        found = _entries_in(_all_catalogs(library), wanted)
        if found:
            return found
        if isinstance(error, UnknownProviderError) and not error.nearest:
            raise UsageError(f"no provider and no code is called {wanted!r}") from None
        raise


def _entries_in(catalogs: list[Catalog], code: str | None) -> list[_Entry]:
    entries = (
        _Entry(catalog.provider, table, row, dated)
        for catalog in catalogs
        for table, row in catalog.sourced_rows()
        for dated in (False, *(True for _ in row.variants))
    )
    return [entry for entry in entries if code is None or entry.is_for(code)]

"""A provider's page: a reference to print for whoever is on call."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from shipping_errors import Category, Outcome

from . import envelope
from .entries import same_name
from .templating import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shipping_errors.authoring import Catalog, Source

    from .entries import Entry
    from .responses import Reported

KINDS = {
    "official": "the provider's own documentation",
    "example": "responses that were shown or recorded",
    "copy": "another project's copy of the list",
}
_SEARCH = '<p><a href="../../codes.html?provider={}">Search in these codes</a></p>'
_LIMITS = {Category.RATE_LIMITED, Category.QUOTA_EXCEEDED}


class Group(NamedTuple):
    """Rows that need the same care before a retry."""

    title: str
    text: str
    entries: list[Entry]


def provider_page(catalog: Catalog, listed: Sequence[Entry], reported: Reported) -> str:
    """Return the page in Markdown."""
    return render(
        "provider.md.j2",
        catalog=catalog,
        entries=listed,
        description=f"Every error code of {catalog.title}: what it means, whether to retry, "
        "whether it took effect, and who has to act.",
        search_link=_SEARCH.format(catalog.provider),
        reported=reported,
        example=reported.example,
        extension={"text": "txt"}.get(reported.example.language, reported.example.language),
        sentences=envelope.sentences(catalog.envelope),
        groups=_groups(listed),
        maybe_done=[entry for entry in listed if entry.says.outcome is Outcome.MAYBE_DONE],
        waits=list(_waits(catalog, listed)),
        limits=[entry for entry in listed if entry.says.category in _LIMITS or entry.wait],
        has_templates=any("{" in f"{entry.row.label}{entry.row.text}" for entry in listed),
        tables=[(table, list(rows)) for table, rows in groupby(listed, lambda entry: entry.table)],
        same=same_name(listed),
        sources=_sources(listed),
        KINDS=KINDS,
    )


def _groups(listed: Sequence[Entry]) -> list[Group]:
    retryable = [entry for entry in listed if entry.says.retryable]
    return [
        Group(
            "Send it again.",
            "It took no effect, and the same call can succeed later.",
            [entry for entry in retryable if entry.says.outcome is Outcome.NOT_DONE],
        ),
        Group(
            "Look first, then send it again.",
            "The same call can succeed later, but this one may have taken effect. Without a look "
            "only calls that may be carried out twice can be sent again.",
            [entry for entry in retryable if entry.says.outcome is not Outcome.NOT_DONE],
        ),
        Group("Do not send anything else again unchanged.", "", []),
    ]


def _waits(catalog: Catalog, listed: Sequence[Entry]) -> Iterator[str]:
    headers = catalog.envelope.reset_headers
    named = f"; {catalog.title} also has {_code(headers)}" if headers else ""
    yield f"`retry_after` is read from the header `Retry-After`{named}."
    said = catalog.envelope.model_dump(mode="json")
    dates = [*said["retry_date"], *(date for at in said["errors"] for date in at["retry_date"])]
    if dates:
        paths = [date if isinstance(date, str) else date["at"] for date in dates]
        yield f"The body may name a date or a number of seconds: {_code(paths)}."
    waits = sorted({entry.wait for entry in listed if entry.wait})
    if waits:
        yield f"The documentation names waits of {', '.join(map(str, waits))} seconds."
    if not any(entry.says.category in _LIMITS for entry in listed):
        yield "No row is about limits: HTTP 429 is `rate_limited` by its status."


def _code(words: Sequence[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _sources(listed: Sequence[Entry]) -> list[tuple[Source, int]]:
    sources = dict.fromkeys(entry.table.source for entry in listed)
    return [
        (source, sum(entry.table.source == source and not entry.has_date for entry in listed))
        for source in sources
    ]

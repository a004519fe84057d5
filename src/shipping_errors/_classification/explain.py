"""Explain an error: what was read from the body and where, and which rules lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from shipping_errors._catalog_format.fields import write_path
from shipping_errors._normalized_error import NormalizedError  # noqa: TC001 - pydantic reads a model's annotations
from shipping_errors._vocabulary import Category

from .candidates import Candidate, candidates
from .compose import compose
from .decode import decode
from .field_errors import field_errors_at
from .index import empty_index
from .listed_errors import find_listed_errors
from .parse import parse_body
from .paths import first_usable_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors._catalog_format.models import Catalog
    from shipping_errors.typing import Body, Headers

    from .body import ParsedBody
    from .envelope import Envelope
    from .index import Index

_FIELDS = ("code", "message", "success", "retryable", "retry_date")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Extracted(_Part):
    """Something usable at one of the envelope's paths."""

    field: str
    """The envelope's key."""
    path: str
    """The path in the body."""
    value: str
    """The value there, as text."""
    counts: bool
    """Whether it was used; else an earlier path had a value."""


class ListedExplanation(_Part):
    """How one of the listed errors was classified."""

    position: int
    """Its place among the listed errors, from 0."""
    item: str | None
    """The part of the request that it is about."""
    rules: tuple[Candidate, ...]
    """The rules that could have decided, in the order in which they are asked."""


class Explanation(_Part):
    """How a response was classified."""

    error: NormalizedError
    """What ``classify`` returns."""
    found: tuple[Extracted, ...]
    """What was read from the body and where."""
    rules: tuple[Candidate, ...]
    """The rules for the body's own error, in the order in which they are asked."""
    listed: tuple[ListedExplanation, ...] = ()
    """The same for each error that the body lists."""
    lead: str | None = None
    """Which of the errors leads, and why; None if the body lists no errors."""
    source_kind: str | None = None
    """The kind of document that the deciding row is from; None if no row decided."""
    hint: str | None = None
    """Another hint for the reader: the body looks like another provider's."""
    without_catalog: NormalizedError
    """The error if the provider had no catalog."""


def explain(  # noqa: PLR0913 - the arguments of classify
    index: Index,
    catalog: Catalog,
    status: int | None,
    body: Body | None,
    *,
    headers: Headers | None = None,
    now: float | None = None,
) -> Explanation:
    """Classify a response as ``classify`` does, and return the steps that led to the error."""
    parsed = parse_body(index, body, headers)
    bare = empty_index(catalog.provider)
    error = compose(index, status, parsed, headers, now)
    return Explanation(
        error=error,
        found=tuple(_found(index, body, headers, parsed)),
        rules=tuple(candidates(index, catalog, status, parsed)),
        listed=tuple(
            ListedExplanation(
                position=position,
                item=each.item,
                rules=tuple(candidates(index, catalog, status, each)),
            )
            for position, each in enumerate(parsed.listed)
        ),
        lead=_lead(error) if error.errors else None,
        source_kind=_source_kind(catalog, error),
        hint=_hint(catalog, body, headers),
        without_catalog=compose(bare, status, parse_body(bare, body, headers), headers, now),
    )


def _found(index: Index, body: object, headers: object, parsed: ParsedBody) -> Iterator[Extracted]:
    """Yield what is at each path, with the plain code, which tests compare with the fast one."""
    if parsed.is_not_structured:
        text = parsed.message or "nothing for people"
        yield Extracted(field="message", path="(not a JSON object)", value=text, counts=True)
        return
    data = decode(body, index.xml, headers)
    envelope = index.envelope
    for field in _FIELDS:
        taken = False
        for steps, usable in getattr(envelope, field):
            value = first_usable_at(data, steps, usable)
            if value is not None:
                yield _extracted(field, steps, _shown(value), counts=not taken)
                taken = True
    yield from _facts(envelope, parsed)
    taken = False
    for place in envelope.field_errors:
        errors = field_errors_at(data, place)
        if errors:
            texts = "; ".join(f"{error.path}: {error.message}" for error in errors)
            yield _extracted("field_errors", place.at, texts, counts=not taken)
            taken = True
    taken = False
    for listed in envelope.errors:
        found, _ = find_listed_errors(data, envelope._replace(errors=(listed,)), parsed.facts)
        if found:
            texts = "; ".join(f"{each.code or each.message}" for each in found)
            yield _extracted("errors", listed.at, texts, counts=not taken)
            taken = True


def _facts(envelope: Envelope, parsed: ParsedBody) -> Iterator[Extracted]:
    for fact in envelope.facts:
        if fact.name in parsed.facts:
            where = write_path(fact.at) if fact.at else "(always)"
            value = parsed.facts[fact.name]
            yield Extracted(field=f"fact {fact.name}", path=where, value=value, counts=True)


def _extracted(field: str, steps: tuple[str, ...], value: str, *, counts: bool) -> Extracted:
    return Extracted(field=field, path=write_path(steps), value=value, counts=counts)


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lead(error: NormalizedError) -> str:
    if error.category is Category.PARTIAL:
        return "none: some of it succeeded, and the listed errors are about the rest"
    which = f"{error.rule} leads"
    if error.category in {Category.ALREADY_DONE, Category.PENDING}:
        return f"{which}: there is nothing else that a row knows"
    if any(each.retryable != error.retryable for each in error.errors):
        return f"{which}: a repeat does not cure it"
    cure = "cures" if error.retryable else "does not cure"
    return f"{which}: it is the first of those that a repeat {cure}"


def _source_kind(catalog: Catalog, error: NormalizedError) -> str | None:
    """Return the kind of the source of the row that decided."""
    kinds = (
        table.source.kind
        for table, row in catalog.sourced_rows()
        if error.rule == f"{catalog.provider}:{row.label}" and error.source_url == table.source.url
    )
    return next(kinds, None)


def _hint(catalog: Catalog, body: object, headers: object) -> str | None:
    """Say that a body given as AfterShip Shipping's looks like AfterShip Tracking's."""
    if catalog.provider != "aftership_shipping":
        return None
    data = decode(body, None, headers)
    meta = data.get("meta") if isinstance(data, dict) else None
    # Tracking names a type with every error; Shipping's gateway alone does, with its 401.
    if isinstance(meta, dict) and "type" in meta and "retryable" not in meta:
        return (
            "the body looks like AfterShip Tracking's, whose codes mean other things: "
            "its provider id is 'aftership_tracking'"
        )
    return None

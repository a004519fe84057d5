"""A catalog made ready for look-ups: what can be done before an answer comes is done here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from shipping_errors._vocabulary import (
    Category,
    Outcome,
    RetryBasis,
    category_of_status,
    retryable_by_status,
)

from .body import EMPTY, ReadObject
from .compiled_parser import compile_reader

if TYPE_CHECKING:
    from shipping_errors._catalog_format.models import Catalog, Row, Table, Variant


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of an answer, before the live response has its say."""

    rule: str
    category: Category
    retryable: bool
    retry_basis: RetryBasis
    outcome: Outcome
    documentation: str | None = None
    source_url: str | None = None
    if_dated: Verdict | None = None
    """What it says in place of this when the body holds a retry date."""


UNKNOWN = Verdict(
    "none",
    Category.UNKNOWN,
    Category.UNKNOWN.retryable,
    RetryBasis.INFERRED,
    Category.UNKNOWN.outcome,
)
"""The verdict where no rule fits."""


@dataclass(frozen=True, slots=True)
class Index:
    """A provider's verdicts by code and by status, and how to read its bodies."""

    provider: str
    title: str
    read_object: ReadObject
    reset_headers: tuple[str, ...]
    code_in_every_answer: bool
    by_code: dict[str, Verdict]
    """For each code its row; of several the one that names no HTTP status, else the first."""
    by_code_and_status: dict[tuple[str, int | None], Verdict]
    """For the codes of several rows, those that name an HTTP status."""
    by_status: dict[int, Verdict]
    """The rows whose code is their HTTP status."""

    def knows(self, code: str | None) -> bool:
        """Whether a row is for the code; no code needs none."""
        return code is None or code in self.by_code


def build_index(catalog: Catalog) -> Index:
    """Index a catalog."""
    rows_of_codes: dict[str, list[tuple[Row, Verdict]]] = {}
    by_status: dict[int, Verdict] = {}
    for table, row in catalog.sourced_rows():
        verdict = _verdict(f"{catalog.provider}:{row.label}", table, row)
        for code in row.all_codes():
            rows_of_codes.setdefault(code, []).append((row, verdict))
        for status in row.http.numbers() if row.http else ():
            if str(status) in row.all_codes():
                by_status[status] = verdict
    envelope = catalog.envelope
    successes = {code: _success(f"{catalog.provider}:{code}") for code in envelope.success_codes}
    return Index(
        provider=catalog.provider,
        title=catalog.title,
        read_object=compile_reader(envelope),
        reset_headers=envelope.reset_headers,
        code_in_every_answer=envelope.code_in_every_answer,
        by_code=successes | {code: _general(rows) for code, rows in rows_of_codes.items()},
        by_code_and_status={
            (code, status): verdict
            for code, rows in rows_of_codes.items()
            if len(rows) > 1
            for row, verdict in rows
            for status in (row.http.numbers() if row.http else ())
        },
        by_status=by_status,
    )


def _general(rows: list[tuple[Row, Verdict]]) -> Verdict:
    """Return the verdict for a code whose HTTP status none of its rows names."""
    return next((verdict for row, verdict in rows if row.http is None), rows[0][1])


def build_bare_index(provider: str) -> Index:
    """Return an index that knows no row, for a provider whose catalog can't be read."""
    return Index(
        provider=provider,
        title=provider,
        read_object=lambda _: EMPTY,
        reset_headers=(),
        code_in_every_answer=True,
        by_code={},
        by_code_and_status={},
        by_status={},
    )


def _verdict(rule: str, table: Table, row: Row, variant: Variant | None = None) -> Verdict:
    documented = row.retryable if variant is None else variant.retryable
    judged = row.judged if variant is None else variant.judged
    dated = None if variant else next(iter(row.variants), None)
    return Verdict(
        rule=rule,
        category=judged.category,
        retryable=judged.category.retryable if documented is None else documented,
        retry_basis=RetryBasis.INFERRED if documented is None else RetryBasis.DOCUMENTED,
        outcome=judged.outcome or judged.category.outcome,
        documentation=row.message,
        source_url=table.source.url,
        if_dated=_verdict(rule, table, row, dated) if dated else None,
    )


@lru_cache(maxsize=1_000)  # statuses have three digits
def verdict_for_status(status: int) -> Verdict | None:
    """Return what an HTTP status alone means, for any provider; None where it means nothing."""
    category = category_of_status(status)
    if category is None:
        return None
    retryable = retryable_by_status(status, category)
    return Verdict(f"http:{status}", category, retryable, RetryBasis.INFERRED, category.outcome)


@lru_cache(maxsize=100)
def verdict_for_success(status: int) -> Verdict:
    """Return the verdict on a 2xx answer that says nothing against its success."""
    return _success(f"http:{status}")


def _success(rule: str) -> Verdict:
    ok = Category.OK
    return Verdict(rule, ok, ok.retryable, RetryBasis.INFERRED, ok.outcome)

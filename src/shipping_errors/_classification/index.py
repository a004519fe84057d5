"""A catalog made ready for look-ups: what can be done before an answer comes is done here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from shipping_errors._http_status import category_of_status, retryable_by_status
from shipping_errors._vocabulary import Category, Outcome, RetryBasis

from .body import EMPTY_BODY, ParseObject
from .compiled_parser import compile_parser

if TYPE_CHECKING:
    from shipping_errors._catalog_format.models import Catalog, Row, Table, Variant


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule says of an error, before the live response has its say."""

    rule: str
    category: Category
    retryable: bool
    retry_basis: RetryBasis
    outcome: Outcome
    documentation: str | None = None
    source_url: str | None = None
    if_dated: Rule | None = None
    """What it says in place of this when the body holds a retry date."""


NO_RULE = Rule(
    "none",
    Category.UNKNOWN,
    Category.UNKNOWN.retryable,
    RetryBasis.INFERRED,
    Category.UNKNOWN.outcome,
)
"""The rule where no rule fits."""


@dataclass(frozen=True, slots=True)
class Index:
    """A provider's rules by code and by status, and how to read its bodies."""

    provider: str
    title: str
    parse_object: ParseObject
    reset_headers: tuple[str, ...]
    code_in_every_answer: bool
    by_code: dict[str, Rule]
    """For each code its row; of several the one that names no HTTP status, else the first."""
    by_code_and_status: dict[tuple[str, int | None], Rule]
    """For the codes of several rows, those that name an HTTP status."""
    by_status: dict[int, Rule]
    """The rows whose code is their HTTP status."""

    def knows(self, code: str | None) -> bool:
        """Whether a row is for the code; no code needs none."""
        return code is None or code in self.by_code


def build_index(catalog: Catalog) -> Index:
    """Index a catalog."""
    rows_of_codes: dict[str, list[tuple[Row, Rule]]] = {}
    by_status: dict[int, Rule] = {}
    for table, row in catalog.sourced_rows():
        rule = _rule(f"{catalog.provider}:{row.label}", table, row)
        for code in row.all_codes():
            rows_of_codes.setdefault(code, []).append((row, rule))
        for status in row.http.numbers() if row.http else ():
            if str(status) in row.all_codes():
                by_status[status] = rule
    envelope = catalog.envelope
    successes = {code: _success(f"{catalog.provider}:{code}") for code in envelope.success_codes}
    return Index(
        provider=catalog.provider,
        title=catalog.title,
        parse_object=compile_parser(envelope),
        reset_headers=envelope.reset_headers,
        code_in_every_answer=envelope.code_in_every_answer,
        by_code=successes | {code: _general(rows) for code, rows in rows_of_codes.items()},
        by_code_and_status={
            (code, status): rule
            for code, rows in rows_of_codes.items()
            if len(rows) > 1
            for row, rule in rows
            for status in (row.http.numbers() if row.http else ())
        },
        by_status=by_status,
    )


def _general(rows: list[tuple[Row, Rule]]) -> Rule:
    """Return the rule for a code whose HTTP status none of its rows names."""
    return next((rule for row, rule in rows if row.http is None), rows[0][1])


def empty_index(provider: str) -> Index:
    """Return an index that knows no row, for a provider whose catalog can't be read."""
    return Index(
        provider=provider,
        title=provider,
        parse_object=lambda _: EMPTY_BODY,
        reset_headers=(),
        code_in_every_answer=True,
        by_code={},
        by_code_and_status={},
        by_status={},
    )


def _rule(rule: str, table: Table, row: Row, variant: Variant | None = None) -> Rule:
    documented = row.retryable if variant is None else variant.retryable
    judged = row.judged if variant is None else variant.judged
    dated = None if variant else next(iter(row.variants), None)
    return Rule(
        rule=rule,
        category=judged.category,
        retryable=judged.category.retryable if documented is None else documented,
        retry_basis=RetryBasis.INFERRED if documented is None else RetryBasis.DOCUMENTED,
        outcome=judged.outcome or judged.category.outcome,
        documentation=row.message,
        source_url=table.source.url,
        if_dated=_rule(rule, table, row, dated) if dated else None,
    )


@lru_cache(maxsize=1_000)  # statuses have three digits
def rule_for_status(status: int) -> Rule | None:
    """Return what an HTTP status alone means, for any provider; None where it means nothing."""
    category = category_of_status(status)
    if category is None:
        return None
    retryable = retryable_by_status(status, category)
    return Rule(f"http:{status}", category, retryable, RetryBasis.INFERRED, category.outcome)


@lru_cache(maxsize=100)
def rule_for_success(status: int) -> Rule:
    """Return the rule on a 2xx answer that says nothing against its success."""
    return _success(f"http:{status}")


def _success(rule: str) -> Rule:
    ok = Category.OK
    return Rule(rule, ok, ok.retryable, RetryBasis.INFERRED, ok.outcome)

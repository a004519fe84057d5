"""Which rules could have decided what an answer means, and why each one did or did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from shipping_errors._vocabulary import Category

from .decide import says_failure
from .index import NO_RULE, rule_for_status, rule_for_success
from .retry_after import find_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors._catalog_format.models import Catalog

    from .body import ParsedBody
    from .index import Index, Rule


class Candidate(BaseModel):
    """A rule that could have decided."""

    model_config = ConfigDict(frozen=True)

    rule: str
    """Its name, as in ``NormalizedError.rule``."""
    category: Category
    """What it says that went wrong."""
    retryable: bool
    """What it says of retries, before the response has its say."""
    decided: bool
    """Whether it decided."""
    reason: str
    """Why it did, or did not."""


def candidates(
    index: Index, catalog: Catalog, status: int | None, parsed: ParsedBody, rule: Rule
) -> Iterator[Candidate]:
    """Go through the rules in the order in which they are asked; ``rule`` is what decided."""
    yield from _code_rules(index, status, parsed, rule)
    yield from _replaced_rules(catalog, parsed)
    yield from _status_rules(index, status, parsed, rule)


def _candidate(rule: Rule, reason: str, *, decided: bool = False) -> Candidate:
    return Candidate(
        rule=rule.rule,
        category=rule.category,
        retryable=rule.retryable,
        decided=decided,
        reason=reason,
    )


def _code_rules(
    index: Index, status: int | None, parsed: ParsedBody, rule: Rule
) -> Iterator[Candidate]:
    """Go through the rows of the body's code."""
    for row, statuses in _rows_of_code(index, parsed.code):
        dated = row.if_dated
        if row is not rule:
            yield _candidate(row, _why_not(row, statuses, status, parsed))
        elif dated is None:
            yield _candidate(row, f"the row for code {parsed.code}", decided=True)
        else:
            has_date = find_date(parsed.retry_date or "") is not None
            said = "a date is in the body" if has_date else "no date is in the body"
            yield _candidate(dated, said, decided=has_date)
            yield _candidate(row, said, decided=not has_date)


def _rows_of_code(index: Index, code: str | None) -> list[tuple[Rule, list[int | None]]]:
    """Return a code's rows; if there are several, each with the HTTP statuses that it names."""
    rows: list[tuple[Rule, list[int | None]]] = []
    if code in index.by_code:
        rows.append((index.by_code[code], []))
    for (of_code, status), row in index.by_code_and_status.items():
        if of_code == code:
            if row is not rows[-1][0]:
                rows.append((row, []))
            rows[-1][1].append(status)
    return rows


def _why_not(row: Rule, statuses: list[int | None], status: int | None, parsed: ParsedBody) -> str:
    if statuses and status not in statuses:
        named = f"{statuses[0]}-{statuses[-1]}" if len(statuses) > 1 else f"{statuses[0]}"
        reason = f"it is for HTTP {named}"
    else:
        reason = "the row that names the HTTP status counts first"
    if row.category is Category.OK and says_failure(status, parsed):
        said = "a success flag that is false" if parsed.success is False else f"HTTP {status}"
        reason = f"it means success, and the answer has {said}"
    return reason


def _replaced_rules(catalog: Catalog, parsed: ParsedBody) -> Iterator[Candidate]:
    """Go through the rows of the code that an extension has replaced."""
    for row in catalog.rows_for(parsed.code or ""):
        for old, table, source in row.replaces:
            retryable = old.judged.category.retryable if old.retryable is None else old.retryable
            yield Candidate(
                rule=f"{catalog.provider}:{old.label}",
                category=old.judged.category,
                retryable=retryable,
                decided=False,
                reason=f"replaced by an extension; it is from {table!r} at {source.url}",
            )


def _status_rules(
    index: Index, status: int | None, parsed: ParsedBody, rule: Rule
) -> Iterator[Candidate]:
    """Go through the rules for the HTTP status, and tell if none is left."""
    of_code = [row for row, _ in _rows_of_code(index, parsed.code)]
    for other in _rules_of_status(index, status):
        if other is rule and other not in of_code:
            yield _candidate(other, _why_status(parsed, of_code), decided=True)
        elif other not in of_code:
            yield _candidate(other, _why_not_status(index, parsed, other, rule))
    if rule is NO_RULE:
        yield _candidate(NO_RULE, "no rule is left", decided=True)


def _rules_of_status(index: Index, status: int | None) -> Iterator[Rule]:
    if status is None:
        return
    if status // 100 == 2:  # noqa: PLR2004 - HTTP's class of successes
        yield rule_for_success(status)
        return
    yield from filter(None, (index.by_status.get(status), rule_for_status(status)))


def _why_status(parsed: ParsedBody, of_code: list[Rule]) -> str:
    if parsed.code is None:
        return "the body has no code, so the HTTP status decides"
    if of_code:
        return f"the rows for code {parsed.code} are out, so the HTTP status decides"
    return f"no row knows code {parsed.code}, so the HTTP status decides"


def _why_not_status(index: Index, parsed: ParsedBody, other: Rule, rule: Rule) -> str:
    """Say why a rule for the status lost: to a row, or since a success is not certain."""
    if rule is not NO_RULE:
        return f"{rule.rule} counts before it"
    doubts = {
        f"no row knows code {parsed.code}": parsed.code is not None,
        "what stands in place of a code is none": parsed.has_invalid_code,
        "the success flag is false": parsed.success is False,
        "the body lists refused fields": bool(parsed.field_errors),
        "the body is not JSON": parsed.is_not_structured,
        f"every answer of {index.title} has a code, and this has none": index.code_in_every_answer,
    }
    return f"{other.rule} is no proof: {next(doubt for doubt, holds in doubts.items() if holds)}"

"""Which rules could have decided what an answer means, and why each one did or did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from shipping_errors._vocabulary import Category

from .decide import says_failure
from .index import UNKNOWN, verdict_for_status, verdict_for_success
from .retry_after import find_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors._catalog_format.models import Catalog

    from .body import Reading
    from .index import Index, Verdict


class Rule(BaseModel):
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


def considered(
    index: Index, catalog: Catalog, status: int | None, reading: Reading, verdict: Verdict
) -> Iterator[Rule]:
    """Go through the rules in the order in which they are asked; ``verdict`` is what decided."""
    yield from _code_rules(index, status, reading, verdict)
    yield from _replaced_rules(catalog, reading)
    yield from _status_rules(index, status, reading, verdict)


def _rule(verdict: Verdict, reason: str, *, decided: bool = False) -> Rule:
    return Rule(
        rule=verdict.rule,
        category=verdict.category,
        retryable=verdict.retryable,
        decided=decided,
        reason=reason,
    )


def _code_rules(
    index: Index, status: int | None, reading: Reading, verdict: Verdict
) -> Iterator[Rule]:
    """Go through the rows of the body's code."""
    for row, statuses in _rows_of_code(index, reading.code):
        dated = row.if_dated
        if row is not verdict:
            yield _rule(row, _why_not(row, statuses, status, reading))
        elif dated is None:
            yield _rule(row, f"the row for code {reading.code}", decided=True)
        else:
            has_date = find_date(reading.retry_date or "") is not None
            said = "a date is in the body" if has_date else "no date is in the body"
            yield _rule(dated, said, decided=has_date)
            yield _rule(row, said, decided=not has_date)


def _rows_of_code(index: Index, code: str | None) -> list[tuple[Verdict, list[int | None]]]:
    """Return a code's rows; if there are several, each with the HTTP statuses that it names."""
    rows: list[tuple[Verdict, list[int | None]]] = []
    if code in index.by_code:
        rows.append((index.by_code[code], []))
    for (of_code, status), row in index.by_code_and_status.items():
        if of_code == code:
            if row is not rows[-1][0]:
                rows.append((row, []))
            rows[-1][1].append(status)
    return rows


def _why_not(row: Verdict, statuses: list[int | None], status: int | None, reading: Reading) -> str:
    if statuses and status not in statuses:
        named = f"{statuses[0]}-{statuses[-1]}" if len(statuses) > 1 else f"{statuses[0]}"
        reason = f"it is for HTTP {named}"
    else:
        reason = "the row that names the HTTP status counts first"
    if row.category is Category.OK and says_failure(status, reading):
        said = "a success flag that is false" if reading.success is False else f"HTTP {status}"
        reason = f"it means success, and the answer has {said}"
    return reason


def _replaced_rules(catalog: Catalog, reading: Reading) -> Iterator[Rule]:
    """Go through the rows of the code that an extension has replaced."""
    for row in catalog.rows_for(reading.code or ""):
        for old, table, source in row.replaces:
            retryable = old.judged.category.retryable if old.retryable is None else old.retryable
            yield Rule(
                rule=f"{catalog.provider}:{old.label}",
                category=old.judged.category,
                retryable=retryable,
                decided=False,
                reason=f"replaced by an extension; it is from {table!r} at {source.url}",
            )


def _status_rules(
    index: Index, status: int | None, reading: Reading, verdict: Verdict
) -> Iterator[Rule]:
    """Go through the rules for the HTTP status, and tell if none is left."""
    of_code = [row for row, _ in _rows_of_code(index, reading.code)]
    for candidate in _status_verdicts(index, status):
        if candidate is verdict and candidate not in of_code:
            yield _rule(candidate, _why_status(reading, of_code), decided=True)
        elif candidate not in of_code:
            yield _rule(candidate, _why_not_status(index, reading, candidate, verdict))
    if verdict is UNKNOWN:
        yield _rule(UNKNOWN, "no rule is left", decided=True)


def _status_verdicts(index: Index, status: int | None) -> Iterator[Verdict]:
    if status is None:
        return
    if status // 100 == 2:  # noqa: PLR2004 - HTTP's class of successes
        yield verdict_for_success(status)
        return
    yield from filter(None, (index.by_status.get(status), verdict_for_status(status)))


def _why_status(reading: Reading, of_code: list[Verdict]) -> str:
    if reading.code is None:
        return "the body has no code, so the HTTP status decides"
    if of_code:
        return f"the rows for code {reading.code} are out, so the HTTP status decides"
    return f"no row knows code {reading.code}, so the HTTP status decides"


def _why_not_status(index: Index, reading: Reading, rule: Verdict, verdict: Verdict) -> str:
    """Say why a rule for the status lost: to a row, or since a success is not certain."""
    if verdict is not UNKNOWN:
        return f"{verdict.rule} counts before it"
    doubts = {
        f"no row knows code {reading.code}": reading.code is not None,
        "what stands in place of a code is none": reading.odd_code,
        "the success flag is false": reading.success is False,
        "the body lists refused fields": bool(reading.field_errors),
        "the body is not JSON": reading.foreign,
        f"every answer of {index.title} has a code, and this has none": index.code_in_every_answer,
    }
    return f"{rule.rule} is no proof: {next(doubt for doubt, holds in doubts.items() if holds)}"

"""The rules that could have decided, and why each one did or did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from shipping_errors._catalog_format.models import resolve
from shipping_errors._vocabulary import Category

from .decide import decide, says_failure
from .retry_after import find_date
from .rules import NO_RULE, rule_for_status, rule_for_success

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors._catalog_format.models import Catalog

    from .body import ParsedBody
    from .index import Alternative, Index
    from .rules import Rule


class Candidate(BaseModel):
    """A rule that could have decided."""

    model_config = ConfigDict(frozen=True)

    rule: str
    """Its name, as in ``NormalizedError.rule``."""
    category: Category
    """What went wrong, according to this rule."""
    retryable: bool
    """Whether a retry can help, according to this rule; the response can say something else."""
    decided: bool
    """Whether it decided."""
    reason: str
    """Why it did, or did not."""


def candidates(
    index: Index, catalog: Catalog, status: int | None, parsed: ParsedBody
) -> Iterator[Candidate]:
    """Yield the rules for a body's own error, or for a listed one, in the order of decision."""
    rule = decide(index, status, parsed)
    of_body = list(_rows_of_body(index, parsed))
    for row, why_not in of_body:
        yield from _row_candidates(row, why_not, rule, status, parsed)
    yield from _replaced_rules(catalog, parsed)
    yield from _status_candidates(index, status, parsed, rule, [row for row, _ in of_body])


def _candidate(rule: Rule, reason: str, *, decided: bool = False) -> Candidate:
    return Candidate(
        rule=rule.rule,
        category=rule.category,
        retryable=rule.retryable,
        decided=decided,
        reason=reason,
    )


def _rows_of_body(index: Index, parsed: ParsedBody) -> Iterator[tuple[Rule, str]]:
    """Yield the rows for the code or text of a body, each with its other conditions."""
    code, seen = parsed.code, set[int]()
    if code is not None:
        for alternative in index.alternatives.get(code, ()):
            yield from _rows_of(alternative, seen)
        if code in index.by_code and id(index.by_code[code]) not in seen:
            yield index.by_code[code], ""
            return
        for alternative in index.likes.find(code) if code not in index.by_code else ():
            yield from _rows_of(alternative, seen)
    for alternative in index.texts.find(parsed.message or ""):
        yield from _rows_of(alternative, seen)


def _rows_of(alternative: Alternative, seen: set[int]) -> Iterator[tuple[Rule, str]]:
    conditions = [f"{fact} is {' or '.join(sorted(texts))}" for fact, texts in alternative.when]
    if alternative.text is not None:
        conditions.append("a message that fits its text")
    rules: dict[int, tuple[Rule, list[int]]] = {}
    for status, rule in alternative.by_status.items():
        rules.setdefault(id(rule), (rule, []))[1].append(status)
    if alternative.general is not None:
        rules.setdefault(id(alternative.general), (alternative.general, []))
    for rule, statuses in rules.values():
        seen.add(id(rule))
        named = (
            f"{statuses[0]}-{statuses[-1]}" if len(statuses) > 1 else "".join(map(str, statuses))
        )
        asked = [*conditions, *([f"HTTP {named}"] if named else [])]
        yield rule, f"it is for {' and '.join(asked)}" if asked else ""


def _row_candidates(
    row: Rule, asks: str, rule: Rule, status: int | None, parsed: ParsedBody
) -> Iterator[Candidate]:
    dated = row.if_dated
    if row is not rule:
        yield _candidate(row, _why_not(row, asks, status, parsed))
    elif dated is None:
        what = f"code {parsed.code}" if parsed.code is not None else "this text"
        beside = f"; {asks}" if asks else ""
        yield _candidate(row, f"the row for {what}{beside}", decided=True)
    else:
        has_date = find_date(parsed.retry_date or "") is not None
        said = "a date is in the body" if has_date else "no date is in the body"
        yield _candidate(dated, said, decided=has_date)
        yield _candidate(row, said, decided=not has_date)


def _why_not(row: Rule, asks: str, status: int | None, parsed: ParsedBody) -> str:
    if row.category is Category.OK and says_failure(status, parsed):
        if parsed.success is False:
            said = "a success flag that is false"
        elif parsed.has_common_error:
            said = "an error where the catalog does not look"
        else:
            said = "errors in a list" if parsed.listed else f"HTTP {status}"
        return f"it means success, and the response has {said}"
    return asks or "the row that names the HTTP status counts first"


def _replaced_rules(catalog: Catalog, parsed: ParsedBody) -> Iterator[Candidate]:
    """Yield the rows of the code that an extension has replaced."""
    for row in catalog.rows_for(parsed.code or ""):
        for old, table, source in row.replaces:
            said = resolve(old)
            yield Candidate(
                rule=f"{catalog.provider}:{old.label}",
                category=said.category,
                retryable=said.retryable,
                decided=False,
                reason=f"replaced by an extension; it is from {table!r} at {source.url}",
            )


def _status_candidates(
    index: Index, status: int | None, parsed: ParsedBody, rule: Rule, of_body: list[Rule]
) -> Iterator[Candidate]:
    """Yield the rules for the HTTP status, and the last rule if there is no other."""
    for other in _rules_of_status(index, status):
        if other is rule and other not in of_body:
            yield _candidate(other, _why_status(parsed, of_body), decided=True)
        elif other not in of_body:
            yield _candidate(other, _why_not_status(index, parsed, other, rule))
    if rule is NO_RULE:
        yield _candidate(NO_RULE, "no rule is left", decided=True)


def _rules_of_status(index: Index, status: int | None) -> Iterator[Rule]:
    if status is None:
        return
    for alternative in index.alternatives.get(status, ()):
        yield from (rule for rule, _ in _rows_of(alternative, set()) if alternative.when)
    general = rule_for_success(status) if status // 100 == 2 else rule_for_status(status)  # noqa: PLR2004 - HTTP's class of successes
    yield from filter(None, (index.by_status.get(status), general))


def _why_status(parsed: ParsedBody, of_body: list[Rule]) -> str:
    if parsed.code is None:
        return "the body has no code, so the HTTP status decides"
    if of_body:
        return f"the rows for code {parsed.code} are out, so the HTTP status decides"
    return f"no row knows code {parsed.code}, so the HTTP status decides"


def _why_not_status(index: Index, parsed: ParsedBody, other: Rule, rule: Rule) -> str:
    """Say why a rule for the status lost: to a row, or because a success is not certain."""
    if rule is not NO_RULE:
        return f"{rule.rule} counts before it"
    doubts = {
        "there is no body": parsed.is_empty,
        f"no row knows code {parsed.code}": parsed.code is not None,
        "what is in place of a code is none": parsed.has_invalid_code,
        "the success flag is false": parsed.success is False,
        "the body lists errors": bool(parsed.listed),
        "the body has an error where the catalog does not look": parsed.has_common_error,
        "the body lists refused fields": bool(parsed.field_errors),
        "the body is not JSON": parsed.is_not_structured,
        f"every response of {index.title} has a code, and this has none": True,
    }
    return f"{other.rule} is no proof: {next(doubt for doubt, holds in doubts.items() if holds)}"

"""Which rule decides what an answer means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipping_errors._vocabulary import Category

from .index import NO_RULE, rule_for_status, rule_for_success

if TYPE_CHECKING:
    from .body import ParsedBody
    from .index import Index, Rule

_OK = Category.OK
_FIRST_FAILURE = 400  # HTTP statuses from here on are failures


def decide(index: Index, status: int | None, parsed: ParsedBody) -> Rule:
    """Choose the rule: the code's row, else the status, else whether it can be a success."""
    code = parsed.code
    if code is not None:
        row = index.by_code.get(code)
        if index.by_code_and_status:
            row = index.by_code_and_status.get((code, status), row)
        if row is not None and not (row.category is _OK and says_failure(status, parsed)):
            return row
    if status is None:
        return NO_RULE
    if status // 100 != 2:  # noqa: PLR2004 - HTTP's class of successes
        return index.by_status.get(status) or rule_for_status(status) or NO_RULE
    return rule_for_success(status) if _is_success(index, parsed) else NO_RULE


def says_failure(status: int | None, parsed: ParsedBody) -> bool:
    """Whether an answer with the code of a success says failure all the same."""
    return parsed.success is False or (status is not None and status >= _FIRST_FAILURE)


def _is_success(index: Index, parsed: ParsedBody) -> bool:
    """Whether a 2xx answer that no row explains is a success by the provider's own rule."""
    return not (
        index.code_in_every_answer
        or parsed.code is not None
        or parsed.has_invalid_code
        or parsed.success is False
        or parsed.field_errors
        or parsed.is_not_structured
    )

"""Choose the rule that decides about a response, or about an error that it lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipping_errors._vocabulary import Category

from .rules import NO_RULE, rule_for_status, rule_for_success

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .body import ParsedBody
    from .index import Alternative, Index
    from .rules import Rule

_OK = Category.OK
_FIRST_FAILURE = 400  # HTTP statuses from here on are failures
_WITHOUT_BODY = frozenset({204, 205})  # HTTP forbids a body there


def decide(index: Index, status: int | None, parsed: ParsedBody) -> Rule:
    """Choose the rule: the row for code or text, else the status, else whether it is a success."""
    return rule_of_body(index, status, parsed) or rule_of_status(index, status, parsed)


def rule_of_body(index: Index, status: int | None, parsed: ParsedBody) -> Rule | None:
    """Return the row that matches the body; None if no row does.

    The row of the exact code comes first, because a code says more than any text. Then come the
    templates of codes, then those of messages. A row that means success loses against a failure.
    """
    code = parsed.code
    if code is not None:
        rule = index.by_code.get(code)
        if code in index.alternatives:
            rule = _rule_of_key(index, code, status, parsed) or rule
        if rule is None and index.likes.has_any:
            rule = _first(index.likes.find(code), status, parsed)
        if rule is not None:
            # If the status is a failure and the code a success, trust the status.
            return None if rule.category is _OK and says_failure(status, parsed) else rule
    if index.texts.has_any and parsed.message is not None:
        return _first(index.texts.find(parsed.message), status, parsed)
    return None


def knows(index: Index, code: str | None) -> bool:
    """Whether a row is for the code; no code needs none."""
    if code is None or code in index.by_code or code in index.alternatives:
        return True
    return any(True for _ in index.likes.find(code))


def says_failure(status: int | None, parsed: ParsedBody) -> bool:
    """Whether a response with the code of a success still reports a failure."""
    return (
        parsed.success is False
        or bool(parsed.listed)
        or parsed.has_common_error
        or (status is not None and status >= _FIRST_FAILURE)
    )


def _rule_of_key(
    index: Index, key: str | int, status: int | None, parsed: ParsedBody
) -> Rule | None:
    for alternative in index.alternatives[key]:
        rule = alternative.rule_for(status, parsed)
        if rule is not None:
            return rule
    return None


def _first(
    alternatives: Iterator[Alternative], status: int | None, parsed: ParsedBody
) -> Rule | None:
    for alternative in alternatives:
        rule = alternative.rule_for(status, parsed)
        if rule is not None:
            return rule
    return None


def rule_of_status(index: Index, status: int | None, parsed: ParsedBody) -> Rule:
    """Return the rule for the status."""
    if status is None:
        return NO_RULE
    is_2xx = status // 100 == 2  # noqa: PLR2004 - HTTP's class of successes
    if is_2xx and not is_success(index, status, parsed):
        return NO_RULE
    row = _rule_of_key(index, status, status, parsed) if status in index.alternatives else None
    row = row or index.by_status.get(status)
    return row or (rule_for_success(status) if is_2xx else rule_for_status(status)) or NO_RULE


def is_success(index: Index, status: int, parsed: ParsedBody) -> bool:
    """Whether a 2xx response without a row is a success by the provider's own rule."""
    if parsed.is_empty:
        # An order that was "created" without any data is not a success for the caller.
        return status in _WITHOUT_BODY or index.success_can_be_empty
    return not (
        index.code_in_every_answer
        or parsed.code is not None
        or parsed.has_invalid_code
        or parsed.success is False
        or parsed.field_errors
        or parsed.listed
        or parsed.has_common_error
        or parsed.is_not_structured
    )

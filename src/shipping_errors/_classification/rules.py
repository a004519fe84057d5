"""Rules: what a row, a status or nothing at all says of an error, ready to be copied into one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from shipping_errors._http_status import meaning_of_status
from shipping_errors._vocabulary import Category, Outcome, RetryBasis


class Rule:
    """What one rule says of an error, before what the response itself says is applied."""

    __slots__ = ("category", "fields", "if_dated", "retryable", "rule", "wait")

    def __init__(  # noqa: PLR0913 - all that an error takes from its rule
        self,
        rule: str,
        category: Category,
        *,
        retryable: bool,
        retry_basis: RetryBasis = RetryBasis.INFERRED,
        outcome: Outcome,
        documentation: str | None = None,
        source_url: str | None = None,
        wait: float | None = None,
        if_dated: Rule | None = None,
    ) -> None:
        """Prepare the fields of an error; those that the response decides are None."""
        self.rule = rule
        self.category = category
        self.retryable = retryable
        self.wait = wait
        """Seconds to wait where neither headers nor body tell."""
        self.if_dated = if_dated
        """What it says instead of this when a retry date is in the body."""
        self.fields: dict[str, Any] = {
            "provider": "",
            "http_status": None,
            "code": None,
            "category": category,
            "retryable": retryable,
            "retry_basis": retry_basis,
            "retry_after": None,
            "outcome": outcome,
            "message": documentation,
            "documentation": documentation,
            "field_errors": (),
            "rule": rule,
            "source_url": source_url,
            "errors": (),
            "item": None,
        }

    def __repr__(self) -> str:
        """Name the rule."""
        return f"Rule({self.rule!r})"

    @property
    def outcome(self) -> Outcome:
        """Whether the operation took effect."""
        outcome: Outcome = self.fields["outcome"]
        return outcome


def rule_of_category(rule: str, category: Category) -> Rule:
    """Return a rule that says what is usual for a category."""
    return Rule(rule, category, retryable=category.retryable, outcome=category.outcome)


NO_RULE = rule_of_category("none", Category.UNKNOWN)
"""The rule where no other one fits."""


@lru_cache(maxsize=1_000)  # statuses have three digits
def rule_for_status(status: int) -> Rule | None:
    """Return what an HTTP status alone means, for any provider; None where it means nothing."""
    meaning = meaning_of_status(status)
    if meaning is None:
        return None
    category, retryable, outcome = meaning
    return Rule(f"http:{status}", category, retryable=retryable, outcome=outcome)


@lru_cache(maxsize=100)
def rule_for_success(status: int) -> Rule:
    """Return the rule for a 2xx response that says nothing against its success."""
    return rule_of_category(f"http:{status}", Category.OK)


@lru_cache(maxsize=1_000)
def rule_for_partial_success(provider: str) -> Rule:
    """Return the rule for a response that lists failures beside what succeeded."""
    return rule_of_category(f"{provider}:partial", Category.PARTIAL)

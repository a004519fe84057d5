"""The words of an error: categories, outcomes, actors, and what an HTTP status alone means."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self


class Actor(StrEnum):
    """Who has to act before the operation can succeed."""

    NOBODY = "nobody"
    CALLER = "caller"
    ACCOUNT_OWNER = "account_owner"
    PROVIDER = "provider"
    CARRIER = "carrier"


class Outcome(StrEnum):
    """Whether the operation took effect."""

    NOT_DONE = "not_done"
    MAYBE_DONE = "maybe_done"
    IN_PROGRESS = "in_progress"
    ALREADY_DONE = "already_done"
    PARTLY_DONE = "partly_done"
    DONE = "done"


class RetryBasis(StrEnum):
    """Where the ``retryable`` of an error comes from."""

    RESPONSE = "response"
    """The live response said so."""
    DOCUMENTED = "documented"
    """The provider's documentation says so."""
    INFERRED = "inferred"
    """Neither said so: it is the default of the category."""


def _line(value: str, retryable: bool, actor: Actor, outcome: Outcome, description: str) -> Any:  # noqa: ANN401 - type checkers would take a tuple for the value of the member
    """Make a line of the table below, from which a category makes its member."""
    return value, retryable, actor, outcome, description


class Category(StrEnum):
    """What went wrong, the same for every provider.

    "Provider" is the API that was called; "carrier" is the courier behind an aggregator. Members
    may be added; none is renamed, and none changes its meaning.
    """

    description: str
    """One plain sentence."""
    retryable: bool
    """Whether the same request could succeed later, where neither response nor document says."""
    actor: Actor
    """Who has to act."""
    outcome: Outcome
    """Whether the operation took effect, where the catalog says nothing else."""

    def __new__(
        cls,
        value: str,
        retryable: bool,
        actor: Actor,
        outcome: Outcome,
        description: str,
    ) -> Self:
        """Make a member out of a line of the table."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        member.retryable = retryable
        member.actor = actor
        member.outcome = outcome
        return member

    # fmt: off
    OK = _line(
        "ok", False, Actor.NOBODY, Outcome.DONE,
        "The provider reports success; not an error.")
    PENDING = _line(
        "pending", False, Actor.NOBODY, Outcome.IN_PROGRESS,
        "Accepted and not finished: poll, do not send again. Not an error.")
    PARTIAL = _line(
        "partial", False, Actor.CALLER, Outcome.PARTLY_DONE,
        "Some items succeeded and some failed: `errors` lists the failures. Not an error.")
    MALFORMED_REQUEST = _line(
        "malformed_request", False, Actor.CALLER, Outcome.NOT_DONE,
        "The call itself is wrong (JSON, route, method, media type): an integration bug.")
    INVALID_DATA = _line(
        "invalid_data", False, Actor.CALLER, Outcome.NOT_DONE,
        "The call is well formed; a field value or a combination is refused.")
    NOT_FOUND = _line(
        "not_found", False, Actor.CALLER, Outcome.NOT_DONE,
        "Something that the request names does not exist, or no longer does.")
    ALREADY_DONE = _line(
        "already_done", False, Actor.NOBODY, Outcome.ALREADY_DONE,
        "It exists already, or it is in the wanted state already.")
    STATE_CONFLICT = _line(
        "state_conflict", False, Actor.CALLER, Outcome.NOT_DONE,
        "It exists, but its present state forbids the operation.")
    BUSY = _line(
        "busy", True, Actor.NOBODY, Outcome.NOT_DONE,
        "Another operation is at work on it, or has taken the slot.")
    UNSERVICEABLE = _line(
        "unserviceable", False, Actor.CALLER, Outcome.NOT_DONE,
        "The carrier or service can't do this for this shipment, lane or option: choose another.")
    AUTHENTICATION = _line(
        "authentication", False, Actor.ACCOUNT_OWNER, Outcome.NOT_DONE,
        "The provider does not know the caller: key missing, wrong or expired.")
    PERMISSION = _line(
        "permission", False, Actor.ACCOUNT_OWNER, Outcome.NOT_DONE,
        "The provider knows the caller and says no: scope, feature, plan, registration.")
    CARRIER_ACCOUNT = _line(
        "carrier_account", False, Actor.ACCOUNT_OWNER, Outcome.NOT_DONE,
        "The carrier account behind the provider is missing, wrong, inactive or ambiguous.")
    RATE_LIMITED = _line(
        "rate_limited", True, Actor.CALLER, Outcome.NOT_DONE,
        "Too many calls per time; the same call passes after a wait.")
    QUOTA_EXCEEDED = _line(
        "quota_exceeded", False, Actor.ACCOUNT_OWNER, Outcome.NOT_DONE,
        "An allowance or a pool of numbers is used up; a short wait does not help.")
    PAYMENT = _line(
        "payment", False, Actor.ACCOUNT_OWNER, Outcome.NOT_DONE,
        "Money is missing or refused: balance, card, prepaid account.")
    CARRIER_ERROR = _line(
        "carrier_error", False, Actor.CARRIER, Outcome.MAYBE_DONE,
        "The carrier reported a failure and gave no cause.")
    CARRIER_UNAVAILABLE = _line(
        "carrier_unavailable", True, Actor.CARRIER, Outcome.MAYBE_DONE,
        "The carrier was down or unreachable for the moment.")
    PROVIDER_ERROR = _line(
        "provider_error", True, Actor.PROVIDER, Outcome.MAYBE_DONE,
        "The provider broke while handling the call.")
    PROVIDER_UNAVAILABLE = _line(
        "provider_unavailable", True, Actor.PROVIDER, Outcome.MAYBE_DONE,
        "The provider, or a system that it needs, is down or overloaded for the moment.")
    NETWORK = _line(
        "network", True, Actor.NOBODY, Outcome.MAYBE_DONE,
        "No complete response came back: DNS, connect, TLS, reset, timeout.")
    UNKNOWN = _line(
        "unknown", False, Actor.CALLER, Outcome.MAYBE_DONE,
        "Nothing in the catalog or the fallback fits.")
    # fmt: on

    @property
    def is_error(self) -> bool:
        """False for ``ok``, ``pending`` and ``partial``, true for every other category."""
        return self not in _NO_ERRORS


_NO_ERRORS = frozenset({Category.OK, Category.PENDING, Category.PARTIAL})

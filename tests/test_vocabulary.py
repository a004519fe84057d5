"""The categories are the decided ones, and know what was decided of them."""

from __future__ import annotations

import pickle

import pytest

from shipping_errors import Actor, Category, Outcome, RetryBasis

# The table of categories, transcribed: name, retryable, actor, outcome.
TABLE = """
ok no nobody done
pending no nobody in_progress
partial no caller partly_done
malformed_request no caller not_done
invalid_data no caller not_done
not_found no caller not_done
already_done no nobody already_done
state_conflict no caller not_done
busy yes nobody not_done
unserviceable no caller not_done
authentication no account_owner not_done
permission no account_owner not_done
carrier_account no account_owner not_done
rate_limited yes caller not_done
quota_exceeded no account_owner not_done
payment no account_owner not_done
carrier_error no carrier maybe_done
carrier_unavailable yes carrier maybe_done
provider_error yes provider maybe_done
provider_unavailable yes provider maybe_done
network yes nobody maybe_done
unknown no caller maybe_done
"""
LINES = [line.split() for line in TABLE.strip().splitlines()]


def test_these_are_the_categories() -> None:
    assert list(Category) == [name for name, *_ in LINES]


@pytest.mark.parametrize(("name", "retryable", "actor", "outcome"), LINES)
def test_a_category_knows_its_defaults(name: str, retryable: str, actor: str, outcome: str) -> None:
    category = Category(name)
    assert category.retryable is (retryable == "yes")
    assert category.actor is Actor(actor)
    assert category.outcome is Outcome(outcome)
    assert category.is_error is (name not in {"ok", "pending", "partial"})
    assert category.description.endswith(".")
    assert category.name == name.upper()


def test_members_are_strings_and_survive_pickle() -> None:
    for member in (*Category, *Actor, *Outcome, *RetryBasis):
        assert f"{member}" == member.value == str(member)
        assert pickle.loads(pickle.dumps(member)) is member


def test_these_are_the_other_words() -> None:
    assert set(RetryBasis) == {"response", "documented", "inferred"}
    assert set(Outcome) == {
        "not_done",
        "maybe_done",
        "in_progress",
        "already_done",
        "partly_done",
        "done",
    }
    assert set(Actor) == {"nobody", "caller", "account_owner", "provider", "carrier"}

"""What a command that is run in a test leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

LOCKED = '{"meta": {"code": 4155}}'


COMMANDS = (
    "classify", "explain", "providers", "codes", "lint", "diff", "schema", "sample", "stub", "triage",
)  # fmt: skip


class Done(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


Command = Callable[..., Done]
"""Run a command, with something on standard input."""
